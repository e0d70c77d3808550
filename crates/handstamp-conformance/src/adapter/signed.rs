//! Sessions, and the cookies that they live in.

use std::time::{Duration, SystemTime};

use handstamp_flask::{SecretKey, Session, SignedCodec, session_codec};

use crate::failure::Failure;
use crate::now::now;

pub(crate) const KEY: &str = "dev-secret-key-0123456789abcdef-rotate-me";
pub(crate) const OLD_KEY: &str = "dev-secret-key-fedcba9876543210-rotated-out";
const FOREIGN_KEY: &str = "dev-secret-key-of-somebody-else-0f1e2d3c4b5a";

/// How long a session lives: Flask's default.
pub(crate) const LIFETIME: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// What Flask-Login 0.6 under Flask 3.1 has set for the user 1742: a compressed cookie, as nearly all are.
pub(crate) const REAL_COOKIE: &str = concat!(
    "session=.eJwlzklKBEEQQNG75NpFxpBD9GWKGFEEharulXh3C9w-_uL_tKPOvN7b43m",
    "-8q0dH9EeTdkByWACRuDCAFrgsIAlmGTQNEKYFZppssZCKU1BiqFcAahqlYi",
    "7ECTFracNKpjCy71wpG-OHeaLcfBavcaWzmHKkO7tHnldef7fwB3d4tdZx_P",
    "7M79uc6dymDhzkAJ1Jus4nbdZEVVWCTLpbr9_mJBAXw.awJcLg.mwLhMQvbW",
    "wn9DBHRwvXN6zkqB8c",
);

/// Somebody who has just logged in.
pub(crate) fn fresh(id: &str) -> Result<Session, Failure> {
    session_of(id, true)
}

/// Somebody who was remembered.
pub(crate) fn remembered(id: &str) -> Result<Session, Failure> {
    session_of(id, false)
}

/// Somebody who has just logged in, and whose session is refreshed by each request that uses it.
pub(crate) fn permanent(id: &str) -> Result<Session, Failure> {
    let mut session = fresh(id)?;
    session.insert("_permanent", &true)?;
    Ok(session)
}

fn session_of(id: &str, fresh: bool) -> Result<Session, Failure> {
    let mut session = Session::new();
    session.insert("_user_id", id)?;
    session.insert("_fresh", &fresh)?;
    Ok(session)
}

/// The codec of the login, at [`now`].
pub(crate) fn codec() -> Result<SignedCodec, Failure> {
    Ok(session_codec(SecretKey::new(KEY)?).build())
}

/// `session=…` of this session.
pub(crate) fn signed(session: &Session) -> Result<String, Failure> {
    signed_with(session, KEY, now())
}

/// The same, signed with the key before last.
pub(crate) fn with_old_key(session: &Session) -> Result<String, Failure> {
    signed_with(session, OLD_KEY, now())
}

/// The same, one second too old.
pub(crate) fn expired(session: &Session) -> Result<String, Failure> {
    signed_with(session, KEY, now() - LIFETIME - Duration::from_secs(1))
}

fn signed_with(session: &Session, key: &str, at: SystemTime) -> Result<String, Failure> {
    let codec = session_codec(SecretKey::new(key)?).build();
    Ok(format!("session={}", codec.encode(session, at)?))
}

/// `session=…` that must not be taken: another key, a changed signature, a changed payload, and so on.
pub(crate) fn forged(id: &str) -> Result<Vec<String>, Failure> {
    let session = fresh(id)?;
    let good = signed(&session)?;
    let (payload, rest) = good.split_once('.').unwrap_or_default();
    let (stamp, mac) = rest.split_once('.').unwrap_or_default();
    let other = signed(&fresh("grace")?)?;
    let (other_payload, _) = other.split_once('.').unwrap_or_default();
    let flipped = if mac.starts_with('A') { "B" } else { "A" };
    let changed = format!("{flipped}{}", mac.get(1..).unwrap_or_default());
    Ok(vec![
        signed_with(&session, FOREIGN_KEY, now())?,
        format!("{payload}.{stamp}.{changed}"),
        format!("{other_payload}.{stamp}.{mac}"),
        format!("{payload}.{}.{mac}", stamp.to_ascii_lowercase() + "A"),
        format!("{payload}.{stamp}."),
        payload.to_owned(),
        "session=".to_owned(),
        "session=..-_.%00\u{fffd}".to_owned(),
    ])
}
