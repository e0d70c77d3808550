//! Why a session is refused, in the terms of itsdangerous 2.2.

use handstamp_session::{DecodeError, OpenError, VerifyError};
use handstamp_value::json::ReadError;

/// The class that Python would have raised, or `Refused` where it has none.
pub(super) fn name(error: &DecodeError) -> &'static str {
    match error {
        DecodeError::Verify(VerifyError::BadSignature) => "BadSignature",
        DecodeError::Verify(VerifyError::BadTimestamp) => "BadTimeSignature",
        DecodeError::Verify(VerifyError::Expired { .. } | VerifyError::SignedAhead { .. }) => {
            "SignatureExpired"
        }
        DecodeError::Open(
            OpenError::BadBase64
            | OpenError::BadDeflate
            | OpenError::Json(ReadError::NotUtf8 | ReadError::Syntax { .. }),
        ) => "BadPayload",
        _ => "Refused",
    }
}
