//! Any bytes as a token: refused, and never by a panic; as a value: signed, and given back.
#![cfg_attr(fuzzing, no_main)]

use std::sync::LazyLock;

use handstamp_itsdangerous::{SecretKey, SecretKeys, Signer};

/// A signer of two keys, and one of each key alone.
static SIGNERS: LazyLock<[[Signer; 3]; 3]> = LazyLock::new(|| {
    let (new, old) = (SecretKey::allow_weak("fuzz"), SecretKey::allow_weak("old"));
    let both = SecretKeys::new(new.clone()).with_fallbacks([old.clone()]);
    [".", "..", "é"].map(|separator| {
        [both.clone(), new.clone().into(), old.clone().into()].map(|keys| {
            let builder = Signer::builder(keys).separator(separator);
            builder.expect("a separator outside base64").build()
        })
    })
});

handstamp_fuzz::target!(|data: &[u8]| {
    for [signer, new, old] in SIGNERS.iter() {
        match signer.unsign(data) {
            // One text for one value and key.
            Ok(value) => assert!(new.sign(value) == data || old.sign(value) == data),
            Err(refused) => {
                if let Some(payload) = refused.unverified_payload(data) {
                    assert!(data.starts_with(payload) && payload.len() < data.len());
                }
                assert_eq!(refused.unverified_payload(&[]).unwrap_or_default(), b"");
            }
        }
        let token = signer.sign(data);
        assert_eq!(signer.unsign(&token).expect("a token of our own"), data);
        assert!(!signer.validate([&token[..], b"="].concat()));
    }
});
