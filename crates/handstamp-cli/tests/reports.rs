//! What is printed, for people and for programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

use support::{FLASK, HOUR, KEY, NOW, SESSION, Token, inspect, jwt, run};

#[test]
fn the_report_says_when_by_what_and_what() {
    let (report, _) =
        inspect(&format!("session={}", FLASK.json(SESSION)), &[], &[("SECRET_KEY", KEY)]);
    assert_eq!(report["name"], "session");
    assert_eq!(report["payload"]["_user_id"], "1742");
    assert_eq!(report["signed_at"], NOW - HOUR);
    assert_eq!(report["expires_at"], NOW - HOUR + 31 * 24 * HOUR);
    assert_eq!(report["signed_by"]["salt"], "cookie-session");
    assert_eq!(report["signed_by"]["key_derivation"], "hmac");
    assert_eq!(report["signed_by"]["digest"], "sha1");
}

#[test]
fn what_json_has_not_is_shown_all_the_same() {
    let json = r#"{"\ud83d":1,"n":NaN,"i":123456789012345678901,"t":{" t":[]},"u":{" u":"00000000000000000000000000000001"}}"#;
    let cookie = FLASK.json(json);
    let (report, status) = inspect(&cookie, &[], &[("SECRET_KEY", KEY)]);
    let expected = serde_json::json!({
        "\u{fffd}": 1,
        "n": "NaN",
        "i": "123456789012345678901",
        "t": {" t": []},
        "u": {" u": "00000000-0000-0000-0000-000000000001"},
    });
    assert_eq!((&report["payload"], status), (&expected, 0));
    let now = NOW.to_string();
    let told = run(&["inspect", "--now", &now, &cookie], &[("SECRET_KEY", KEY)], b"").stdout;
    for line in ["\"\u{fffd}\": 1,", "\"n\": NaN,", "\"t\": tuple [],", "\"u\": uuid 0000"] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn what_is_not_verified_stands_in_the_column_of_the_others() {
    let told = run(&["inspect"], &[], FLASK.json(SESSION).as_bytes()).stdout;
    let words = ["note      No key", "payload   NOT VERIFIED: anyone can have written it\n"];
    assert!(words.iter().all(|word| told.contains(&format!("\n  {word}"))), "{told}");
}

#[test]
fn a_header_is_told_cookie_by_cookie() {
    let header = format!("Cookie: theme=dark; session={}; csrf=x", FLASK.json(SESSION));
    let now = NOW.to_string();
    let told = run(&["inspect", "--now", &now, &header], &[("SECRET_KEY", KEY)], b"");
    assert_eq!(told.status, 0, "{}", told.stdout);
    for line in
        ["theme: plain text, 4 bytes: not signed", "session: Flask session, 79 bytes: valid"]
    {
        assert!(told.stdout.contains(line), "{}", told.stdout);
    }
}

#[test]
fn people_read_this() {
    let now = NOW.to_string();
    let cookie = Token { at: NOW - 34 * 24 * HOUR, ..FLASK }.json(SESSION);
    let told = run(&["inspect", "--now", &now, "-"], &[("SECRET_KEY", KEY)], cookie.as_bytes());
    let expected = "\
Flask session, 79 bytes: NOT VALID
  why       It expired 3 days ago: the limit is 31 days.
            Log in again, or allow a longer time on both sides.
  signed    2026-12-12 08:00:00 UTC (34 days ago)
  expired   2027-01-12 08:00:00 UTC (3 days ago)
  key       SECRET_KEY (salt \"cookie-session\", hmac, sha1)
  payload
    {
      \"_fresh\": true,
      \"_user_id\": \"1742\"
    }
";
    assert_eq!(told.stdout, expected);
    assert_eq!((told.status, told.stderr.as_str()), (1, ""));
}

#[test]
fn colours_are_for_terminals() {
    let coloured = |environment: &[(&str, &str)]| {
        let told = run(&["inspect"], environment, b"dark");
        assert_eq!(told.status, 1);
        told.stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_handstamp"))
        .arg("inspect")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(b"dark").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_terminal_is_never_handed_what_a_cookie_wants() {
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}2J\u{202e}\u{2066}\u{200b}\u{e0041}\u{7f}";
    let json = format!("{{\"{evil}\":\"{evil}\"}}");
    let cookie = format!("{evil}={}; {evil}; a{evil}b=\"{evil}", FLASK.json(&json));
    let jwt = jwt(&format!("{{\"alg\":\"{evil}\"}}"), &json);
    let salt = "\u{1b}[31m";
    let session = FLASK.json(SESSION);
    for text in [cookie.as_str(), jwt.as_str(), evil] {
        for args in [&["inspect"][..], &["inspect", "--json"], &["inspect", "--salt", salt]] {
            let told = run(args, &[("SECRET_KEY", KEY)], text.as_bytes());
            let shown = told.stdout + &told.stderr;
            assert!(!shown.is_empty());
            let bad = |character: char| {
                character != '\n'
                    && (character.is_control() || evil.contains(character) && !character.is_ascii())
            };
            assert!(!shown.contains(bad), "{shown:?}");
        }
    }
    let told = run(&["inspect", "--salt", salt], &[("SECRET_KEY", KEY)], session.as_bytes());
    assert!(told.stdout.contains("[31m") && !told.stdout.contains(salt), "{}", told.stdout);
    let told = run(
        &["session", "decode", "--unverified"],
        &[],
        FLASK
            .json(&format!("{{\"a\":\"{evil}\"}}").replace(|c: char| c.is_ascii_control(), ""))
            .as_bytes(),
    );
    assert!(told.stdout.is_ascii() && told.status == 0, "{}{}", told.stdout, told.stderr);
}

#[test]
fn the_algorithm_of_a_jwt_is_a_word_of_its_own() {
    let told =
        run(&["inspect"], &[("SECRET_KEY", KEY)], jwt(r#"{"alg":"HS256"}"#, "{}").as_bytes());
    assert!(told.stdout.contains("\n  algorithm HS256\n"), "{}", told.stdout);
}
