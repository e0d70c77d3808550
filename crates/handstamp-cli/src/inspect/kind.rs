//! The kinds of cookies, and what the library of each expects.

use std::time::Duration;

use handstamp_flask::{AuthTokenReader, FlaskWtf, RememberToken};
use handstamp_itsdangerous::{Digest, KeyDerivation};

use super::scheme::Scheme;
use super::settings::{MaxAge, Settings};

/// The longest value in bytes that handstamp's session codecs accept by default.
const SESSION_LIMIT: usize = 16 * 1024;

/// What a cookie is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Flask's session cookie.
    FlaskSession,
    /// The session cookie of Starlette's `SessionMiddleware`, which FastAPI uses.
    StarletteSession,
    /// Flask-Login's `remember_token`.
    RememberToken,
    /// Flask-WTF's CSRF token.
    CsrfToken,
    /// Flask-Security's authentication token.
    AuthToken,
    /// Another token that itsdangerous signed.
    SignedToken,
    /// A JSON Web Token (RFC 7519).
    Jwt,
    /// What Starlette writes to clear a session, or no text at all.
    Cleared,
    /// Something else.
    Unknown,
}

impl Kind {
    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FlaskSession => "Flask session",
            Self::StarletteSession => "Starlette session",
            Self::RememberToken => "Flask-Login remember token",
            Self::CsrfToken => "Flask-WTF CSRF token",
            Self::AuthToken => "Flask-Security auth token",
            Self::SignedToken => "itsdangerous token",
            Self::Jwt => "JSON Web Token",
            Self::Cleared => "cleared cookie",
            Self::Unknown => "plain text",
        }
    }

    /// The stable name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FlaskSession => "flask-session",
            Self::StarletteSession => "starlette-session",
            Self::RememberToken => "flask-login-remember",
            Self::CsrfToken => "flask-wtf-csrf",
            Self::AuthToken => "flask-security-auth-token",
            Self::SignedToken => "signed-token",
            Self::Jwt => "jwt",
            Self::Cleared => "cleared",
            Self::Unknown => "unknown",
        }
    }

    /// Whether its library signs it.
    #[must_use]
    pub fn is_signed(self) -> bool {
        !matches!(self, Self::Cleared | Self::Unknown)
    }

    /// Whether it holds a session.
    pub(crate) fn is_session(self) -> bool {
        matches!(self, Self::FlaskSession | Self::StarletteSession)
    }

    /// Whether handstamp tolerates that it was signed a little ahead of the clock.
    pub(crate) fn tolerates_clocks(self) -> bool {
        self.is_session() || self == Self::CsrfToken
    }

    /// The longest value in bytes that handstamp accepts. `None`: any length.
    pub(crate) fn limit(self) -> Option<usize> {
        match self {
            Self::FlaskSession | Self::StarletteSession => Some(SESSION_LIMIT),
            Self::RememberToken => Some(RememberToken::LIMIT),
            _ => None,
        }
    }

    /// How old it may be. `None`: any age.
    pub(crate) fn max_age(self, settings: &Settings) -> Option<Duration> {
        const DAY: u64 = 86_400;
        match (settings.max_age, self) {
            (MaxAge::Limit(limit), _) => Some(limit),
            (MaxAge::Any, _) => None,
            (MaxAge::OfTheKind, Self::FlaskSession) => Some(Duration::from_secs(31 * DAY)),
            (MaxAge::OfTheKind, Self::StarletteSession) => Some(Duration::from_secs(14 * DAY)),
            (MaxAge::OfTheKind, Self::CsrfToken) => Some(FlaskWtf::TIME_LIMIT),
            (MaxAge::OfTheKind, _) => None,
        }
    }

    /// The schemes with which a cookie of this shape should be signed, and what it is then.
    pub(crate) fn expected(self, settings: &Settings) -> Vec<(Self, Scheme)> {
        use KeyDerivation::{DjangoConcat, Hmac};
        let flask = (Self::FlaskSession, "cookie-session", Hmac);
        let serializer = (Self::SignedToken, "itsdangerous", DjangoConcat);
        let signer = (Self::SignedToken, "itsdangerous.Signer", DjangoConcat);
        let own_serializer = settings.salt.is_some().then_some(serializer);
        let found: Vec<(Self, &str, KeyDerivation)> = match self {
            Self::FlaskSession => std::iter::once(flask).chain(own_serializer).collect(),
            Self::StarletteSession => vec![(self, "itsdangerous.Signer", DjangoConcat)],
            Self::CsrfToken => std::iter::once((self, FlaskWtf::SALT, DjangoConcat))
                .chain(own_serializer)
                .collect(),
            Self::AuthToken => vec![(self, AuthTokenReader::SALT, DjangoConcat)],
            Self::SignedToken => vec![serializer, signer, (self, "flask-session", Hmac)],
            Self::RememberToken | Self::Jwt | Self::Cleared | Self::Unknown => Vec::new(),
        };
        let told = |(kind, salt, derivation): (Self, &str, KeyDerivation)| {
            let scheme = Scheme::new(
                settings.salt.as_deref().unwrap_or(salt),
                settings.key_derivation.unwrap_or(derivation),
                settings.digest.unwrap_or(Digest::Sha1),
            );
            (kind, scheme)
        };
        found.into_iter().map(told).collect()
    }
}
