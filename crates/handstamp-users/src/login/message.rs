use std::time::Duration;

use crate::login::texts::Texts;

/// What is wrong, as the page and the JSON answer say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message {
    Incomplete,
    Malformed,
    /// The body is of a type that is not taken.
    Unsupported,
    /// The CSRF token is not one of this session.
    Stale,
    Refused,
    Throttled(Duration),
    Unavailable,
    /// The login is over here, and its copies are not.
    NotRevoked,
    /// "Log out everywhere" without a `Revocation`.
    Misconfigured,
}

impl Message {
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Incomplete | Self::Malformed | Self::Stale => 400,
            Self::Refused => 401,
            Self::Unsupported => 415,
            Self::Throttled(_) => 429,
            Self::Misconfigured => 500,
            Self::Unavailable | Self::NotRevoked => 503,
        }
    }

    pub(crate) fn text(self, texts: &Texts) -> &str {
        match self {
            Self::Incomplete => &texts.incomplete,
            Self::Malformed | Self::Unsupported => &texts.malformed,
            Self::Stale => &texts.stale,
            Self::Refused => &texts.refused,
            Self::Throttled(_) => &texts.throttled,
            Self::Unavailable | Self::Misconfigured => &texts.unavailable,
            Self::NotRevoked => &texts.not_revoked,
        }
    }

    /// The text of a JSON answer.
    pub(crate) fn detail(self, texts: &Texts) -> &str {
        if self == Self::Refused { &texts.refused_detail } else { self.text(texts) }
    }

    /// In how many whole seconds to try again: at least one.
    pub(crate) fn retry_after(self) -> Option<u64> {
        let Self::Throttled(wait) = self else { return None };
        let started = u64::from(wait.subsec_nanos() > 0);
        Some(wait.as_secs().saturating_add(started).max(1))
    }
}
