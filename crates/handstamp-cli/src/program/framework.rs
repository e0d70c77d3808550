//! The frameworks whose sessions are read and written.

use handstamp_itsdangerous::SecretKeys;
use handstamp_session::SignedCodecBuilder;
use handstamp_value::json::Tags;

/// Whose session cookie it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Flask,
    Starlette,
}

impl Framework {
    /// The codec with the framework's own settings.
    pub(crate) fn session_codec(self, keys: SecretKeys) -> SignedCodecBuilder {
        match self {
            Self::Flask => handstamp_flask::session_codec(keys),
            Self::Starlette => handstamp_starlette::session_codec(keys),
        }
    }

    /// The form of the JSON.
    pub(crate) fn tags(self) -> Tags {
        match self {
            Self::Flask => Tags::Flask,
            Self::Starlette => Tags::Plain,
        }
    }
}
