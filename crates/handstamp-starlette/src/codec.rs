use std::time::Duration;

use handstamp_itsdangerous::SecretKeys;
use handstamp_session::{PayloadEncoding, SignedCodec, SignedCodecBuilder};

/// Starlette's default of `max_age`.
pub(crate) const FOURTEEN_DAYS: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Starts the codec of Starlette's session cookie, `SessionMiddleware` of Starlette's `middleware/sessions.py`,
/// which FastAPI uses as well, for the middleware's `secret_key`; or for several keys, of which the newest signs
/// and all verify. Starlette itself has one key: give it the newest.
///
/// Its settings are Starlette's own: itsdangerous' default salt, key derivation and SHA-1, 14 days, plain JSON in
/// padded base64. Each can be set otherwise before `build()`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_starlette::{DecodeError, SecretKey, Session, VerifyError, session_codec};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let day = Duration::from_secs(24 * 60 * 60);
/// let starlette = session_codec(key).max_age(day).build();
///
/// let now = SystemTime::now();
/// let mut session = Session::new();
/// session.insert("username", "john")?;
/// let cookie = starlette.encode(&session, now)?;
/// assert_eq!(starlette.decode(&cookie, now)?.get_str("username"), Some("john"));
///
/// let late = starlette.decode(&cookie, now + 2 * day);
/// assert!(matches!(late, Err(DecodeError::Verify(VerifyError::Expired { .. }))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn session_codec(keys: impl Into<SecretKeys>) -> SignedCodecBuilder {
    SignedCodec::builder(keys).max_age(FOURTEEN_DAYS).payload(PayloadEncoding::Standard)
}
