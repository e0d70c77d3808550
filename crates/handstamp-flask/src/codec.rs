use std::time::Duration;

use handstamp_itsdangerous::{KeyDerivation, SecretKeys};
use handstamp_session::{PayloadEncoding, SignedCodec, SignedCodecBuilder};
use handstamp_value::json::Tags;

/// The salt of Flask's session cookie (`SecureCookieSessionInterface.salt`).
pub const SESSION_SALT: &str = "cookie-session";

/// Flask's default of `PERMANENT_SESSION_LIFETIME`.
const THIRTY_ONE_DAYS: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// Starts the codec of Flask's session cookie, `SecureCookieSessionInterface` of Flask's `sessions.py`, for
/// Flask's `SECRET_KEY`; or for several keys, of which the newest signs and all verify.
///
/// Its settings are Flask's own: salt `cookie-session`, HMAC as the key derivation, SHA-1, 31 days, JSON with
/// Flask's tags, keys sorted, deflated where that is shorter. Each can be set otherwise before `build()`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_flask::{DecodeError, SecretKey, Session, VerifyError, session_codec};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let older = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61")?;
/// let day = Duration::from_secs(24 * 60 * 60);
/// let flask = session_codec(key).fallbacks([older]).max_age(day).build();
///
/// let now = SystemTime::now();
/// let mut session = Session::new();
/// session.insert("_user_id", "42")?;
/// let cookie = flask.encode(&session, now)?;
/// assert_eq!(flask.decode(&cookie, now)?.get_str("_user_id"), Some("42"));
///
/// let late = flask.decode(&cookie, now + 2 * day);
/// assert!(matches!(late, Err(DecodeError::Verify(VerifyError::Expired { .. }))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn session_codec(keys: impl Into<SecretKeys>) -> SignedCodecBuilder {
    SignedCodec::builder(keys)
        .salt(SESSION_SALT)
        .key_derivation(KeyDerivation::Hmac)
        .max_age(THIRTY_ONE_DAYS)
        .tags(Tags::Flask)
        .compact(true)
        .sorted_keys(true)
        .payload(PayloadEncoding::UrlSafe)
}
