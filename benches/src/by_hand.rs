//! What one writes in an afternoon: hmac, base64, flate2 and a `serde_json::Value`.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::ZlibDecoder;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha1::Sha1;

use crate::SECRET;

/// The length of the user id.
pub(crate) fn user_id(cookie: &str) -> usize {
    let value = session(cookie).expect("a good cookie");
    value.get("_user_id").and_then(Value::as_str).map_or(0, str::len)
}

fn session(cookie: &str) -> Option<Value> {
    let (signed, signature) = cookie.rsplit_once('.')?;
    let mut derive = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).ok()?;
    derive.update(b"cookie-session");
    let mut mac = Hmac::<Sha1>::new_from_slice(&derive.finalize().into_bytes()).ok()?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    payload(signed.rsplit_once('.')?.0)
}

/// A payload whose signature was checked before.
pub(crate) fn payload(payload: &str) -> Option<Value> {
    let Some(compressed) = payload.strip_prefix('.') else {
        return serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok();
    };
    let mut json = Vec::new();
    let compressed = URL_SAFE_NO_PAD.decode(compressed).ok()?;
    ZlibDecoder::new(&compressed[..]).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}
