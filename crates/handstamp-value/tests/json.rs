//! Python's JSON, case by case, and the JSONTestSuite.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use handstamp_value::json::{LazyDict, Limits, ReadError, Style, Tags, WriteError, read, write};
use handstamp_value::{DateTime, Dict, Key, Text, Uuid, Value};

fn plain(text: &str) -> Result<Value, ReadError> {
    read(text, Tags::Plain, &Limits::default())
}

fn tagged(text: &str) -> Result<Value, ReadError> {
    read(text, Tags::Flask, &Limits::default())
}

/// Whether a lazy dict takes the text.
fn lazy(text: &str) -> Result<(), ReadError> {
    LazyDict::from_payload(Tags::Flask, Limits::default(), |out| {
        out.extend_from_slice(text.as_bytes());
        Ok(())
    })
    .map(|_| ())
}

fn python(value: &Value) -> String {
    write(value, &Style::default(), &Limits::default()).unwrap()
}

fn flask() -> Style {
    Style::default().with_tags(Tags::Flask).with_compact(true).with_sorted_keys(true)
}

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::List(items.into_iter().collect())
}

#[test]
fn numbers_are_read_as_python_reads_them() {
    let float = |text: &str| match plain(text) {
        Ok(Value::Float(value)) => value,
        other => panic!("{text}: {other:?}"),
    };
    assert!(float("NaN").is_nan());
    assert_eq!(float("Infinity"), f64::INFINITY);
    assert_eq!(float("-Infinity"), f64::NEG_INFINITY);
    assert_eq!(float("1e999"), f64::INFINITY);
    assert_eq!(float("-1E+400"), f64::NEG_INFINITY);
    assert_eq!(float("1E5").to_bits(), 1e5_f64.to_bits());
    assert_eq!(float("-0.0").to_bits(), (-0.0_f64).to_bits());
    assert_eq!(
        float("2.2250738585072011e-308").to_bits(),
        2.225_073_858_507_201e-308_f64.to_bits()
    );
    assert_eq!(plain("-0"), Ok(0.into()));
    let big = "9".repeat(4300);
    assert_eq!(plain(&big).map(|value| python(&value)), Ok(big.clone()));
    assert_eq!(plain(&format!("{big}9")), Err(ReadError::IntegerTooLong));
    assert!(plain(&format!("{big}9.0")).is_ok());
    for bad in [
        "-", "01", "-01", "+1", ".5", "1.", "1.e1", "1e", "1e+", "0x1", "-NaN", "nan", "Inf",
        "1_0", "1 1",
    ] {
        assert!(matches!(plain(bad), Err(ReadError::Syntax { .. })), "{bad}");
    }
}

#[test]
fn floats_are_written_as_repr_writes_them() {
    for (value, text) in [
        (0.1, "0.1"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e16, "1e+16"),
        (1e15, "1000000000000000.0"),
        (9_007_199_254_740_993.0, "9007199254740992.0"),
        (1e22, "1e+22"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (1.5e-7, "1.5e-07"),
        (5e-324, "5e-324"),
        (f64::MAX, "1.7976931348623157e+308"),
        (123_456_789.125, "123456789.125"),
        // Between two texts of as many digits: the even one, unless it reads back as another float.
        (1_277_815_941_940_594.2, "1277815941940594.2"),
        (1_277_815_941_940_594.8, "1277815941940594.8"),
        (-233_891_771_783_429.62, "-233891771783429.62"),
        (5.960_464_477_539_063e-8, "5.960464477539063e-08"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        assert_eq!(python(&Value::Float(value)), text);
    }
}

#[test]
fn strings_and_surrogates() {
    assert_eq!(plain(r#""\u00e9\/\b\f\n\r\t\"\\""#), Ok("é/\u{8}\u{c}\n\r\t\"\\".into()));
    assert_eq!(plain(r#""\ud83d\ude00""#), Ok("😀".into()));
    for (text, wtf8) in [
        (r#""a\ud83db""#, &b"a\xED\xA0\xBDb"[..]),
        (r#""\udc00\ud800""#, b"\xED\xB0\x80\xED\xA0\x80"),
        (r#""\ud83d\ud83d\ude00""#, b"\xED\xA0\xBD\xF0\x9F\x98\x80"),
    ] {
        let value = plain(text).unwrap();
        assert_eq!(value, Text::from_wtf8(wtf8).unwrap().into());
        assert_eq!(python(&value), text);
        let raw = write(&value, &Style::default().with_ascii(false), &Limits::default());
        assert_eq!(raw, Err(WriteError::LoneSurrogate));
    }
    for bad in [
        "\"\n\"",
        "\"\t\"",
        "\"\0\"",
        r#""\x41""#,
        r#""\u12g4""#,
        r#""\u+123""#,
        r#""\u12"#,
        "\"",
        r#""\"#,
    ] {
        assert!(matches!(plain(bad), Err(ReadError::Syntax { .. })), "{bad}");
    }
    assert_eq!(python(&"\u{7f}é😀<".into()), r#""\u007f\u00e9\ud83d\ude00<""#);
    let raw = Style::default().with_ascii(false);
    assert_eq!(
        write(&"\u{7f}é\u{1}".into(), &raw, &Limits::default()).unwrap(),
        "\"\u{7f}é\\u0001\""
    );
}

#[test]
fn the_last_of_equal_keys_wins_in_the_first_place() {
    let value = plain(r#"{"a":1,"b":2,"\u0061":3}"#).unwrap();
    assert_eq!(python(&value), r#"{"a": 3, "b": 2}"#);
    let many: String = (0..40).map(|n| format!("\"k{}\":{n},", n % 20)).collect();
    let value = plain(&format!("{{{many}\"k0\":99}}")).unwrap();
    let dict = value.as_dict().unwrap();
    assert_eq!(dict.len(), 20);
    assert_eq!(dict.get("k0"), Some(&99.into()));
    assert_eq!(dict.get("k7"), Some(&27.into()));
    assert_eq!(dict.iter().next().unwrap().0.as_str(), Some("k0"));
}

#[test]
fn limits_hold() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(plain(&deep(200)).is_ok());
    assert_eq!(plain(&deep(201)), Err(ReadError::TooDeep { limit: 200 }));
    assert_eq!(plain(&"[".repeat(60_000)), Err(ReadError::TooDeep { limit: 200 }));
    let deepest = Limits::default().with_depth(usize::MAX);
    assert!(read(&deep(500), Tags::Plain, &deepest).is_ok());
    assert_eq!(read(&deep(501), Tags::Plain, &deepest), Err(ReadError::TooDeep { limit: 500 }));
    let long = format!("\"{}\"", "x".repeat(64 * 1024));
    assert_eq!(plain(&long), Err(ReadError::TextTooLong { limit: 65_536 }));
    let nested = (0..201).fold(Value::Null, |inner, _| list([inner]));
    assert_eq!(
        write(&nested, &Style::default(), &Limits::default()),
        Err(WriteError::TooDeep { limit: 200 })
    );
    assert!(write(&long.as_str().into(), &Style::default(), &Limits::default()).is_err());
}

#[test]
fn keys_are_sorted_before_they_are_text() {
    let sorted = Style::default().with_sorted_keys(true);
    let keys = |keys: &[Key]| {
        let dict: Dict = keys.iter().map(|key| (key.clone(), Value::Null)).collect();
        write(&Value::Dict(dict), &sorted, &Limits::default())
    };
    let int = |n: i64| Key::Int(n.into());
    assert_eq!(
        keys(&[int(10), int(9), int(-1)]).unwrap(),
        r#"{"-1": null, "9": null, "10": null}"#
    );
    assert_eq!(
        keys(&[Key::Float(1.5), int(2), Key::Bool(true), Key::Float(f64::NEG_INFINITY)]).unwrap(),
        r#"{"-Infinity": null, "true": null, "1.5": null, "2": null}"#
    );
    assert_eq!(keys(&[Key::Null]).unwrap(), r#"{"null": null}"#);
    assert_eq!(keys(&[Key::Float(1e16)]).unwrap(), r#"{"1e+16": null}"#);
    for mixed in [
        [int(1), "1".into()],
        [Key::Null, "1".into()],
        [Key::Null, int(1)],
        [Key::Float(f64::NAN), "1".into()],
        [Key::Float(f64::NAN), Key::Null],
    ] {
        assert_eq!(keys(&mixed), Err(WriteError::UnsortableKeys), "{mixed:?}");
    }
}

/// Python's order of NaN among other numbers is an accident of its sort algorithm.
#[test]
fn nan_keys_are_written_and_come_last() {
    let nan = || Key::Float(f64::NAN);
    let dict = |keys: Vec<Key>| {
        Value::Dict(keys.into_iter().zip(1..).map(|(key, n)| (key, Value::from(n))).collect())
    };
    let two = dict(vec![nan(), nan()]);
    let mixed = dict(vec![nan(), Key::Int(2.into()), nan(), Key::Float(-0.5), Key::Bool(true)]);
    for (sorted, one_text, two_text, mixed_text) in [
        (
            false,
            r#"{"NaN":1}"#,
            r#"{"NaN":1,"NaN":2}"#,
            r#"{"NaN":1,"2":2,"NaN":3,"-0.5":4,"true":5}"#,
        ),
        (
            true,
            r#"{"NaN":1}"#,
            r#"{"NaN":1,"NaN":2}"#,
            r#"{"-0.5":4,"true":5,"2":2,"NaN":1,"NaN":3}"#,
        ),
    ] {
        let style = Style::default().with_compact(true).with_sorted_keys(sorted);
        for tags in [Tags::Plain, Tags::Flask] {
            let style = style.with_tags(tags);
            let text = |value: &Value| write(value, &style, &Limits::default()).unwrap();
            assert_eq!(text(&dict(vec![nan()])), one_text);
            assert_eq!(text(&two), two_text);
            assert_eq!(text(&mixed), mixed_text);
        }
    }
    // Read back, a key is text, and the last of equal keys wins.
    let read = plain(r#"{"NaN":1,"NaN":2}"#).unwrap();
    assert_eq!(python(&read), r#"{"NaN": 2}"#);
    assert_eq!(read.as_dict().unwrap().get("NaN"), Some(&2.into()));
    // As in Python, one NaN is not another.
    assert_ne!(two, two.clone());
    assert_eq!(two.as_dict().unwrap().get_key(&nan()), None);
    // However many there are, sorting comes to an end.
    let many = (0..500).map(|n| if n % 3 == 0 { nan() } else { Key::Int((n * 7919 % 500).into()) });
    let style = Style::default().with_sorted_keys(true);
    let text = write(&dict(many.collect()), &style, &Limits::default()).unwrap();
    assert_eq!(text.matches("NaN").count(), 167);
}

#[test]
fn plain_json_has_no_bytes_and_no_dates() {
    assert_eq!(python(&Value::Tuple(vec![1.into()])), "[1]");
    assert_eq!(python(&Value::Markup("<b>".into())), r#""<b>""#);
    for (value, kind) in [
        (Value::Bytes(vec![1]), "bytes"),
        (Uuid::from_bytes([0; 16]).into(), "UUID"),
        (DateTime::from_unix(0).unwrap().into(), "datetime"),
    ] {
        let written = write(&value, &Style::default(), &Limits::default());
        assert_eq!(written, Err(WriteError::NoJsonForm { kind }));
    }
}

#[test]
fn tags_both_ways() {
    let dict = |key: &str, value: Value| Value::Dict([(key, value)].into_iter().collect());
    for (text, value) in [
        (r#"{" t":[1,{" t":[]}]}"#, Value::Tuple(vec![1.into(), Value::Tuple(vec![])])),
        (r#"{" b":"AAEC/w=="}"#, Value::Bytes(vec![0, 1, 2, 255])),
        (r#"{" m":"<b>"}"#, Value::Markup("<b>".into())),
        (
            r#"{" u":"12345678123456781234567812345678"}"#,
            Value::Uuid("12345678-1234-5678-1234-567812345678".parse().unwrap()),
        ),
        (
            r#"{" d":"Tue, 02 Jan 2024 03:04:05 GMT"}"#,
            Value::DateTime(DateTime::from_unix(1_704_164_645).unwrap()),
        ),
        (r#"{" di":{" t__":[1]}}"#, dict(" t", list([1.into()]))),
        (r#"{" di":{" di__":{" di":{" u__":1}}}}"#, dict(" di", dict(" u", 1.into()))),
        (r#"{" t__":1}"#, dict(" t__", 1.into())),
        (r#"{" zz":1}"#, dict(" zz", 1.into())),
        (
            r#"{" b":"x"," t":1}"#,
            Value::Dict([(" b", Value::from("x")), (" t", 1.into())].into_iter().collect()),
        ),
    ] {
        assert_eq!(tagged(text).unwrap(), value, "{text}");
        assert_eq!(write(&value, &flask(), &Limits::default()).unwrap(), text);
        assert!(plain(text).unwrap().as_dict().is_some());
    }
    // An escaped key is the same key.
    assert_eq!(tagged(r#"{"\u0020t":[]}"#), Ok(Value::Tuple(vec![])));
}

#[test]
fn tags_that_flask_never_writes() {
    for inner in [
        r#"" t":"abc""#,
        r#"" t":{}"#,
        r#"" t":null"#,
        r#"" t":[1]," t":[2]"#,
        r#"" t":1,"\u0020t":[2]"#,
        r#"" b":"!""#,
        r#"" b":"abc""#,
        r#"" b":"AB==""#,
        r#"" b":"AAB=""#,
        r#"" b":"-_-_""#,
        r#"" b":5"#,
        r#"" b":"AA=A""#,
        r#"" b":"AA==AA==""#,
        r#"" b":"=AAA""#,
        r#"" u":"12345678-1234-5678-1234-567812345678""#,
        r#"" u":"ABCDEFABCDEFABCDEFABCDEFABCDEFAB""#,
        r#"" u":"xyz""#,
        r#"" m":5"#,
        r#"" m":{" t":[1]}"#,
        r#"" d":"nope""#,
        r#"" d":"""#,
        r#"" d":1"#,
        r#"" d":"Tue, 30 Feb 2024 03:04:05 GMT""#,
        r#"" di":1"#,
        r#"" di":{}"#,
        r#"" di":{"x":1}"#,
        r#"" di":{"x__":1}"#,
        r#"" di":{" t__":1," b__":2}"#,
        r#"" di":{" di":{" t__":1}}"#,
    ] {
        let text = format!("{{\"a\":{{{inner}}}}}");
        assert_eq!(tagged(&text), Err(ReadError::BadTag { at: 6 }), "{text}");
        assert_eq!(lazy(&text), Err(ReadError::BadTag { at: 6 }));
    }
}

#[test]
fn only_a_dict_is_a_session() {
    for (text, taken) in [
        ("{}", true),
        (r#"{" di":{" t__":1}}"#, true),
        ("[]", false),
        ("null", false),
        (r#"{" t":[["a",1]]}"#, false),
        (r#"{" m":"x"}"#, false),
    ] {
        assert_eq!(lazy(text).is_ok(), taken, "{text}");
    }
}

/// Reads the JSONTestSuite, which is not part of this repository.
#[test]
#[ignore = "needs ../shared/vectors: cargo xtask test vectors"]
fn the_json_test_suite() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/vectors/standards/jsontestsuite.jsonl");
    let lines = std::fs::read_to_string(file).expect("../shared/vectors");
    // Python's reader takes these three words, and so does this one.
    let python_takes =
        ["n_number_NaN.json", "n_number_infinity.json", "n_number_minus_infinity.json"];
    let mut seen = 0;
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(hex) = line["hex"].as_str() else { continue };
        let name = line["name"].as_str().unwrap();
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let limits = Limits::default().with_bytes(1 << 20);
        let taken =
            std::str::from_utf8(&bytes).is_ok_and(|text| read(text, Tags::Plain, &limits).is_ok());
        seen += 1;
        match line["expect"].as_str().unwrap() {
            "accept" => assert!(taken, "{name}"),
            "reject" => assert_eq!(taken, python_takes.contains(&name), "{name}"),
            _ => {}
        }
    }
    assert!(seen > 250, "{seen}");
}
