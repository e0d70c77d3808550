//! The suite for codecs, on Flask's and on Starlette's.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use handstamp_conformance::CodecHarness;
use handstamp_flask::{SecretKey, SignedCodec};
use handstamp_value::{DateTime, Uuid, Value};

const HOUR: Duration = Duration::from_secs(60 * 60);
const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
const OTHER_KEY: &str = "70a2c1f4d85b4e6f93b0187a2cde5f61";

fn long() -> Value {
    Value::Int("123456789012345678901234567890".parse().unwrap())
}

struct Flask;

fn flask(key: &str) -> SignedCodec {
    handstamp_flask::session_codec(SecretKey::new(key).unwrap()).max_age(HOUR).build()
}

impl CodecHarness for Flask {
    type Codec = SignedCodec;
    const LIFETIME: Duration = HOUR;

    fn codec() -> SignedCodec {
        flask(KEY)
    }

    fn with_another_key() -> SignedCodec {
        flask(OTHER_KEY)
    }

    fn values() -> Vec<Value> {
        vec![
            Value::Tuple(vec![Value::from(1), Value::Tuple(Vec::new())]),
            Value::Bytes(vec![0, 255, 10]),
            Value::Markup("<b>".into()),
            Value::Uuid(Uuid::from_bytes([7; 16])),
            Value::DateTime(DateTime::from_unix(1_700_000_000).unwrap()),
            long(),
        ]
    }
}

struct Starlette;

fn starlette(key: &str) -> SignedCodec {
    handstamp_starlette::session_codec(SecretKey::new(key).unwrap()).max_age(HOUR).build()
}

impl CodecHarness for Starlette {
    type Codec = SignedCodec;
    const LIFETIME: Duration = HOUR;

    fn codec() -> SignedCodec {
        starlette(KEY)
    }

    fn with_another_key() -> SignedCodec {
        starlette(OTHER_KEY)
    }

    fn values() -> Vec<Value> {
        vec![long()]
    }
}

mod on_flask {
    handstamp_conformance::codec_suite!(super::Flask);
}

mod on_starlette {
    handstamp_conformance::codec_suite!(super::Starlette);
}
