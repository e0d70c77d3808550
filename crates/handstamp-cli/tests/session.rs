//! `handstamp session`, and wrong usage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use support::{HOUR, KEY, NOW, OLD, run};

#[test]
fn a_session_goes_out_and_comes_back() {
    let json =
        r#"{"_user_id": "1742", "size": {" t": [640, 480]}, "big": 12345678901234567890123}"#;
    let key = [("SECRET_KEY", KEY)];
    let now = NOW.to_string();
    let cookie = run(&["session", "encode", "--flask", "--now", &now], &key, json.as_bytes());
    assert_eq!((cookie.status, cookie.stderr.as_str()), (0, ""));
    let decode = ["session", "decode", "--now", &now];
    let back = run(&decode, &key, cookie.stdout.as_bytes());
    // Flask writes keys in their order.
    let sorted =
        r#"{"_user_id": "1742", "big": 12345678901234567890123, "size": {" t": [640, 480]}}"#;
    assert_eq!((back.stdout.trim_end(), back.status), (sorted, 0));

    let header = format!("Cookie: a=b; session={}", cookie.stdout.trim_end());
    assert_eq!(run(&decode, &key, header.as_bytes()).stdout.trim_end(), sorted);
    let other = [&decode[..], &["--name", "other"]].concat();
    assert_eq!(run(&other, &key, header.as_bytes()).status, 2);

    let wrong = run(&decode, &[("SECRET_KEY", OLD)], cookie.stdout.as_bytes());
    assert_eq!((wrong.status, wrong.stdout.as_str()), (1, ""));
    assert!(wrong.stderr.contains("handstamp inspect"), "{}", wrong.stderr);
    let later = (NOW + HOUR).to_string();
    let late = [&decode[..3], &[&later, "--max-age", "60"]].concat();
    assert_eq!(run(&late, &key, cookie.stdout.as_bytes()).status, 1);

    let loud = run(&["session", "decode", "--unverified"], &[], cookie.stdout.as_bytes());
    assert_eq!((loud.stdout.trim_end(), loud.status), (sorted, 0));
    assert!(loud.stderr.contains("NOT VERIFIED"), "{}", loud.stderr);
}

#[test]
fn wrong_usage_and_too_much_input_are_status_2() {
    for args in [
        &["inspect", "--secret-key", "x"][..],
        &["inspect", "--key-env", "NONE", "a"],
        &["frobnicate"],
    ] {
        assert_eq!(run(args, &[], b"").status, 2, "{args:?}");
    }
    assert_eq!(run(&["inspect"], &[], &vec![b'a'; 1024 * 1024 + 1]).status, 2);
    assert_eq!(run(&["inspect"], &[], &vec![b'a'; 1024 * 1024]).status, 1);
    assert_eq!(run(&["inspect"], &[], &b"a=b;".repeat(201)).status, 2);
    let fallbacks = run(&["inspect"], &[("SECRET_KEY_FALLBACKS", "[\"a secret\", 1]")], b"a");
    assert_eq!(fallbacks.status, 2);
    assert!(!fallbacks.stderr.contains("a secret"), "{}", fallbacks.stderr);
}

// Starlette 0.13 made it (vector p-002270).
const STARLETTE: &str = "eyJhIjogMX0=.Z-Ffjg.d9P9cYRLz4rvfOuMghChkwJcciQ";
const STARLETTE_KEY: &str =
    "s\u{e9}cret-0081291d4f2e6acc7ae585213105d373df8a50da2710c61ebce157ba88321c99";
const STARLETTE_TIME: &str = "1742823310";

#[test]
fn a_session_of_starlette_is_read_and_written_as_starlette_does() {
    let key = [("SECRET_KEY", STARLETTE_KEY)];
    let options = ["--starlette", "--now", STARLETTE_TIME];
    let decode = [&["session", "decode"], &options[..]].concat();
    let encode = [&["session", "encode"], &options[..]].concat();
    let read = run(&decode, &key, STARLETTE.as_bytes());
    assert_eq!((read.stdout.as_str(), read.status), ("{\"a\": 1}\n", 0), "{}", read.stderr);
    let written = run(&encode, &key, read.stdout.as_bytes());
    assert_eq!((written.stdout.trim_end(), written.status), (STARLETTE, 0), "{}", written.stderr);

    // What is a tag to Flask is a dict to Starlette.
    let json = r#"{"t": {" t": [1, 2]}, "\u00e9": "z"}"#;
    let written = run(&encode, &key, json.as_bytes());
    assert_eq!(run(&decode, &key, written.stdout.as_bytes()).stdout.trim_end(), json);
    let unverified = run(&["session", "decode", "--unverified"], &[], written.stdout.as_bytes());
    assert_eq!(unverified.stdout.trim_end(), json);

    let flask = run(&["session", "decode", "--now", STARLETTE_TIME], &key, STARLETTE.as_bytes());
    assert_eq!((flask.status, flask.stdout.as_str()), (1, ""));
    let late = ["session", "decode", "--starlette", "--now", "1744032911"];
    assert_eq!(run(&late, &key, STARLETTE.as_bytes()).status, 1, "after 14 days");
    assert_eq!(run(&[&decode[..], &["--flask"]].concat(), &key, b"").status, 2);
}

#[test]
fn an_error_says_what_to_do() {
    let says = |args: &[&str], environment: &[(&str, &str)], input: &[u8], words: &str| {
        let told = run(args, environment, input);
        assert!(told.status > 0 && told.stdout.is_empty(), "{args:?}: {}", told.stdout);
        assert!(told.stderr.contains(words), "{args:?}: {}", told.stderr);
    };
    let key = &[("SECRET_KEY", KEY)];
    let fallbacks = &[("SECRET_KEY_FALLBACKS", "[1]")];
    let (inspect, decode) = (&["inspect"], &["session", "decode"]);
    let many = b"a=b;".repeat(201);
    says(inspect, key, &many, "more than 200 cookies: pass one header at a time");
    let long = vec![b'a'; 1024 * 1024 + 1];
    says(inspect, key, &long, "longer than 1048576 bytes: pass one header at a time");
    says(inspect, fallbacks, b"a", "write [\"oldest\", \"older\"]");
    says(&["inspect", "--key-env", "NONE"], key, b"a", "NONE is not set or empty: set it to");
    says(&["inspect", "--salt", "x"], key, b"a=1; b=2", "pass --salt NAME=SALT");
    says(decode, key, b"a=1; b=2", "none is named \"session\": pass --name");
    says(decode, &[], b"a.b.c", "set SECRET_KEY, or use --key-file, --key-env or --key-prompt");
    says(decode, key, b"a.b.c", "`handstamp inspect` says more");
    says(&["session", "decode", "--unverified"], key, b"a", "`handstamp inspect` says more");
}
