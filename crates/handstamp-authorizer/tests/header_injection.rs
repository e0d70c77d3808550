//! No value can add a header, an attribute or a parameter of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_authorizer::Challenge;
use handstamp_authorizer::cookie::SetCookie;
use proptest::prelude::*;

#[test]
fn cookie_names_are_tokens() {
    for name in ["session", "__Host-session", "__Secure-a", "a.b_c~d!#$%&'*+-^`|"] {
        assert!(SetCookie::new(name, "").is_ok(), "{name}");
    }
    for name in [
        "", " ", "a b", "a=b", "a;b", "a,b", "a\"", "a\\", "(a)", "a/b", "a:b", "[a]", "{a}", "a?",
        "a@b", "<a>", "a\t", "a\r\n", "a\0", "a\u{7f}", "é",
    ] {
        assert!(SetCookie::new(name, "x").is_err(), "{name:?}");
    }
}

/// RFC 6265 section 4.1.1, and the quotes that Python's frameworks put around a value.
#[test]
fn cookie_values_end_where_they_should() {
    for value in ["", "a", "\"a\"", ".eJw-_=", "!#$%&'()*+-./:<=>?@[]^_`{|}~"] {
        let cookie = SetCookie::new("session", value).unwrap();
        assert_eq!(cookie.to_string(), format!("session={value}"));
        assert_eq!(cookie.len(), 8 + value.len());
    }
    for value in [
        ";",
        "a; Domain=evil.example",
        "a,b",
        "a b",
        "\\",
        "a\r\nX: y",
        "a\n",
        "\t",
        "\0",
        "\u{7f}",
        "é",
        "\u{ff1b}",
    ] {
        assert!(SetCookie::new("session", value).is_err(), "{value:?}");
    }
}

#[test]
fn attributes_end_where_they_should() {
    let cookie = || SetCookie::new("a", "b").unwrap();
    let line = cookie().attribute("Path", "/a b").unwrap().flag("Secure").to_string();
    assert_eq!(line, "a=b; Path=/a b; Secure");
    let expires = "Thu, 01 Jan 1970 00:00:00 GMT";
    assert!(cookie().attribute("Expires", expires).is_ok());
    for value in ["/; Secure", ";", "/\r\nX: y", "/\n", "/\0", "/\u{7f}", "/é", "/\u{85}"] {
        assert!(cookie().attribute("Path", value).is_err(), "{value:?}");
    }
}

#[test]
fn parameters_are_quoted() {
    let challenge =
        Challenge::bearer().with_parameter("realm", "a \"b\" \\c").with_parameter("error", "d");
    assert_eq!(challenge.to_string(), r#"Bearer realm="a \"b\" \\c", error="d""#);
    let challenge = Challenge::new("X").with_parameter("y", "a\r\nSet-Cookie: é\0\u{85}\u{7f}\tb");
    assert_eq!(challenge.to_string(), "X y=\"a??Set-Cookie: ?????b\"");
}

proptest! {
    #[test]
    fn whatever_is_taken_is_one_line(name in any::<String>(), value in any::<String>(), path in any::<String>()) {
        let Ok(cookie) = SetCookie::new(&name, &value) else { return Ok(()) };
        let Ok(cookie) = cookie.attribute("Path", &path) else { return Ok(()) };
        let line = cookie.to_string();
        prop_assert!(line.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        prop_assert_eq!(line.split(';').count(), 2);
    }

    #[test]
    fn near_cookies(name in "[a-z =;]{0,4}", value in "[a-z;, \\\\\r\n]{0,6}", path in "[/a;\r\n ]{0,5}") {
        let made = SetCookie::new(&name, &value).and_then(|cookie| cookie.attribute("Path", &path));
        let Ok(cookie) = made else { return Ok(()) };
        prop_assert_eq!(cookie.to_string(), format!("{name}={value}; Path={path}"));
        prop_assert!(!name.contains(['=', ';', ' ']) && !value.contains([';', ',', ' ', '\\', '\r', '\n']));
        prop_assert!(!path.contains([';', '\r', '\n']));
    }

    /// Read back by RFC 9110's rules, the value is what was put in, as far as it was printable.
    #[test]
    fn a_parameter_is_read_back(value in "[ -~]{0,30}", other in any::<String>()) {
        let line = Challenge::new("X").with_parameter("a", &value).with_parameter("b", &other).to_string();
        prop_assert!(line.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        let rest = line.strip_prefix("X a=\"").unwrap();
        let (mut read, mut escaped, mut end) = (String::new(), false, 0);
        for (at, character) in rest.char_indices() {
            match character {
                '\\' if !escaped => escaped = true,
                '"' if !escaped => { end = at; break }
                _ => { read.push(character); escaped = false }
            }
        }
        prop_assert_eq!(read, value);
        prop_assert!(rest[end..].starts_with("\", b=\""));
    }
}
