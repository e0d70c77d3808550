//! Why a token is refused (Python: `exc.py`).

use std::convert::Infallible;
use std::time::{Duration, SystemTime};

/// Why a token is refused, in the terms of Python's itsdangerous 2.2 (`BadData` and its
/// subclasses).
///
/// This error allocates nothing. It holds the length of the payload, not a copy:
/// [`unverified_payload`](Self::unverified_payload) finds the payload in the token.
///
/// `E` is the error of a payload format that could not read a payload with a valid signature.
/// Signers read no payloads, so their `E` is [`Infallible`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadData<E = Infallible> {
    /// The token has no signature, or none of the keys made it.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
    /// The signature of a timed token does not match, or its time stamp is missing or cannot be
    /// read.
    #[error(transparent)]
    BadTimeSignature(#[from] BadTimeSignature),
    /// The signature is valid, but the token is too old or was signed in the future.
    #[error(transparent)]
    SignatureExpired(#[from] SignatureExpired),
    /// The signature is valid, but the format cannot read the payload.
    #[error("could not load the payload")]
    BadPayload(#[source] E),
}

/// The token has no signature, or none of the keys made it (Python: `BadSignature`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BadSignature {
    /// What is wrong with the signature.
    pub reason: BadSignatureReason,
    pub(crate) payload_len: Option<usize>,
}

/// What is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadSignatureReason {
    /// The token has no separator, and so no signature.
    #[error("no separator found in value")]
    Missing,
    /// The signature is not one that any of the keys makes.
    #[error("signature does not match")]
    DoesNotMatch,
}

/// The signature of a timed token does not match, or its time stamp is missing or cannot be read
/// (Python: `BadTimeSignature`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BadTimeSignature {
    /// What is wrong with the signature or with the time stamp.
    pub reason: BadTimeSignatureReason,
    /// When the token says that it was signed. Not verified. `None` if it does not say so.
    pub date_signed: Option<SystemTime>,
    pub(crate) payload_len: usize,
}

/// What is wrong with a timed signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadTimeSignatureReason {
    /// The signature is valid, but there is no time stamp: a plain signer made the token.
    #[error("timestamp missing")]
    Missing,
    /// The time stamp is not base64, is longer than eight bytes, or is after the year 9999.
    #[error("Malformed timestamp")]
    Malformed,
    /// The signature is not one that any of the keys makes.
    #[error("signature does not match")]
    DoesNotMatch,
}

/// The signature is valid, but the token is too old or was signed in the future (Python:
/// `SignatureExpired`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Signature age {age} {} seconds", Bound(*age, *max_age))]
pub struct SignatureExpired {
    /// The age in whole seconds. Negative if the token was signed after `now`.
    pub age: i64,
    /// The highest age that was allowed.
    pub max_age: Duration,
    /// When the token was signed. Verified.
    pub date_signed: SystemTime,
    pub(crate) payload_len: usize,
}

struct Bound(i64, Duration);

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self(age, _) if *age < 0 => f.write_str("< 0"),
            Self(_, max_age) => write!(f, "> {}", max_age.as_secs_f64()),
        }
    }
}

impl<E> BadData<E> {
    /// The payload of the refused token, without signature and time stamp: bytes that are **not
    /// verified** (Python: `BadSignature.payload`). For tools that explain tokens, never for a
    /// decision.
    ///
    /// `token` is the token that was refused. The result is `None` if it has no payload, if this is
    /// [`BadData::BadPayload`], or if `token` is a different, shorter one.
    pub fn unverified_payload<'t, T: AsRef<[u8]> + ?Sized>(
        &self,
        token: &'t T,
    ) -> Option<&'t [u8]> {
        token.as_ref().get(..self.payload_len()?)
    }

    /// The length of the unverified payload in bytes.
    pub(crate) fn payload_len(&self) -> Option<usize> {
        match self {
            Self::BadSignature(e) => e.payload_len,
            Self::BadTimeSignature(e) => Some(e.payload_len),
            Self::SignatureExpired(e) => Some(e.payload_len),
            Self::BadPayload(_) => None,
        }
    }

    /// When the token says that it was signed, if it does. Verified only for
    /// [`BadData::SignatureExpired`].
    pub fn date_signed(&self) -> Option<SystemTime> {
        match self {
            Self::BadTimeSignature(e) => e.date_signed,
            Self::SignatureExpired(e) => Some(e.date_signed),
            Self::BadSignature(_) | Self::BadPayload(_) => None,
        }
    }
}

impl BadData {
    /// Converts the error of a signer into that of a serializer whose format has the error `E`.
    pub(crate) fn widen<E>(self) -> BadData<E> {
        match self {
            Self::BadSignature(e) => BadData::BadSignature(e),
            Self::BadTimeSignature(e) => BadData::BadTimeSignature(e),
            Self::SignatureExpired(e) => BadData::SignatureExpired(e),
            Self::BadPayload(never) => match never {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small_and_belongs_to_no_token() {
        fn stands_alone<T: Copy + Send + Sync + 'static>() {}
        stands_alone::<BadData>();
        assert!(size_of::<BadData>() <= 56, "{}", size_of::<BadData>());
    }

    #[test]
    fn a_shorter_token_has_no_payload() {
        let error: BadData =
            BadSignature { reason: BadSignatureReason::DoesNotMatch, payload_len: Some(5) }.into();
        assert_eq!(error.unverified_payload("hello.x"), Some(&b"hello"[..]));
        assert_eq!(error.unverified_payload("hell"), None);
    }

    #[test]
    fn expired_says_what_python_says() {
        let expired = |age| SignatureExpired {
            age,
            max_age: Duration::from_secs(10),
            date_signed: SystemTime::UNIX_EPOCH,
            payload_len: 0,
        };
        assert_eq!(expired(11).to_string(), "Signature age 11 > 10 seconds");
        assert_eq!(expired(-1).to_string(), "Signature age -1 < 0 seconds");
    }
}
