//! Verifying allocates nothing, whatever the outcome.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use allocation_counter::measure;
use handstamp_itsdangerous::{
    DEFAULT_INFLATE_LIMIT, Digest, KeyDerivation, LoadPayload, SecretKey, SecretKeys, Signer,
    TimestampSigner, UrlSafeTimedSerializer, decode_payload, encode_payload,
};

/// How often the allocator is asked.
fn allocations(act: impl Fn()) -> u64 {
    measure(act).count_total
}

fn signer(digest: Digest) -> TimestampSigner {
    let keys = SecretKeys::new(SecretKey::allow_weak("new"))
        .with_fallbacks([SecretKey::allow_weak("old")]);
    let builder = Signer::builder(keys).key_derivation(KeyDerivation::Hmac).digest(digest);
    TimestampSigner::new(builder.build())
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(vec![1, 2, 3]))), 1);
}

#[test]
fn verifying_and_refusing_allocate_nothing() {
    let now = SystemTime::now();
    for digest in [Digest::Sha1, Digest::Sha224, Digest::Sha256, Digest::Sha384, Digest::Sha512] {
        let signer = signer(digest);
        let max_age = Some(Duration::from_secs(10));
        let plain = String::from_utf8(signer.signer().sign("no time stamp")).unwrap();
        let good = String::from_utf8(signer.sign("value", now).unwrap()).unwrap();
        let old = signer.sign("value", now - Duration::from_secs(11)).unwrap();
        let future = signer.sign("value", now + Duration::from_secs(11)).unwrap();
        let stamp = signer.signer().sign("value.not/base64");
        let far = signer.signer().sign("value.__________8");
        assert!(signer.validate(&good, now, max_age));
        assert_eq!(allocations(|| assert!(signer.validate(&good, now, max_age))), 0);
        let refused: [&[u8]; 13] = [
            b"",
            b".",
            b"..",
            b"no separator",
            b"value.ZVPxAA.c2hvcnQ",
            b"value.__________8.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
            good.replace("value", "other").leak().as_bytes(),
            format!("{good}=").leak().as_bytes(),
            plain.as_bytes(),
            &old,
            &future,
            &stamp,
            &far,
        ];
        for token in refused {
            assert!(!signer.validate(token, now, max_age));
            let count = allocations(|| {
                let error = black_box(signer.unsign(token, now, max_age)).unwrap_err();
                black_box((error.unverified_payload(token), error.date_signed()));
            });
            assert_eq!(count, 0, "{}", String::from_utf8_lossy(token));
        }
    }
}

#[test]
fn decoding_into_a_warm_buffer_allocates_nothing() {
    let mut payloads = vec![b"not base64!".to_vec(), b".AAAA".to_vec(), b".eJw".to_vec()];
    for text in ["{\"_user_id\":\"1\"}", &"{\"_user_id\":\"1\",\"_fresh\":true}".repeat(20)] {
        let mut payload = Vec::new();
        encode_payload(text.as_bytes(), &mut payload);
        payloads.push(payload);
    }
    let mut out = Vec::new();
    for payload in &payloads {
        let first = decode_payload(payload, DEFAULT_INFLATE_LIMIT, &mut out);
        let mut again = Err(handstamp_itsdangerous::PayloadError::Base64);
        let count = measure(|| again = decode_payload(payload, DEFAULT_INFLATE_LIMIT, &mut out));
        assert_eq!((count.count_total, again), (0, first));
    }
}

/// A format that takes no memory of its own.
struct Length;

impl LoadPayload<usize> for Length {
    type Error = std::convert::Infallible;

    fn load(&self, payload: &[u8]) -> Result<usize, Self::Error> {
        Ok(payload.len())
    }
}

#[test]
fn a_serializer_refuses_without_allocating() {
    let serializer = UrlSafeTimedSerializer::with_signer(signer(Digest::Sha1), Length)
        .with_fallback(signer(Digest::Sha512));
    let now = SystemTime::now();
    for token in ["", "a.b", "a.b.c", "e30.ZVPxAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(
            allocations(|| assert!(serializer.loads::<usize>(token, now, None).is_err())),
            0
        );
    }
}
