//! The suite for codecs, on Starlette's.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use handstamp_conformance::CodecHarness;
use handstamp_flask::SecretKey;
use handstamp_starlette::{SignedCodec, session_codec};
use handstamp_value::Value;

const HOUR: Duration = Duration::from_secs(60 * 60);

struct Starlette;

fn starlette(key: &str) -> SignedCodec {
    session_codec(SecretKey::new(key).unwrap()).max_age(HOUR).build()
}

impl CodecHarness for Starlette {
    type Codec = SignedCodec;
    const LIFETIME: Duration = HOUR;

    fn codec() -> SignedCodec {
        starlette("2f1d9a0c5be74386a1d0f7c2e9b85d34")
    }

    fn with_another_key() -> SignedCodec {
        starlette("70a2c1f4d85b4e6f93b0187a2cde5f61")
    }

    fn values() -> Vec<Value> {
        vec![Value::Int("123456789012345678901234567890".parse().unwrap())]
    }
}

handstamp_conformance::codec_suite!(Starlette);
