//! handstamp.

use std::time::SystemTime;

use handstamp_flask::{KeyDerivation, SESSION_SALT, SecretKey, SignedCodec, session_codec};
use handstamp_itsdangerous::{Signer, TimestampSigner};
use serde::Deserialize;

use crate::SECRET;

/// What an app might want of its session, with a type.
#[derive(Deserialize)]
pub(crate) struct Login<'a> {
    #[serde(rename = "_user_id", borrow)]
    pub(crate) user_id: &'a str,
    #[serde(rename = "_fresh")]
    pub(crate) fresh: bool,
    #[serde(borrow)]
    pub(crate) csrf_token: &'a str,
}

impl Login<'_> {
    /// Something that depends on every field.
    pub(crate) fn size(&self) -> usize {
        self.user_id.len() + usize::from(self.fresh) + self.csrf_token.len()
    }
}

pub(crate) fn codec() -> SignedCodec {
    session_codec(SecretKey::new(SECRET).expect("long enough")).build()
}

/// The signer below the codec.
pub(crate) fn signer() -> TimestampSigner {
    let key = SecretKey::new(SECRET).expect("long enough");
    let signer = Signer::builder(key).salt(SESSION_SALT).key_derivation(KeyDerivation::Hmac);
    TimestampSigner::new(signer.build())
}

/// The length of the user id; 0 without a session.
pub(crate) fn user_id(codec: &SignedCodec, cookie: &str, now: SystemTime) -> usize {
    let session = codec.decode(cookie, now).ok();
    session.and_then(|session| Some(session.get_str("_user_id")?.len())).unwrap_or(0)
}

pub(crate) fn typed(codec: &SignedCodec, cookie: &str, now: SystemTime) -> usize {
    let session = codec.decode(cookie, now).expect("a good cookie");
    session.deserialize::<Login<'_>>().expect("a login").size()
}

pub(crate) fn map(codec: &SignedCodec, cookie: &str, now: SystemTime) -> usize {
    codec.decode(cookie, now).expect("a good cookie").into_dict().len()
}
