//! What goes in comes out.

use handstamp_session::{Codec, DecodeError, EncodeError, Session};
use handstamp_value::{Dict, Value};

use crate::noise::noise;
use crate::codec::CodecHarness;
use crate::failure::{Failure, Outcome, ensure};
use crate::now::now;

fn session(values: impl IntoIterator<Item = (&'static str, Value)>) -> Session {
    let mut session = Session::new();
    for (key, value) in values {
        session.insert_value(key, value);
    }
    session
}

/// There and back.
fn back<H: CodecHarness>(session: &Session) -> Result<Session, Failure> {
    let codec = H::codec();
    Ok(codec.decode(codec.encode(session, now())?.as_bytes(), now())?)
}

fn comes_back<H: CodecHarness>(session: &Session) -> Outcome {
    let found = back::<H>(session)?;
    let (wanted, found) = (session.as_dict(), found.as_dict());
    ensure(wanted == found, || format!("written {wanted:?}, read {found:?}"))
}

pub(crate) fn what_is_written_is_read<H: CodecHarness>() -> Outcome {
    comes_back::<H>(&Session::new())?;
    let mut session = Session::new();
    session.insert("_user_id", "ada")?;
    session.insert("_fresh", &true)?;
    session.insert("cart", &vec!["apple", "pear"])?;
    comes_back::<H>(&session)?;
    let found = back::<H>(&session)?;
    let user = found.get_str("_user_id");
    ensure(user == Some("ada"), || format!("expected the user id ada, came {user:?}"))
}

pub(crate) fn every_value_comes_back<H: CodecHarness>() -> Outcome {
    let texts = ["", "ada", "\"\\/\u{8}\n\u{7f}", "Gr\u{fc}\u{df}e", "\u{1f44b}", "\0", " t", "__"];
    let mut values = vec![Value::Null, Value::from(true), Value::from(false)];
    values.extend([0, 1, -1, i64::MAX, i64::MIN].map(Value::from));
    values.extend([0.5, -2.25, 1e300].map(Value::from));
    values.extend(texts.map(Value::from));
    values.extend(H::values());
    for value in &values {
        comes_back::<H>(&session([("value", value.clone())]))?;
        let mut dict = Dict::new();
        dict.insert("inner", value.clone());
        let nested = Value::List(vec![value.clone(), Value::Dict(dict), Value::Null]);
        comes_back::<H>(&session([("value", nested)]))?;
    }
    for key in texts {
        comes_back::<H>(&session([(key, Value::from(1))]))?;
    }
    comes_back::<H>(&session([("all", Value::List(values))]))
}

/// What is too much for it is refused when it is written, not when it is read.
fn written_is_read<H: CodecHarness>(session: &Session, what: &str) -> Outcome {
    let codec = H::codec();
    let Ok(cookie) = codec.encode(session, now()) else { return Ok(()) };
    match codec.decode(cookie.as_bytes(), now()) {
        Ok(found) => ensure(found.as_dict() == session.as_dict(), || format!("{what}: another")),
        Err(error) => Err(Failure::new(format!("{what} is written, and then not read: {error}"))),
    }
}

pub(crate) fn what_it_writes_it_reads_whatever_its_size<H: CodecHarness>() -> Outcome {
    let mut session = Session::new();
    session.insert("text", &noise(2_000))?;
    comes_back::<H>(&session)?;
    for length in (10..21).map(|power| 1_usize << power) {
        session.insert("text", &noise(length))?;
        written_is_read::<H>(&session, &format!("text of {length} bytes"))?;
        session.insert("text", &"a".repeat(length))?;
        written_is_read::<H>(&session, &format!("{length} times a"))?;
    }
    Ok(())
}

pub(crate) fn what_it_writes_it_reads_whatever_its_depth<H: CodecHarness>() -> Outcome {
    let mut value = Value::from(1);
    for depth in 1..=400 {
        value = Value::List(vec![value]);
        let session = session([("value", value.clone())]);
        if depth <= 16 {
            comes_back::<H>(&session)?;
        } else {
            written_is_read::<H>(&session, &format!("a list {depth} deep"))?;
        }
    }
    Ok(())
}

pub(crate) fn what_was_read_is_neither_new_nor_changed<H: CodecHarness>() -> Outcome {
    let found = back::<H>(&session([("a", Value::from(1))]))?;
    ensure(!found.is_new() && !found.is_changed(), || format!("it is {found:?}"))
}

/// RFC 6265 section 4.1.1: what a value may be made of.
pub(crate) fn cookie_can_be_sent<H: CodecHarness>() -> Outcome {
    let codec = H::codec();
    for text in ["ada", "a; b, c \"d\" \\", "\u{fc}\r\n", &noise(1_000)] {
        let cookie = codec.encode(&session([("text", Value::from(text))]), now())?;
        let octet = |byte: u8| matches!(byte, 0x21..=0x7e) && !b"\",;\\".contains(&byte);
        let inner = cookie.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        let holds = inner.unwrap_or(&cookie).bytes().all(octet);
        ensure(holds, || format!("no cookie can have the value {cookie:?}"))?;
    }
    Ok(())
}

pub(crate) fn sessions_are_apart<H: CodecHarness>() -> Outcome {
    let codec = H::codec();
    let names: Vec<_> = (0..50).map(|nth| noise(nth * 7)).collect();
    let cookies: Result<Vec<_>, EncodeError> = names
        .iter()
        .map(|name| codec.encode(&session([("name", Value::from(name.as_str()))]), now()))
        .collect();
    let read = cookies?.into_iter().map(|cookie| codec.decode(cookie.as_bytes(), now()));
    let read: Result<Vec<_>, DecodeError> = read.collect();
    for (found, name) in read?.iter().zip(&names) {
        let found = found.get_str("name");
        ensure(found == Some(name), || format!("expected {name:?}, came {found:?}"))?;
    }
    Ok(())
}
