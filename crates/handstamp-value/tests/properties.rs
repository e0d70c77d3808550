//! Properties of the JSON: what is written is read back, and any text is taken by all or by none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_value::json::{LazyDict, Limits, ReadError, Style, Tags, WriteError, read, write};
use handstamp_value::{DateTime, Dict, Int, Text, Uuid, Value};
use proptest::prelude::*;

fn lazy(text: &[u8], tags: Tags, limits: Limits) -> Result<LazyDict, ReadError> {
    LazyDict::from_payload(tags, limits, |out| {
        out.extend_from_slice(text);
        Ok(())
    })
}

fn text() -> impl Strategy<Value = Text> {
    let units = prop_oneof![
        4 => 0x20..0x7F_u16,
        1 => any::<u16>(),
        1 => 0xD800..0xE000_u16,
        1 => Just(0x22), 1 => Just(0x5C), 1 => 0..0x20_u16,
    ];
    let tags = prop_oneof![" t", " b", " m", " u", " d", " di", " t__", "__", ""];
    prop_oneof![
        4 => prop::collection::vec(units, 0..24).prop_map(|units| {
            // JSON is the shortest way from UTF-16 to text with lone surrogates.
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            match read(&format!("\"{escaped}\""), Tags::Plain, &Limits::default()) {
                Ok(Value::Str(text)) => text,
                other => panic!("{other:?}"),
            }
        }),
        1 => tags.prop_map(Text::from),
    ]
}

fn value(tagged: bool) -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "-?[1-9][0-9]{0,60}".prop_map(|digits| Value::Int(digits.parse::<Int>().unwrap())),
        any::<f64>()
            .prop_filter("NaN is not equal to itself", |f| !f.is_nan())
            .prop_map(Value::from),
        text().prop_map(Value::from),
    ]
    .boxed();
    let more = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
        text().prop_map(Value::Markup),
        any::<[u8; 16]>().prop_map(|bytes| Uuid::from_bytes(bytes).into()),
        // Python reads years below 100 as years of our time.
        (-59_011_459_200..=253_402_300_799_i64)
            .prop_map(|unix| DateTime::from_unix(unix).unwrap().into()),
    ]
    .boxed();
    let leaf = if tagged { prop_oneof![2 => plain, 1 => more].boxed() } else { plain };
    leaf.prop_recursive(5, 60, 6, move |inner| {
        let items = prop::collection::vec(inner.clone(), 0..6);
        let list = items.clone().prop_map(Value::List);
        let dict = prop::collection::vec((text(), inner), 0..6)
            .prop_map(|pairs| Value::Dict(pairs.into_iter().collect()));
        if tagged {
            prop_oneof![list, dict, items.prop_map(Value::Tuple)].boxed()
        } else {
            prop_oneof![list, dict].boxed()
        }
    })
}

fn style() -> impl Strategy<Value = Style> {
    any::<(bool, bool)>().prop_map(|(compact, sorted)| {
        Style::default().with_compact(compact).with_sorted_keys(sorted)
    })
}

/// Text that is JSON, nearly JSON, or tagged.
fn json_like() -> impl Strategy<Value = String> {
    let words = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        " ",
        "\" t\"",
        "\" b\"",
        "\" di\"",
        "\" u\"",
        "\" d\"",
        "\" m\"",
        "\" t__\"",
        "\"a\"",
        "\"\\u0020t\"",
        "\"\\ud83d\"",
        "1",
        "-",
        "0",
        ".5",
        "e9",
        "NaN",
        "Infinity",
        "null",
        "true",
        "false",
        "\\",
        "\n",
        "{\"a\":",
        "\"AAEC\"",
        "é",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..14)
            .prop_map(|words| words.concat()),
        (value(true), any::<prop::sample::Index>(), prop::sample::select(words.to_vec())).prop_map(
            |(value, at, word)| {
                let style = Style::default().with_tags(Tags::Flask);
                let mut text = write(&value, &style, &Limits::default()).unwrap();
                let at = at.index(text.len());
                text.replace_range(at..at + 1, word);
                text
            }
        ),
    ]
}

/// serde_json's default float reader is off by some bits now and then.
fn near(ours: f64, theirs: f64) -> bool {
    ours == theirs || (ours - theirs).abs() <= 1e-14 * ours.abs() + f64::MIN_POSITIVE
}

fn agree(ours: &Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (ours, theirs) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(ours), Json::Bool(theirs)) => ours == theirs,
        (Value::Str(ours), Json::String(theirs)) => ours == theirs.as_str(),
        (Value::Int(ours), Json::Number(theirs)) => match (theirs.as_i64(), theirs.as_u64()) {
            (Some(theirs), _) => ours.as_i64() == Some(theirs),
            (_, Some(theirs)) => ours.as_u64() == Some(theirs),
            // Too large for serde_json, or -0: a float.
            _ => near(ours.to_f64(), theirs.as_f64().unwrap()),
        },
        (Value::Float(ours), Json::Number(theirs)) => near(*ours, theirs.as_f64().unwrap()),
        (Value::List(ours), Json::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| agree(a, b))
        }
        (Value::Dict(ours), Json::Object(theirs)) => {
            ours.len() == theirs.len()
                && theirs.iter().all(|(key, b)| ours.get(key).is_some_and(|a| agree(a, b)))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_is_read_back(value in value(true), style in style()) {
        let style = style.with_tags(Tags::Flask);
        let text = write(&value, &style, &Limits::default()).unwrap();
        prop_assert!(text.is_ascii());
        prop_assert_eq!(&read(&text, Tags::Flask, &Limits::default()).unwrap(), &value, "{}", text);
        let raw = style.with_ascii(false);
        match write(&value, &raw, &Limits::default()) {
            Ok(text) => {
                prop_assert_eq!(read(&text, Tags::Flask, &Limits::default()).unwrap(), value);
            }
            Err(error) => prop_assert_eq!(error, WriteError::LoneSurrogate),
        }
    }

    #[test]
    fn what_is_plain_is_read_back_plain(value in value(false), style in style()) {
        let text = write(&value, &style, &Limits::default()).unwrap();
        prop_assert_eq!(read(&text, Tags::Plain, &Limits::default()).unwrap(), value);
    }

    #[test]
    fn the_scanner_takes_what_the_reader_takes(text in json_like()) {
        for tags in [Tags::Plain, Tags::Flask] {
            let limits = Limits::default().with_depth(8);
            match (read(&text, tags, &limits), lazy(text.as_bytes(), tags, limits).map(|_| ())) {
                (Ok(Value::Dict(_)), scanned) => prop_assert_eq!(scanned, Ok(())),
                (Ok(_), scanned) => prop_assert_eq!(scanned, Err(ReadError::NotADict)),
                (Err(error), scanned) => prop_assert_eq!(scanned, Err(error)),
            }
        }
    }

    #[test]
    fn every_way_into_a_lazy_dict_says_the_same(text in json_like(), key in text()) {
        for tags in [Tags::Plain, Tags::Flask] {
            let filled = lazy(text.as_bytes(), tags, Limits::default());
            let Ok(lazy_dict) = filled else { continue };
            let Ok(Value::Dict(dict)) = read(&text, tags, &Limits::default()) else {
                panic!("{text}")
            };
            let keys = dict.iter().filter_map(|(key, _)| key.as_str()).chain(key.as_str());
            for key in keys {
                prop_assert_eq!(lazy_dict.get_str(key), dict.get(key).and_then(Value::as_str));
                let typed = lazy_dict.get_as::<Value>(key).unwrap();
                prop_assert!(typed.as_ref() == dict.get(key) || text.contains("NaN"));
            }
            prop_assert_eq!(lazy_dict.is_empty(), dict.is_empty());
            let typed: Dict = lazy_dict.deserialize().unwrap();
            prop_assert!(typed == dict || text.contains("NaN"));
        }
    }

    #[test]
    fn it_agrees_with_serde_json(text in json_like()) {
        // serde_json takes no NaN and refuses lone surrogates and numbers past a float.
        let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(()) };
        let ours = read(&text, Tags::Plain, &Limits::default()).unwrap();
        prop_assert!(agree(&ours, &theirs), "{:?} {}", ours, theirs);
    }

    #[test]
    fn any_bytes_are_taken_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let limits = Limits::default().with_bytes(100);
        let filled = lazy(&bytes, Tags::Flask, limits);
        prop_assert!(filled.is_err() || bytes.len() <= 100);
    }
}
