//! The crate itsdangerous 0.4, with the payload read by hand.

use itsdangerous::algorithm::HMACAlgorithm;
use itsdangerous::key_derivation::Hmac;
use itsdangerous::{IntoTimestampSigner as _, SignerBuilder, TimestampSigner};
use old_sha1::Sha1;
use serde_json::Value;

use crate::{SECRET, by_hand};

/// A function that gives the length of a cookie's user id.
pub(crate) fn user_id() -> impl Fn(&str) -> usize {
    let builder = SignerBuilder::<Sha1, HMACAlgorithm<Sha1>, Hmac>::new(SECRET);
    let signer = builder.with_salt("cookie-session").build().into_timestamp_signer();
    move |cookie| {
        let signed = signer.unsign(cookie).expect("a good cookie");
        let value = by_hand::payload(signed.value()).expect("a session");
        value.get("_user_id").and_then(Value::as_str).map_or(0, str::len)
    }
}
