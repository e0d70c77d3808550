//! Why a session is refused, in the terms of itsdangerous 2.2.

use handstamp_session::Error;

/// The class that Python would have raised, or `Refused` where it has none.
pub(super) fn name(error: &Error) -> &'static str {
    match error {
        Error::BadSignature => "BadSignature",
        Error::BadTimestamp => "BadTimeSignature",
        Error::Expired { .. } | Error::SignedAhead { .. } => "SignatureExpired",
        Error::BadBase64 | Error::BadDeflate | Error::NotUtf8 | Error::Syntax { .. } => {
            "BadPayload"
        }
        _ => "Refused",
    }
}
