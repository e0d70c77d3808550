//! The suite for codecs is tested: codecs with one fault each fail a scenario that names it, and there is no
//! scenario that never fails.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::time::{Duration, SystemTime};

use handstamp_conformance::{CodecHarness, codec};
use handstamp_flask::{SecretKey, SignedCodec, SignedCodecBuilder, session_codec};
use handstamp_session::{
    Codec, DecodeError, EncodeError, OpenError, Session, Verified, VerifyError,
};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);
const AGES: Duration = Duration::from_secs(1 << 35);
const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
const OTHER_KEY: &str = "70a2c1f4d85b4e6f93b0187a2cde5f61";

/// The payload of an empty session.
const EMPTY: &[u8] = b"e30";

fn flask(key: &str) -> SignedCodecBuilder {
    session_codec(SecretKey::new(key).unwrap()).max_age(HOUR)
}

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
    TakesJunk,
    ReadsLessThanItWrites,
    VerifiesWhenItOpens,
    PayloadOfItsOwn,
    HalfAMac,
    OneMac,
    LosesTheLastKey,
    CallsItNew,
    DecodesTheExpired,
    WritesABlank,
    WritesTheLast,
}

thread_local! {
    static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
    static LAST: Cell<Option<String>> = const { Cell::new(None) };
}

fn has(fault: Fault) -> bool {
    FAULT.get() == Some(fault)
}

struct Faulty(&'static str);

impl Faulty {
    fn sound(&self) -> SignedCodec {
        flask(self.0).build()
    }
}

impl Codec for Faulty {
    fn verify<'c>(&self, cookie: &'c [u8], now: SystemTime) -> Result<Verified<'c>, VerifyError> {
        let verify = |cookie, now| self.sound().verify(cookie, now);
        let Some(fault) = FAULT.get() else { return verify(cookie, now) };
        match fault {
            Fault::AnyKey => {
                verify(cookie, now).or_else(|_| flask(OTHER_KEY).build().verify(cookie, now))
            }
            Fault::NeverExpires => flask(self.0).max_age(AGES).build().verify(cookie, now),
            Fault::ExpiresEarly => verify(cookie, now + 2 * SECOND),
            Fault::AnyTimeAhead => flask(self.0).clock_tolerance(AGES).build().verify(cookie, now),
            Fault::LooseEnd => verify(cookie.strip_suffix(b"=").unwrap_or(cookie), now),
            Fault::LooseStart => verify(cookie.trim_ascii_start(), now),
            Fault::Unverified => verify(cookie, now).or_else(|error| match error {
                VerifyError::BadSignature => Ok(Verified::new(EMPTY)),
                error => Err(error),
            }),
            Fault::TakesJunk if cookie == b"null" => Ok(Verified::new(EMPTY)),
            Fault::ReadsLessThanItWrites if cookie.len() > 8_192 => {
                Err(VerifyError::CookieTooLong { limit: 8_192 })
            }
            Fault::VerifiesWhenItOpens => verify(cookie, now).or(Ok(Verified::new(b"!"))),
            Fault::PayloadOfItsOwn => verify(cookie, now).map(|_| Verified::new(EMPTY)),
            Fault::HalfAMac => verify(cookie, now).map(|verified| {
                let mac = verified.mac().unwrap();
                verified.with_mac(mac.split_at(mac.len() / 2).0)
            }),
            Fault::OneMac => verify(cookie, now).map(|verified| verified.with_mac(b".")),
            _ => verify(cookie, now),
        }
    }

    fn open(&self, verified: Verified<'_>) -> Result<Session, OpenError> {
        let read = self.sound().open(verified)?;
        if !has(Fault::CallsItNew) {
            return Ok(read);
        }
        let mut new = Session::new();
        for (key, value) in read.iter() {
            new.insert_value(key.as_str().unwrap_or_default().to_owned(), value.clone());
        }
        Ok(new)
    }

    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, DecodeError> {
        let verified = match self.verify(cookie, now) {
            Err(VerifyError::Expired { age, .. }) if has(Fault::DecodesTheExpired) => {
                self.verify(cookie, now - age)
            }
            verified => verified,
        };
        Ok(self.open(verified?)?)
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, EncodeError> {
        let mut session = session.clone();
        if has(Fault::LosesTheLastKey) {
            let last = session.iter().last();
            let last = last.map(|(key, _)| key.as_str().unwrap_or_default().to_owned());
            last.and_then(|last| session.remove(&last));
        }
        let cookie = self.sound().encode(&session, now)?;
        if has(Fault::WritesTheLast) {
            let last = LAST.take().unwrap_or_else(|| cookie.clone());
            LAST.set(Some(cookie));
            return Ok(last);
        }
        Ok(if has(Fault::WritesABlank) { format!("{cookie} ") } else { cookie })
    }
}

struct Harness;

impl CodecHarness for Harness {
    type Codec = Faulty;
    const LIFETIME: Duration = HOUR;

    fn codec() -> Faulty {
        Faulty(KEY)
    }

    fn with_another_key() -> Faulty {
        Faulty(OTHER_KEY)
    }
}

const FOUND_BY: &[(Fault, &str)] = &[
    (Fault::AnyKey, "another_key_is_refused"),
    (Fault::NeverExpires, "expired_cookie_is_refused"),
    (Fault::ExpiresEarly, "taken_until_it_expires"),
    (Fault::AnyTimeAhead, "cookie_from_tomorrow_is_refused"),
    (Fault::AnyTimeAhead, "any_time_is_borne"),
    (Fault::LooseEnd, "longer_cookie_is_refused"),
    (Fault::LooseStart, "longer_cookie_is_refused"),
    (Fault::Unverified, "changed_cookie_is_refused"),
    (Fault::Unverified, "cut_cookie_is_refused"),
    (Fault::TakesJunk, "junk_is_refused"),
    (Fault::ReadsLessThanItWrites, "what_it_writes_it_reads_whatever_its_size"),
    (Fault::VerifiesWhenItOpens, "verify_refuses_before_the_payload_is_read"),
    (Fault::Unverified, "verify_refuses_before_the_payload_is_read"),
    (Fault::PayloadOfItsOwn, "verified_payload_is_the_cookies_own"),
    (Fault::HalfAMac, "mac_is_the_whole_signature"),
    (Fault::OneMac, "mac_is_the_whole_signature"),
    (Fault::LosesTheLastKey, "what_is_written_is_read"),
    (Fault::LosesTheLastKey, "every_value_comes_back"),
    (Fault::CallsItNew, "what_was_read_is_neither_new_nor_changed"),
    (Fault::DecodesTheExpired, "decode_is_verify_and_open"),
    (Fault::DecodesTheExpired, "expired_cookie_is_refused"),
    (Fault::WritesABlank, "cookie_can_be_sent"),
    (Fault::WritesTheLast, "sessions_are_apart"),
    (Fault::WritesTheLast, "what_it_writes_it_reads_whatever_its_depth"),
];

#[test]
fn each_fault_is_found_and_no_scenario_is_idle() {
    let idle = codec::NAMES.iter().find(|name| !FOUND_BY.iter().any(|(_, by)| by == *name));
    assert_eq!(idle, None, "a scenario that no fault makes fail");
    for name in codec::NAMES {
        codec::run::<Harness>(name).unwrap();
    }
    for (fault, name) in FOUND_BY {
        FAULT.set(Some(*fault));
        LAST.take();
        assert!(codec::NAMES.contains(name), "there is no scenario {name}");
        assert!(codec::run::<Harness>(name).is_err(), "{name} does not find {fault:?}");
    }
}
