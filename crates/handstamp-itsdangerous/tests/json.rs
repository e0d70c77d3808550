//! Serde values as payloads (feature `serde_json`).
#![cfg(feature = "serde_json")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use handstamp_itsdangerous::{
    BadData, Json, PayloadError, SecretKey, Serializer, UrlSafeSerializer,
};

/// Python: `URLSafeSerializer("secret", salt="s").dumps({"id": 5, "name": "itsdangerous"})`.
const TOKEN: &str = "eyJpZCI6NSwibmFtZSI6Iml0c2Rhbmdlcm91cyJ9.Yn5VUyoPni6PQNDiPohXCYW60mM";

#[test]
fn python_and_serde_read_each_other() {
    let signer = handstamp_itsdangerous::Signer::builder(SecretKey::allow_weak("secret")).salt("s");
    let serializer = UrlSafeSerializer::with_signer(signer.build(), Json);
    let value: serde_json::Value = serializer.loads(TOKEN).unwrap();
    assert_eq!(value, serde_json::json!({"id": 5, "name": "itsdangerous"}));
    assert_eq!(serializer.dumps(&value).unwrap(), TOKEN);
    let wrong_type = serializer.loads::<Vec<u8>>(TOKEN).unwrap_err();
    assert!(matches!(wrong_type, BadData::BadPayload(PayloadError::Format(_))), "{wrong_type}");
}

#[test]
fn what_json_cannot_write_is_an_error() {
    let serializer = Serializer::new(SecretKey::allow_weak("secret"), Json);
    let no_text_keys = BTreeMap::from([((1, 2), 3)]);
    assert!(serializer.dumps(&no_text_keys).is_err());
}
