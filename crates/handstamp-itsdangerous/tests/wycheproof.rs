//! HMAC with the vectors of Project Wycheproof (`vectors/wycheproof_hmac.jsonl`, which is
//! licensed under Apache-2.0).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey, Signer};
use serde_json::Value;

fn unhex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

#[test]
fn hmac() {
    let (mut valid, mut refused) = (0, 0);
    for text in include_str!("vectors/wycheproof_hmac.jsonl").lines() {
        let line: Value = serde_json::from_str(text).unwrap();
        let digest = match line["alg"].as_str().unwrap() {
            "sha1" => Digest::Sha1,
            "sha224" => Digest::Sha224,
            "sha256" => Digest::Sha256,
            "sha384" => Digest::Sha384,
            "sha512" => Digest::Sha512,
            other => panic!("digest {other}"),
        };
        let signer = Signer::builder(SecretKey::allow_weak(unhex(&line["keyHex"])))
            .key_derivation(KeyDerivation::None)
            .digest(digest)
            .build();
        let (message, tag) = (unhex(&line["msgHex"]), unhex(&line["tagHex"]));
        // itsdangerous has no shortened tags, so these must be refused, valid or not.
        let whole = signer.signature("").len() == (tag.len() * 4).div_ceil(3);
        let expected = whole && line["result"] == "valid";
        let taken = signer.verify_signature(&message, URL_SAFE_NO_PAD.encode(&tag));
        assert_eq!(taken, expected, "{text}");
        if taken { valid += 1 } else { refused += 1 }
    }
    assert!(valid > 130 && refused > 130, "{valid} valid, {refused} refused");
}
