//! Values: text, integers, keys, dicts, UUIDs, instants.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_value::{DateTime, Dict, Int, Key, Text, Uuid, Value};

#[test]
fn text_joins_pairs_and_keeps_lone_surrogates() {
    let pair = Text::from_wtf8(b"\xED\xA0\xBD\xED\xB8\x80").unwrap();
    assert_eq!(pair.as_str(), Some("\u{1F600}"));
    let lone = Text::from_wtf8(b"a\xED\xA0\xBDb").unwrap();
    assert_eq!(lone.as_str(), None);
    assert_eq!(lone.as_wtf8(), b"a\xED\xA0\xBDb");
    assert_eq!(lone.to_string_lossy(), "a\u{FFFD}b");
    let reversed = b"\xED\xB8\x80\xED\xA0\xBD";
    assert_eq!(Text::from_wtf8(reversed).unwrap().as_wtf8(), reversed);
    for bad in [&b"\xFF"[..], b"\xC0\x80", b"\xED\xA0", b"\xED\xA0\x41", b"a\xED"] {
        assert_eq!(Text::from_wtf8(bad), None, "{bad:?}");
    }
}

#[test]
fn text_sorts_by_code_point() {
    let mut texts: Vec<Text> = vec!["\u{1F600}".into(), "\u{FB00}".into(), "z".into()];
    texts.push(Text::from_wtf8(b"\xED\xA0\xBD").unwrap());
    texts.sort();
    let bytes: Vec<&[u8]> = texts.iter().map(Text::as_wtf8).collect();
    let expected: [&[u8]; 4] =
        [b"z", b"\xED\xA0\xBD", "\u{FB00}".as_bytes(), "\u{1F600}".as_bytes()];
    assert_eq!(bytes, expected);
}

#[test]
fn integers_are_canonical_and_ordered() {
    for (text, canonical) in [
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
        ("-00018446744073709551616", "-18446744073709551616"),
    ] {
        assert_eq!(text.parse::<Int>().unwrap().to_string(), canonical);
    }
    for bad in ["", "-", "+1", "1.0", " 1", "1_0", "--1", "٣"] {
        assert!(bad.parse::<Int>().is_err(), "{bad}");
    }
    assert!("9".repeat(4300).parse::<Int>().is_ok());
    assert!("9".repeat(4301).parse::<Int>().is_err());
    let sorted =
        ["-100000000000000000000", "-99999999999999999999", "-5", "3", "10000000000000000000"];
    let ints: Vec<Int> = sorted.iter().map(|text| text.parse().unwrap()).collect();
    assert!(ints.is_sorted());
    assert_eq!(Int::from(u64::MAX).as_u64(), Some(u64::MAX));
    assert_eq!(Int::from(u64::MAX).as_i64(), None);
}

#[test]
fn keys_are_equal_as_in_python() {
    assert_eq!(Key::Int(1.into()), Key::Bool(true));
    assert_eq!(Key::Float(1.0), Key::Int(1.into()));
    assert_ne!(Key::Text("1".into()), Key::Int(1.into()));
    assert_ne!(Key::Float(f64::NAN), Key::Float(f64::NAN));
    // 2**53 and 2**53 + 1 are one float, and two integers.
    assert_ne!(Key::Float(9_007_199_254_740_992.0), Key::Int(9_007_199_254_740_993_i64.into()));
}

#[test]
fn a_dict_keeps_the_first_place_and_the_last_value() {
    let mut dict = Dict::new();
    assert_eq!(dict.insert("a", 1), None);
    dict.insert("b", 2);
    assert_eq!(dict.insert("a", 3), Some(1.into()));
    let keys: Vec<_> = dict.iter().filter_map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["a", "b"]);
    assert_eq!(dict.get("a"), Some(&3.into()));
    assert_eq!(dict, Dict::from_iter([("b", 2), ("a", 3)]));
    assert_ne!(dict, Dict::from_iter([("b", 2), ("c", 3)]));
    assert_eq!(dict.remove("a"), Some(3.into()));
    assert_eq!(dict.remove("a"), None);
    assert_eq!(dict.len(), 1);
}

#[test]
fn uuids_are_read_and_written() {
    let uuid: Uuid = "12345678-1234-5678-1234-567812345678".parse().unwrap();
    assert_eq!(uuid.to_string(), "12345678-1234-5678-1234-567812345678");
    assert_eq!("12345678123456781234567812345678".parse(), Ok(uuid));
    assert_eq!(Uuid::from_bytes(*uuid.as_bytes()), uuid);
    for bad in ["", "1234567812345678123456781234567g", "1-2345678123456781234567812345678-1-1"] {
        assert!(bad.parse::<Uuid>().is_err(), "{bad}");
    }
}

#[test]
fn instants_go_to_system_time_and_back() {
    for (unix, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] {
        let time = DateTime::from_unix(unix).unwrap();
        assert_eq!(time.to_string(), text);
        assert_eq!(text.parse(), Ok(time));
        let system = SystemTime::try_from(time).unwrap();
        assert_eq!(DateTime::try_from(system), Ok(time));
    }
    assert_eq!(DateTime::from_unix(253_402_300_800), None);
    assert_eq!(DateTime::from_unix(-62_135_596_801), None);
    let half = UNIX_EPOCH - Duration::from_millis(500);
    assert_eq!(DateTime::try_from(half).unwrap().unix(), -1);
    assert_eq!(
        "2024-01-02 03:04:05.678+01:00".parse(),
        Ok(DateTime::from_unix(1_704_161_045).unwrap())
    );
    for bad in [
        "2024-02-30T00:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01T24:00:00Z",
        "x",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00+1:00",
    ] {
        assert!(bad.parse::<DateTime>().is_err(), "{bad}");
    }
}

#[test]
fn a_value_takes_four_words() {
    assert!(size_of::<Value>() <= 32, "{}", size_of::<Value>());
}
