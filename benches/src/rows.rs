//! The rows of the table: what decoding a session costs, beside others and beside a floor.

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use handstamp_flask::SignedCodec;

use crate::floor::Floor;
use crate::{Cookies, by_hand, ours, peer};

/// A question and who answers it. The first contender is handstamp.
pub struct Row {
    /// What is asked.
    pub name: &'static str,
    /// Who answers.
    pub contenders: Vec<Contender>,
}

/// Someone who answers.
pub struct Contender {
    /// Who it is.
    pub name: &'static str,
    /// What handstamp is held to beside it.
    pub hold: Hold,
    /// Answers for the nth cookie with a number that depends on the answer.
    pub answer: Box<dyn Fn(usize) -> usize>,
}

/// What must be true of handstamp's time beside another's.
#[derive(Debug, Clone, Copy)]
pub enum Hold {
    /// Nothing: it is handstamp itself.
    Ours,
    /// At most so many times the other's time.
    AtMost(f64),
    /// So many times faster, at least.
    Faster(f64),
}

type Answer = fn(&SignedCodec, &str, SystemTime) -> usize;
type FloorAnswer = fn(&Floor, &str) -> usize;

fn contender(
    name: &'static str,
    hold: Hold,
    cookies: &[String],
    answer: impl Fn(&str) -> usize + 'static,
) -> Contender {
    let cookies = cookies.to_vec();
    let answer = move |n: usize| answer(cookies.get(n % cookies.len()).map_or("", String::as_str));
    Contender { name, hold, answer: Box::new(answer) }
}

/// All rows, over these cookies.
#[must_use]
pub fn rows(cookies: &Cookies) -> Vec<Row> {
    let now = cookies.now;
    let (codec, signer) = (Rc::new(ours::codec()), Rc::new(ours::signer()));
    let floor = Rc::new(Floor::new());

    let verify = |name, of: &[String]| {
        let (signer, floor) = (Rc::clone(&signer), Rc::clone(&floor));
        let max_age = Some(Duration::from_secs(31 * 24 * 60 * 60));
        let check = move |cookie: &str| usize::from(signer.validate(cookie, now, max_age));
        Row {
            name,
            contenders: vec![
                contender("handstamp", Hold::Ours, of, check),
                contender("bare HMAC", Hold::AtMost(1.15), of, move |c| floor.bare_hmac(c)),
            ],
        }
    };
    let beside_floor = |name, limit, mine: Answer, of: &[String], base: FloorAnswer| {
        let (codec, floor) = (Rc::clone(&codec), Rc::clone(&floor));
        Row {
            name,
            contenders: vec![
                contender("handstamp", Hold::Ours, of, move |c| mine(&codec, c, now)),
                contender("floor", Hold::AtMost(limit), of, move |c| base(&floor, c)),
            ],
        }
    };
    let login = &cookies.login;
    let mut user_id = beside_floor("user id", 1.15, ours::user_id, login, Floor::user_id);
    user_id.contenders.push(contender("by hand", Hold::Faster(5.0), login, by_hand::user_id));
    let peer = peer::user_id();
    user_id.contenders.push(contender("itsdangerous 0.4", Hold::Faster(5.0), login, peer));
    let refused = |name, of: &[String]| {
        let codec = Rc::clone(&codec);
        let refuse = move |cookie: &str| {
            assert!(codec.decode(cookie, now).is_err(), "a refusal");
            0
        };
        Row { name, contenders: vec![contender("handstamp", Hold::Ours, of, refuse)] }
    };
    vec![
        verify("verify only, 95 bytes", &cookies.tiny),
        verify("verify only, 258 bytes", login),
        user_id,
        beside_floor("typed value", 1.2, ours::typed, login, Floor::typed),
        beside_floor("whole map", 1.5, ours::map, login, Floor::map),
        beside_floor("forged", 1.15, ours::user_id, &cookies.forged, Floor::bare_hmac),
        refused("malformed", &cookies.malformed),
        refused("expired", &cookies.expired),
        refused("unreadable", &cookies.unreadable),
        refused("too long", &cookies.too_long),
    ]
}
