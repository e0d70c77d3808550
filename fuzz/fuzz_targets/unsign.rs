//! Any bytes as a token are refused without a panic. Any bytes as a value are signed, and unsigning
//! returns them.
#![cfg_attr(fuzzing, no_main)]

use std::sync::LazyLock;

use handstamp_itsdangerous::{SecretKey, SecretKeys, Signer};

/// For each separator a signer with three keys, and a signer with each key alone.
static SIGNERS: LazyLock<[[Signer; 4]; 3]> = LazyLock::new(|| {
    let [new, old, oldest] = ["fuzz", "old", "oldest"].map(SecretKey::allow_weak);
    let all =
        SecretKeys::new(new.clone()).with_fallbacks([oldest.clone()]).with_fallbacks([old.clone()]);
    [".", "..", "é"].map(|separator| {
        [all.clone(), new.clone().into(), old.clone().into(), oldest.clone().into()].map(|keys| {
            let builder = Signer::builder(keys).separator(separator);
            builder.expect("a separator outside base64").build()
        })
    })
});

handstamp_fuzz::target!(|data: &[u8]| {
    for [signer, single @ ..] in SIGNERS.iter() {
        match signer.unsign(data) {
            // There is only one token for a value and a key.
            Ok(value) => assert!(single.iter().any(|signer| signer.sign(value) == data)),
            Err(refused) => {
                if let Some(payload) = refused.unverified_payload(data) {
                    assert!(data.starts_with(payload) && payload.len() < data.len());
                }
                assert_eq!(refused.unverified_payload(&[]).unwrap_or_default(), b"");
            }
        }
        let token = signer.sign(data);
        assert_eq!(signer.unsign(&token).expect("a token of our own"), data);
        for older in single {
            assert!(signer.validate(older.sign(data)));
        }
        assert!(!signer.validate([&token[..], b"="].concat()));
    }
});
