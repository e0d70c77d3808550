//! What the library of each kind expects of a cookie: schemes, times, a length.

use std::time::Duration;

use handstamp_flask::{AuthTokenReader, FlaskWtf, RememberToken};
use handstamp_itsdangerous::{Digest, KeyDerivation};
use handstamp_value::json::Tags;

use super::app_token::AppToken;
use super::kind::Kind;
use super::scheme::Scheme;
use super::settings::{MaxAge, Settings};

/// The longest value in bytes that handstamp's session codecs accept by default.
const SESSION_LIMIT: usize = 16 * 1024;
/// The salt of Flask-Session's signed ids.
const SESSION_ID_SALT: &str = "flask-session";

impl Kind {
    /// Whether it has a time stamp.
    pub(crate) fn is_timed(self) -> bool {
        self.is_session()
            || matches!(
                self,
                Self::CsrfToken | Self::AuthToken | Self::QuartAuthToken | Self::OctoPrintCsrfToken
            )
    }

    /// The form of its JSON. `None` if it need not be JSON.
    pub(crate) fn json(self) -> Option<Tags> {
        match self {
            Self::FlaskSession | Self::CalibreWebRememberToken => Some(Tags::Flask),
            Self::SignedToken | Self::SignedSessionId => None,
            _ => Some(Tags::Plain),
        }
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
            (MaxAge::OfTheKind, Self::QuartAuthToken) => Some(Duration::from_secs(365 * DAY)),
            (MaxAge::OfTheKind, _) => None,
        }
    }

    /// The schemes with which a cookie of this shape should be signed, and what it is then.
    pub(crate) fn expected(self, settings: &Settings) -> Vec<(Self, Scheme)> {
        use KeyDerivation::{DjangoConcat, Hmac};
        let flask = (Self::FlaskSession, "cookie-session", Hmac);
        let serializer = (Self::SignedToken, "itsdangerous", DjangoConcat);
        let signer = (Self::SignedToken, "itsdangerous.Signer", DjangoConcat);
        let session_id = (Self::SignedSessionId, SESSION_ID_SALT, Hmac);
        let own_serializer = settings.salt.is_some().then_some(serializer);
        let found: Vec<(Self, &str, KeyDerivation)> = match self {
            Self::FlaskSession => std::iter::once(flask).chain(own_serializer).collect(),
            Self::StarletteSession => vec![(self, "itsdangerous.Signer", DjangoConcat)],
            Self::CsrfToken => std::iter::once((self, FlaskWtf::SALT, DjangoConcat))
                .chain(own_serializer)
                .collect(),
            Self::AuthToken => vec![(self, AuthTokenReader::SALT, DjangoConcat)],
            Self::SignedSessionId => vec![session_id, serializer, signer],
            Self::SignedToken => vec![serializer, signer, session_id],
            _ => Vec::new(),
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

impl AppToken {
    /// How it should be signed. `None` if the settings have another salt: then nothing tells it apart.
    pub(crate) fn expected(self, settings: &Settings) -> Option<(Kind, Scheme)> {
        let scheme = Scheme::new(
            self.salt,
            settings.key_derivation.unwrap_or(self.derivation),
            settings.digest.unwrap_or(self.digest),
        );
        let is_own = settings.salt.as_ref().is_none_or(|salt| salt == self.salt);
        is_own.then_some((self.kind, scheme))
    }
}
