//! The suite for codecs: Flask's passes, and codecs with one fault each fail by name.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::time::{Duration, SystemTime};

use handstamp_conformance::{CodecHarness, codec};
use handstamp_flask::{SignedCodec, SignedCodecBuilder, session_codec};
use handstamp_session::{
    Codec, DecodeError, EncodeError, OpenError, Session, Verified, VerifyError,
};
use handstamp_value::{DateTime, Dict, Uuid, Value};

const HOUR: Duration = Duration::from_secs(60 * 60);

const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

fn flask(key: &str) -> SignedCodecBuilder {
    session_codec(handstamp_flask::SecretKey::new(key).unwrap()).max_age(HOUR)
}

struct Flask;

impl CodecHarness for Flask {
    type Codec = SignedCodec;
    const LIFETIME: Duration = HOUR;

    fn codec() -> SignedCodec {
        flask(KEY).build()
    }

    fn with_another_key() -> SignedCodec {
        flask("70a2c1f4d85b4e6f93b0187a2cde5f61").build()
    }

    fn values() -> Vec<Value> {
        vec![
            Value::Tuple(vec![Value::from(1), Value::Tuple(Vec::new())]),
            Value::Bytes(vec![0, 255, 10]),
            Value::Markup("<b>".into()),
            Value::Uuid(Uuid::from_bytes([7; 16])),
            Value::DateTime(DateTime::from_unix(1_700_000_000).unwrap()),
            Value::Int("123456789012345678901234567890".parse().unwrap()),
        ]
    }
}

handstamp_conformance::codec_suite!(Flask);

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    AnyKey,
    NeverExpires,
    ExpiresEarly,
    AnyTimeAhead,
    LooseEnd,
    LooseStart,
    Unverified,
    LosesTheLastKey,
    CallsItNew,
    TakesJunk,
    WritesWhatItCannotRead,
    WritesABlank,
    RemembersTheLast,
}

thread_local! {
    static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
    static LAST: Cell<Option<String>> = const { Cell::new(None) };
}

fn has(fault: Fault) -> bool {
    FAULT.get() == Some(fault)
}

struct Faulty(SignedCodec);

impl Codec for Faulty {
    fn verify<'c>(&self, cookie: &'c [u8], now: SystemTime) -> Result<Verified<'c>, VerifyError> {
        self.0.verify(cookie, now)
    }

    fn open(&self, verified: Verified<'_>) -> Result<Session, OpenError> {
        self.0.open(verified)
    }

    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, DecodeError> {
        let read = |cookie: &[u8], now| self.0.decode(cookie, now);
        let read = match FAULT.get() {
            Some(Fault::AnyKey) => {
                read(cookie, now).or_else(|_| Flask::with_another_key().decode(cookie, now))
            }
            Some(Fault::NeverExpires) => {
                flask(KEY).max_age(HOUR * 9_999_999).build().decode(cookie, now)
            }
            Some(Fault::ExpiresEarly) => read(cookie, now + Duration::from_secs(2)),
            Some(Fault::AnyTimeAhead) => {
                flask(KEY).clock_tolerance(HOUR * 9_999_999).build().decode(cookie, now)
            }
            Some(Fault::LooseEnd) => read(cookie.trim_ascii_end().trim_suffix_equals(), now),
            Some(Fault::LooseStart) => read(cookie.trim_ascii_start(), now),
            Some(Fault::Unverified) => read(cookie, now).or_else(|error| match error {
                DecodeError::Verify(VerifyError::BadSignature) => {
                    Ok(Session::from_dict(Dict::new()))
                }
                error => Err(error),
            }),
            Some(Fault::TakesJunk) if cookie == b"null" => Ok(Session::new()),
            Some(Fault::WritesWhatItCannotRead) if cookie.len() > 8_192 => {
                Err(VerifyError::CookieTooLong { limit: 8_192 }.into())
            }
            _ => read(cookie, now),
        }?;
        Ok(if has(Fault::CallsItNew) {
            read.as_dict().iter().fold(Session::new(), |mut new, (key, value)| {
                new.insert_value(key.as_str().unwrap_or_default().to_owned(), value.clone());
                new
            })
        } else {
            read
        })
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, EncodeError> {
        let mut session = session.clone();
        if has(Fault::LosesTheLastKey) {
            let last =
                session.iter().last().map(|(key, _)| key.as_str().unwrap_or_default().to_owned());
            if let Some(last) = last {
                session.remove(&last);
            }
        }
        let cookie = self.0.encode(&session, now)?;
        if has(Fault::RemembersTheLast) {
            let last = LAST.take().unwrap_or_else(|| cookie.clone());
            LAST.set(Some(cookie));
            return Ok(last);
        }
        Ok(if has(Fault::WritesABlank) { format!("{cookie} ") } else { cookie })
    }
}

trait TrimSuffix {
    fn trim_suffix_equals(&self) -> &Self;
}

impl TrimSuffix for [u8] {
    fn trim_suffix_equals(&self) -> &[u8] {
        self.strip_suffix(b"=").unwrap_or(self)
    }
}

struct FaultyHarness;

impl CodecHarness for FaultyHarness {
    type Codec = Faulty;
    const LIFETIME: Duration = HOUR;

    fn codec() -> Faulty {
        Faulty(Flask::codec())
    }

    fn with_another_key() -> Faulty {
        Faulty(Flask::with_another_key())
    }
}

#[test]
fn each_fault_is_found() {
    let found_by = [
        (Fault::AnyKey, "another_key_is_refused"),
        (Fault::CallsItNew, "decode_is_verify_and_open"),
        (Fault::NeverExpires, "expired_cookie_is_refused"),
        (Fault::ExpiresEarly, "taken_until_it_expires"),
        (Fault::AnyTimeAhead, "cookie_from_tomorrow_is_refused"),
        (Fault::AnyTimeAhead, "any_time_is_borne"),
        (Fault::LooseEnd, "longer_cookie_is_refused"),
        (Fault::LooseStart, "longer_cookie_is_refused"),
        (Fault::Unverified, "changed_cookie_is_refused"),
        (Fault::Unverified, "cut_cookie_is_refused"),
        (Fault::LosesTheLastKey, "what_is_written_is_read"),
        (Fault::LosesTheLastKey, "every_value_comes_back"),
        (Fault::CallsItNew, "what_was_read_is_neither_new_nor_changed"),
        (Fault::TakesJunk, "junk_is_refused"),
        (Fault::WritesWhatItCannotRead, "what_it_writes_it_reads_whatever_its_size"),
        (Fault::WritesABlank, "cookie_can_be_sent"),
        (Fault::RemembersTheLast, "sessions_are_apart"),
        (Fault::RemembersTheLast, "what_it_writes_it_reads_whatever_its_depth"),
    ];
    let idle = codec::NAMES.iter().find(|name| !found_by.iter().any(|(_, by)| by == *name));
    assert_eq!(idle, None, "a scenario that no fault makes fail");
    for (fault, name) in found_by {
        FAULT.set(Some(fault));
        LAST.take();
        assert!(codec::run::<FaultyHarness>(name).is_err(), "{name} does not find {fault:?}");
    }
    FAULT.set(None);
    for name in codec::NAMES {
        codec::run::<FaultyHarness>(name).unwrap();
    }
}
