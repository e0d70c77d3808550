//! The notation of values in the vectors: JSON, and `{"$t": …}` where Python has more than JSON.

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_value::{DateTime, Dict, Key, Text, Value, http_date};

/// Bytes of a `str_repeat` at most.
const LONGEST: usize = 16 * 1024 * 1024;

/// Levels of a `deep` at most. No format takes half as many.
const DEEPEST: usize = 1_000;

/// A value that no session format has (a set): it must be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotWritable;

/// Text as its UTF-8 bytes, or bytes.
pub(super) fn bytes(value: &Value) -> anyhow::Result<Vec<u8>> {
    match read(value)? {
        Ok(Value::Bytes(bytes)) => Ok(bytes),
        Ok(Value::Str(text)) => Ok(text.as_wtf8().to_vec()),
        other => bail!("neither text nor bytes: {other:?}"),
    }
}

/// Bytes in the notation: text where they are UTF-8.
pub(super) fn text_or_bytes(bytes: Vec<u8>) -> Value {
    match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(other) => write(&Value::Bytes(other.into_bytes())),
    }
}

/// Reads the notation.
pub(super) fn read(value: &Value) -> anyhow::Result<Result<Value, NotWritable>> {
    Ok(match value {
        Value::List(items) => read_all(items)?.map(Value::List),
        Value::Dict(dict) => match dict.get("$t").and_then(Value::as_str) {
            Some(tag) => return read_tagged(tag, dict),
            None => {
                let mut read_dict = Dict::new();
                for (key, value) in dict.iter() {
                    match read(value)? {
                        Ok(value) => read_dict.insert(key.clone(), value),
                        Err(refused) => return Ok(Err(refused)),
                    };
                }
                Ok(read_dict.into())
            }
        },
        plain => Ok(plain.clone()),
    })
}

fn read_all(items: &[Value]) -> anyhow::Result<Result<Vec<Value>, NotWritable>> {
    items.iter().map(read).collect()
}

fn read_tagged(tag: &str, tagged: &Dict) -> anyhow::Result<Result<Value, NotWritable>> {
    let v = tagged.get("v").unwrap_or(&Value::Null);
    let text = || v.as_str().with_context(|| format!("no text in {tag:?}"));
    let number = |name: &str| tagged.get(name).and_then(Value::as_i64);
    let list = || v.as_list().with_context(|| format!("no list in {tag:?}"));
    Ok(Ok(match tag {
        "bytes" => Value::Bytes(STANDARD.decode(text()?)?),
        "wtf8" => Text::from_wtf8(&STANDARD.decode(text()?)?).context("not WTF-8")?.into(),
        "tuple" => return Ok(read_all(list()?)?.map(Value::Tuple)),
        "uuid" => Value::Uuid(text()?.parse()?),
        "markup" | "htmlobj" => match read(v)? {
            Ok(Value::Str(text)) => Value::Markup(text),
            _ => bail!("no text in {tag:?}"),
        },
        "decimal" => text()?.into(),
        "int" => Value::Int(text()?.parse()?),
        "float" => Value::Float(text()?.parse()?),
        "datetime" => Value::DateTime(text()?.parse()?),
        "dt" => Value::DateTime(moment(list()?, number("off").unwrap_or(0))?),
        "date" => http_date(moment(list()?, 0)?).into(),
        "dict" => return dict_of_pairs(list()?),
        "str_repeat" => repeated(text()?, number("n").context("no n")?)?.into(),
        "deep" => nested(number("depth").context("no depth")?)?,
        "set" => return Ok(Err(NotWritable)),
        other => bail!("the tag {other:?} is not known"),
    }))
}

fn repeated(text: &str, times: i64) -> anyhow::Result<String> {
    let times = usize::try_from(times)?;
    let length = text.len().checked_mul(times).filter(|length| *length <= LONGEST);
    length.with_context(|| format!("a str_repeat has {LONGEST} bytes at most"))?;
    Ok(text.repeat(times))
}

fn nested(depth: i64) -> anyhow::Result<Value> {
    let depth = usize::try_from(depth)?;
    ensure!(depth <= DEEPEST, "a deep has {DEEPEST} levels at most");
    Ok((0..depth).fold(Value::List(Vec::new()), |inner, _| Value::List(vec![inner])))
}

/// `[year, month, day, hour, minute, second, microsecond]`, minutes east of UTC.
fn moment(fields: &[Value], east: i64) -> anyhow::Result<DateTime> {
    let field = |at: usize| fields.get(at).and_then(Value::as_i64).unwrap_or(0);
    let byte = |at: usize| u8::try_from(field(at));
    let date = (field(0), byte(1)?, byte(2)?);
    let west = east.checked_mul(-60).context("no such offset")?;
    DateTime::from_fields(date, (byte(3)?, byte(4)?, byte(5)?))
        .and_then(|local| local.checked_add_seconds(west))
        .context("no such moment")
}

fn dict_of_pairs(pairs: &[Value]) -> anyhow::Result<Result<Value, NotWritable>> {
    let mut dict = Dict::new();
    for pair in pairs {
        let Some([key, value]) = pair.as_list() else { bail!("not a pair") };
        let key = match read(key)? {
            Ok(Value::Str(text)) => Key::Text(text),
            Ok(Value::Int(int)) => Key::Int(int),
            Ok(Value::Float(float)) => Key::Float(float),
            Ok(Value::Bool(bool)) => Key::Bool(bool),
            Ok(Value::Null) => Key::Null,
            _ => return Ok(Err(NotWritable)),
        };
        match read(value)? {
            Ok(value) => dict.insert(key, value),
            Err(refused) => return Ok(Err(refused)),
        };
    }
    Ok(Ok(dict.into()))
}

/// Writes the notation, as a value of plain JSON.
pub(super) fn write(value: &Value) -> Value {
    match value {
        Value::Int(int) if int.as_i64().is_none() => tagged("int", int.to_string()),
        Value::Float(float) if float.is_nan() => tagged("float", "nan"),
        Value::Float(float) if float.is_infinite() => {
            tagged("float", if *float > 0.0 { "inf" } else { "-inf" })
        }
        Value::Str(text) if text.as_str().is_none() => wtf8(text),
        Value::List(items) => Value::List(items.iter().map(write).collect()),
        Value::Tuple(items) => tagged("tuple", items.iter().map(write).collect::<Vec<_>>()),
        Value::Dict(dict) => write_dict(dict),
        Value::Bytes(bytes) => tagged("bytes", STANDARD.encode(bytes)),
        Value::Markup(text) => tagged("markup", text.clone()),
        Value::Uuid(uuid) => tagged("uuid", uuid.to_string()),
        Value::DateTime(time) => tagged("datetime", time.to_string()),
        plain => plain.clone(),
    }
}

fn write_dict(dict: &Dict) -> Value {
    if dict.iter().all(|(key, _)| key.as_str().is_some_and(|key| key != "$t")) {
        let pairs = dict.iter().map(|(key, value)| (key.clone(), write(value)));
        return Value::Dict(pairs.collect());
    }
    let key = |key: &Key| match key {
        Key::Text(text) => write(&Value::Str(text.clone())),
        Key::Int(int) => write(&Value::Int(int.clone())),
        Key::Float(float) => write(&Value::Float(*float)),
        Key::Bool(bool) => Value::Bool(*bool),
        _ => Value::Null,
    };
    let pairs = dict.iter().map(|(k, value)| Value::List(vec![key(k), write(value)]));
    tagged("dict", pairs.collect::<Vec<_>>())
}

fn wtf8(text: &Text) -> Value {
    tagged("wtf8", STANDARD.encode(text.as_wtf8()))
}

fn tagged(tag: &str, v: impl Into<Value>) -> Value {
    Value::Dict([("$t", Value::from(tag)), ("v", v.into())].into_iter().collect())
}

#[cfg(test)]
mod tests {
    use handstamp_value::json::{Style, Tags};

    use super::super::question::limits;
    use super::*;

    #[test]
    fn every_value_comes_back_as_it_was_noted() {
        for text in [
            "[null,true,1,1.0,1e+300,\"x\"]",
            "{\"a\":{\"b\":[]}}",
            r#"{"$t":"int","v":"123456789012345678901234567890"}"#,
            r#"{"$t":"float","v":"nan"}"#,
            r#"{"$t":"float","v":"-inf"}"#,
            r#"{"$t":"wtf8","v":"7aCA"}"#,
            r#"{"$t":"bytes","v":"AP8="}"#,
            r#"{"$t":"tuple","v":[1,{"$t":"tuple","v":[]}]}"#,
            r#"{"$t":"uuid","v":"12345678-1234-5678-1234-567812345678"}"#,
            r#"{"$t":"markup","v":"<b>"}"#,
            r#"{"$t":"markup","v":"<b>\ud800"}"#,
            r#"{"$t":"datetime","v":"0999-12-31T23:59:59Z"}"#,
            r#"{"$t":"dict","v":[[1,2],["$t",3],[null,4],[{"$t":"wtf8","v":"7aCA"},5]]}"#,
        ] {
            let noted = handstamp_value::json::read(text, Tags::Plain, &limits()).unwrap();
            let value = read(&noted).unwrap().unwrap();
            let style = Style::default().with_compact(true);
            let again = handstamp_value::json::write(&write(&value), &style, &limits()).unwrap();
            assert_eq!(again, text);
        }
    }

    #[test]
    fn what_only_writers_ask_for_becomes_what_flask_makes_of_it() {
        let noted = |text| {
            let noted = handstamp_value::json::read(text, Tags::Plain, &limits()).unwrap();
            read(&noted).unwrap()
        };
        let moment = noted(r#"{"$t":"dt","v":[2024,12,6,8,40,39,7],"off":330}"#).unwrap();
        assert_eq!(moment, Value::DateTime("2024-12-06T03:10:39Z".parse().unwrap()));
        let date = noted(r#"{"$t":"date","v":[2024,5,6]}"#).unwrap();
        assert_eq!(date.as_str(), Some("Mon, 06 May 2024 00:00:00 GMT"));
        assert_eq!(noted(r#"{"a":[{"$t":"set","v":[1]}]}"#), Err(NotWritable));
    }

    #[test]
    fn a_markup_may_hold_a_noted_lone_surrogate() {
        let text = r#"{"$t":"markup","v":{"$t":"wtf8","v":"7aCA"}}"#;
        let noted = handstamp_value::json::read(text, Tags::Plain, &limits()).unwrap();
        let lone = Text::from_wtf8(b"\xed\xa0\x80").unwrap();
        assert_eq!(read(&noted).unwrap(), Ok(Value::Markup(lone)));
    }

    #[test]
    fn what_is_absurd_is_an_error() {
        for text in [
            r#"{"$t":"deep","depth":1001}"#,
            r#"{"$t":"deep","depth":1000000}"#,
            r#"{"$t":"deep","depth":-1}"#,
            r#"{"$t":"str_repeat","v":"ab","n":9000000}"#,
            r#"{"$t":"str_repeat","v":"ab","n":9223372036854775807}"#,
            r#"{"$t":"str_repeat","v":"ab","n":-1}"#,
            r#"{"$t":"dt","v":[2024,12,6,8,40,39,7],"off":9223372036854775807}"#,
        ] {
            let noted = handstamp_value::json::read(text, Tags::Plain, &limits()).unwrap();
            assert!(read(&noted).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_large_is_not_absurd() {
        for text in [r#"{"$t":"deep","depth":1000}"#, r#"{"$t":"str_repeat","v":"a","n":10000000}"#]
        {
            let noted = handstamp_value::json::read(text, Tags::Plain, &limits()).unwrap();
            assert!(read(&noted).unwrap().is_ok(), "{text}");
        }
    }
}
