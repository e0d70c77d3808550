//! The search for one cookie against the plain reading: split at every `;`, look at every pair.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, Instant};

use handstamp_authorizer::cookie::{Duplicate, cookie};
use proptest::prelude::*;
use support::Fake;

/// The model.
mod plain {
    use handstamp_authorizer::cookie::Duplicate;

    pub(crate) fn cookie(lines: &[Vec<u8>], name: &str, duplicate: Duplicate) -> Option<String> {
        let all = lines.iter().flat_map(|line| values(line, name.as_bytes()));
        let found = match duplicate {
            Duplicate::First => all.into_iter().find(|value| is_sound(value)),
            Duplicate::Last => all.into_iter().last(),
        };
        found.map(unquoted)
    }

    fn values<'r>(line: &'r [u8], name: &[u8]) -> impl Iterator<Item = &'r [u8]> {
        line.split(|byte| *byte == b';').filter_map(move |pair| {
            let equals = pair.iter().position(|byte| *byte == b'=')?;
            let (left, right) = pair.split_at(equals);
            (trim(left) == name).then(|| trim(&right[1..]))
        })
    }

    fn trim(text: &[u8]) -> &[u8] {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let from = text.iter().take_while(|byte| blank(byte)).count();
        let to = text[from..].iter().rev().take_while(|byte| blank(byte)).count();
        &text[from..text.len() - to]
    }

    fn is_sound(value: &[u8]) -> bool {
        if !value.starts_with(b"\"") {
            return !value.iter().any(|byte| matches!(byte, b' ' | b'\t' | b'"'));
        }
        let mut at = 1;
        while at < value.len() {
            match value[at] {
                b'"' => return at + 1 == value.len(),
                b'\\' if at + 1 < value.len() => at += 2,
                _ => at += 1,
            }
        }
        false
    }

    fn unquoted(value: &[u8]) -> String {
        let quoted = value.len() > 1 && value.starts_with(b"\"") && value.ends_with(b"\"");
        let inner = if quoted { &value[1..value.len() - 1] } else { value };
        let (mut out, mut at) = (Vec::new(), 0);
        while at < inner.len() {
            let octal = |from: usize, to: u8| {
                inner.get(from).filter(|byte| (b'0'..=to).contains(byte)).map(|byte| byte - b'0')
            };
            let escaped = quoted && inner[at] == b'\\' && at + 1 < inner.len();
            let code = (octal(at + 1, b'3'), octal(at + 2, b'7'), octal(at + 3, b'7'));
            match (escaped, code) {
                (true, (Some(a), Some(b), Some(c))) => {
                    out.push(a * 64 + b * 8 + c);
                    at += 4;
                }
                (true, _) => {
                    out.push(inner[at + 1]);
                    at += 2;
                }
                (false, _) => {
                    out.push(inner[at]);
                    at += 1;
                }
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }
}

/// Names that begin or end like one another, and one with a blank in it.
const NAMES: [&str; 8] = ["s", "ss", "sss", "session", "session2", "xsession", "sess", "s s"];

#[track_caller]
fn same(lines: &[Vec<u8>], name: &str) {
    let request = lines.iter().fold(Fake::get("/"), |request, line| request.with("cookie", line));
    for duplicate in [Duplicate::First, Duplicate::Last] {
        let found = cookie(&request, name, duplicate).map(std::borrow::Cow::into_owned);
        let shown: Vec<_> = lines.iter().map(|line| String::from_utf8_lossy(line)).collect();
        assert_eq!(found, plain::cookie(lines, name, duplicate), "{name:?} in {shown:?}");
    }
}

fn token() -> impl Strategy<Value = Vec<u8>> {
    let bytes: [&[u8]; 14] = [
        b";", b"=", b" ", b"\t", b"\"", b"\\", b"\\073", b"; ", b"a", b"\xff", b"\0", b"1", b"=1;",
        b"; s",
    ];
    prop_oneof![
        3 => proptest::sample::select(NAMES.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        4 => proptest::sample::select(bytes.to_vec()).prop_map(<[u8]>::to_vec),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ]
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(token(), 0..24).prop_map(|tokens| tokens.concat())
}

/// A pair as a browser or a careless program sends it.
fn pair() -> impl Strategy<Value = Vec<u8>> {
    let name = proptest::sample::select(NAMES.to_vec());
    (name, "[ \t]{0,2}", "[ \t]{0,2}(\"[a-z\\\\\" ;0-7]{0,8}\"|[a-z\" ]{0,6})[ \t]{0,2}")
        .prop_map(|(name, blanks, value)| format!("{blanks}{name}{blanks}={value}").into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes(lines in proptest::collection::vec(line(), 0..4), name in proptest::sample::select(NAMES.to_vec())) {
        same(&lines, name);
    }

    #[test]
    fn pairs(lines in proptest::collection::vec(proptest::collection::vec(pair(), 0..6), 0..3), name in proptest::sample::select(NAMES.to_vec())) {
        let lines: Vec<_> = lines.iter().map(|pairs| pairs.join(&b';')).collect();
        same(&lines, name);
    }

    #[test]
    fn any_name_that_a_cookie_can_have(line in "[ab=; ]{0,30}", name in "[ab]{1,3}") {
        same(&[line.into_bytes()], &name);
    }
}

/// As long as servers let a header be.
#[test]
fn a_header_of_64_kilobytes() {
    let heaps = [
        "s=1; ",
        "session=x;",
        "ss",
        "s ",
        "s=",
        ";s",
        "\"s;",
        " ",
        "sessionsession=1; ",
        "abcdefgh=ijklmnop; ",
    ];
    for heap in heaps {
        let line = heap.repeat((64 << 10) / heap.len()).into_bytes();
        let with_one = [&line[..], b"; session=last"].concat();
        for name in NAMES {
            let start = Instant::now();
            same(std::slice::from_ref(&line), name);
            same(std::slice::from_ref(&with_one), name);
            assert!(start.elapsed() < Duration::from_secs(1), "{heap:?}: {:?}", start.elapsed());
        }
    }
}
