//! The floor: the best library for each part, put together with nothing else and no errors told
//! apart. HMAC from a prepared key, base64 with SIMD, an inflater that is kept.

use std::cell::RefCell;

use flate2::{Decompress, FlushDecompress};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha1::Sha1;

use crate::SECRET;
use crate::ours::Login;

/// Bytes that a payload inflates to at most.
const LIMIT: usize = 64 * 1024;

pub(crate) struct Floor {
    key: Hmac<Sha1>,
    parts: RefCell<Parts>,
}

struct Parts {
    inflater: Decompress,
    compressed: Vec<u8>,
    json: Vec<u8>,
}

/// The key that Flask derives from its secret.
pub(crate) fn derived_key() -> Vec<u8> {
    let mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).expect("any length");
    mac.chain_update(b"cookie-session").finalize().into_bytes().to_vec()
}

impl Floor {
    pub(crate) fn new() -> Self {
        let parts = Parts {
            inflater: Decompress::new(true),
            compressed: vec![0; LIMIT],
            json: Vec::with_capacity(LIMIT),
        };
        let key = Hmac::new_from_slice(&derived_key()).expect("any length");
        Self { key, parts: RefCell::new(parts) }
    }

    /// The HMAC of what is signed and nothing else.
    pub(crate) fn bare_hmac(&self, cookie: &str) -> usize {
        let (signed, _) = cookie.rsplit_once('.').expect("a signed cookie");
        let mut mac = self.key.clone();
        mac.update(signed.as_bytes());
        usize::from(mac.finalize().into_bytes().first().copied().unwrap_or_default())
    }

    /// Verifies, then hands the JSON text over.
    fn read<T>(&self, cookie: &str, then: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let (signed, signature) = cookie.rsplit_once('.')?;
        let mut mac = [0; 20];
        let base64 = base64_simd::URL_SAFE_NO_PAD;
        base64.decode(signature.as_bytes(), base64_simd::Out::from_slice(&mut mac)).ok()?;
        self.key.clone().chain_update(signed.as_bytes()).verify_slice(&mac).ok()?;
        let (payload, _time) = signed.rsplit_once('.')?;
        let Parts { inflater, compressed, json } = &mut *self.parts.borrow_mut();
        let text = payload.strip_prefix('.');
        let out = base64_simd::Out::from_slice(compressed);
        let bytes = base64.decode(text.unwrap_or(payload).as_bytes(), out).ok()?;
        if text.is_none() {
            return Some(then(bytes));
        }
        inflater.reset(true);
        json.clear();
        inflater.decompress_vec(bytes, json, FlushDecompress::Finish).ok()?;
        Some(then(json))
    }

    pub(crate) fn user_id(&self, cookie: &str) -> usize {
        #[derive(serde::Deserialize)]
        struct UserId<'a> {
            #[serde(rename = "_user_id")]
            user_id: &'a str,
        }
        let read =
            |json: &[u8]| serde_json::from_slice(json).map(|it: UserId<'_>| it.user_id.len());
        self.read(cookie, read).and_then(Result::ok).unwrap_or(0)
    }

    pub(crate) fn typed(&self, cookie: &str) -> usize {
        let read = |json: &[u8]| serde_json::from_slice(json).map(|it: Login<'_>| it.size());
        self.read(cookie, read).and_then(Result::ok).expect("a login")
    }

    pub(crate) fn map(&self, cookie: &str) -> usize {
        let read = |json: &[u8]| {
            let value: Result<Value, _> = serde_json::from_slice(json);
            value.ok().and_then(|value| Some(value.as_object()?.len()))
        };
        self.read(cookie, read).flatten().expect("an object")
    }
}
