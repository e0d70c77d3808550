//! What a cookie is, and what its library expects of it.

use std::time::Duration;

use handstamp_itsdangerous::{Digest, KeyDerivation};

use super::scheme::Scheme;
use super::settings::{MaxAge, Settings};

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
    /// Nothing that this program knows.
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

    /// Whether anything in it is meant to be signed.
    #[must_use]
    pub fn is_signed(self) -> bool {
        !matches!(self, Self::Cleared | Self::Unknown)
    }

    /// Whether it holds a session.
    pub(crate) fn is_session(self) -> bool {
        matches!(self, Self::FlaskSession | Self::StarletteSession)
    }

    /// How old it may be. `None`: any age.
    pub(crate) fn max_age(self, settings: &Settings) -> Option<Duration> {
        const DAY: u64 = 86_400;
        match (settings.max_age, self) {
            (MaxAge::Limit(limit), _) => Some(limit),
            (MaxAge::Any, _) => None,
            (MaxAge::OfTheKind, Self::FlaskSession) => Some(Duration::from_secs(31 * DAY)),
            (MaxAge::OfTheKind, Self::StarletteSession) => Some(Duration::from_secs(14 * DAY)),
            (MaxAge::OfTheKind, Self::CsrfToken) => Some(Duration::from_secs(3_600)),
            (MaxAge::OfTheKind, _) => None,
        }
    }

    /// The schemes in which a cookie of this shape is expected to be signed, and what it is then.
    pub(crate) fn expected(self, settings: &Settings) -> Vec<(Self, Scheme)> {
        use KeyDerivation::{DjangoConcat, Hmac};
        let flask = (Self::FlaskSession, "cookie-session", Hmac);
        let serializer = (Self::SignedToken, "itsdangerous", DjangoConcat);
        let signer = (Self::SignedToken, "itsdangerous.Signer", DjangoConcat);
        let own_serializer = settings.salt.is_some().then_some(serializer);
        let found: Vec<(Self, &str, KeyDerivation)> = match self {
            Self::FlaskSession => std::iter::once(flask).chain(own_serializer).collect(),
            Self::StarletteSession => vec![(self, "itsdangerous.Signer", DjangoConcat)],
            Self::CsrfToken => std::iter::once((self, "wtf-csrf-token", DjangoConcat))
                .chain(own_serializer)
                .collect(),
            Self::AuthToken => vec![(self, "remember-salt", DjangoConcat)],
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
