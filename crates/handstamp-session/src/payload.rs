use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_itsdangerous::{PayloadError, decode_payload, encode_payload};
use handstamp_value::json::ReadError;

use crate::decode_error::OpenError;

/// How JSON text stands in a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadEncoding {
    /// URL-safe base64 without padding; deflated by zlib, with a dot in front, where that is shorter
    /// (itsdangerous' `URLSafeSerializerMixin`). Flask.
    UrlSafe,
    /// The standard alphabet of RFC 4648, padded, never compressed (`base64.b64encode`). Starlette.
    Standard,
}

impl PayloadEncoding {
    /// Reads a payload into `text`, which is empty. `limit` is in bytes and bounds what inflates.
    pub(crate) fn decode(
        self,
        payload: &[u8],
        limit: usize,
        text: &mut Vec<u8>,
    ) -> Result<(), OpenError> {
        match self {
            Self::UrlSafe => decode_payload(payload, limit, text).map_err(unreadable),
            Self::Standard => STANDARD.decode_vec(payload, text).map_err(|_| OpenError::BadBase64),
        }
    }

    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::UrlSafe => {
                let mut payload = Vec::new();
                encode_payload(text.as_bytes(), &mut payload);
                payload
            }
            Self::Standard => STANDARD.encode(text).into_bytes(),
        }
    }
}

fn unreadable(why: PayloadError) -> OpenError {
    match why {
        PayloadError::Base64 => OpenError::BadBase64,
        PayloadError::TooLarge { limit } => ReadError::TextTooLong { limit }.into(),
        _ => OpenError::BadDeflate,
    }
}
