//! The built program: each diagnosis from real material, keys, exit statuses, session and key commands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    Digest, KeyDerivation, SecretKey, Signer, TimestampSigner, encode_payload,
};
use serde_json::Value;

const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
const OLD: &str = "70a2c1f4d85b4e6f93b0187a2cde5f61";
const NOW: u64 = 1_800_000_000;
const HOUR: u64 = 3_600;
const YEAR_2011: u64 = 1_293_840_000;

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

fn run(args: &[&str], environment: &[(&str, &str)], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_handstamp"))
        .args(args)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().expect("ended by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `inspect --json` at [`NOW`].
fn inspect(cookie: &str, args: &[&str], environment: &[(&str, &str)]) -> (Value, i32) {
    let now = NOW.to_string();
    let args = [&["inspect", "--json", "--now", &now], args].concat();
    let run = run(&args, environment, cookie.as_bytes());
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    (report["cookies"][0].clone(), run.status)
}

fn codes(report: &Value) -> Vec<&str> {
    report["diagnoses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["code"].as_str().unwrap())
        .collect()
}

/// A timed token of itsdangerous.
struct Token {
    key: &'static str,
    salt: &'static str,
    derivation: KeyDerivation,
    digest: Digest,
    at: u64,
}

const FLASK: Token = Token {
    key: KEY,
    salt: "cookie-session",
    derivation: KeyDerivation::Hmac,
    digest: Digest::Sha1,
    at: NOW - HOUR,
};

impl Token {
    fn signer(&self) -> Signer {
        Signer::builder(SecretKey::allow_weak(self.key))
            .salt(self.salt)
            .key_derivation(self.derivation)
            .digest(self.digest)
            .build()
    }

    fn raw(&self, payload: &[u8]) -> String {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(self.at);
        let token = TimestampSigner::new(self.signer()).sign(payload, at).unwrap();
        String::from_utf8(token).unwrap()
    }

    fn json(&self, json: &str) -> String {
        let mut payload = Vec::new();
        encode_payload(json.as_bytes(), &mut payload);
        self.raw(&payload)
    }

    /// Without a time.
    fn untimed(&self, text: &str) -> String {
        String::from_utf8(self.signer().sign(text)).unwrap()
    }
}

const SESSION: &str = r#"{"_fresh":true,"_user_id":"1742"}"#;
const CSRF: &str = r#""51813017b37133a9ea0ce9bc29143bb0a374e9a2""#;
// Flask-Login 0.4.0 made it (vector p-003009).
const REMEMBER: &str = "42|73128763f09877013b6712fadc95593031f8e2018f43de53c91f5892f8e87d797b362c87086164eaa99547c6d6c179ca7c814eb07b4fdf6aa312618f82c9bedb";
const REMEMBER_KEY: &str = "33dfa0869e315b08f65c53c4d75c26ee18e1f377104ffc88cbd25c7b9615e3e8";
// RFC 7515, appendix A.1: HS256 with a key of 64 bytes that are no text.
const JWT: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const JWT_KEY: &str = "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebfd3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3";

/// A cookie, and what is said of it.
struct Case {
    cookie: String,
    key: &'static str,
    args: &'static [&'static str],
    kind: &'static str,
    verdict: &'static str,
    codes: &'static [&'static str],
}

/// With [`KEY`] and without arguments.
fn case(
    cookie: impl Into<String>,
    kind: &'static str,
    verdict: &'static str,
    codes: &'static [&'static str],
) -> Case {
    Case { cookie: cookie.into(), key: KEY, args: &[], kind, verdict, codes }
}

fn base64(text: &str) -> String {
    let mut out = Vec::new();
    encode_payload(text.as_bytes(), &mut out);
    String::from_utf8(out).unwrap()
}

/// A JWT with this header, and claims, signed HS256 with [`KEY`].
fn jwt(header: &str, claims: &str) -> String {
    let signer = Signer::builder(SecretKey::allow_weak(KEY))
        .key_derivation(KeyDerivation::None)
        .digest(Digest::Sha256)
        .build();
    let signed = format!("{}.{}", base64(header), base64(claims));
    String::from_utf8(signer.sign(signed)).unwrap()
}

fn flask_cases() -> Vec<Case> {
    let session = FLASK.json(SESSION);
    let (front, signature) = session.rsplit_once('.').unwrap();
    let compressed = FLASK.json(&format!("{{\"a\":\"{}\"}}", "long ".repeat(100)));
    let flask = "flask-session";
    let (no, ok) = ("not-valid", "valid");
    let large =
        (0..2_000_u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect::<String>();
    vec![
        case(&session, flask, ok, &[]),
        case(&compressed, flask, ok, &[]),
        case(format!("\"{session}\""), flask, ok, &["quoted"]),
        case(format!("'{session}'"), flask, no, &["quoted"]),
        case(session.replace('.', "%2E"), flask, no, &["url-encoded"]),
        case(session.replacen('.', ".\n  ", 1), flask, no, &["line-breaks"]),
        case(&compressed[1..], flask, no, &["truncated"]),
        case(&session[..session.len() - 5], flask, no, &["truncated"]),
        case(front, flask, no, &["truncated"]),
        case(&compressed[..30], flask, no, &["truncated"]),
        case(format!("{session}AAA"), flask, no, &["signature-length"]),
        case(format!("{session}="), flask, no, &["not-canonical"]),
        case(
            FLASK.raw(format!("{}=", base64("{\"a\":22}")).as_bytes()),
            flask,
            no,
            &["not-canonical"],
        ),
        case(FLASK.json(&format!("{{\"a\":\"{large}\"}}")), flask, ok, &["too-large-cookie"]),
        case(
            FLASK.json(&format!("{{\"a\":\"{}\"}}", " ".repeat(70_000))),
            flask,
            no,
            &["too-large-inflated"],
        ),
        case(FLASK.raw(b".eJwAAAAA"), flask, no, &["payload-damaged"]),
        case(FLASK.json("{\"a\":}"), flask, no, &["payload-not-json"]),
        case(FLASK.json("[1]"), flask, no, &["payload-not-a-dict"]),
        case(FLASK.json("{}"), flask, ok, &["empty-session"]),
        Case { key: OLD, ..case(&session, flask, no, &["wrong-key"]) },
        Case { key: "", ..case(&session, flask, "not-verified", &["no-key"]) },
        Case {
            key: " 2f1d9a0c5be74386a1d0f7c2e9b85d34\n",
            ..case(&session, flask, no, &["key-written-differently"])
        },
        Case {
            key: "changeme",
            ..case(Token { key: "changeme", ..FLASK }.json(SESSION), flask, ok, &["weak-key"])
        },
        case(Token { salt: "flask-session", ..FLASK }.json(SESSION), flask, no, &["other-salt"]),
        case(
            Token { salt: "itsdangerous", derivation: KeyDerivation::DjangoConcat, ..FLASK }
                .json(SESSION),
            flask,
            no,
            &["other-salt", "other-derivation"],
        ),
        case(
            Token { derivation: KeyDerivation::None, salt: "cookie-session", ..FLASK }
                .json(SESSION),
            flask,
            no,
            &["other-derivation"],
        ),
        case(Token { digest: Digest::Sha256, ..FLASK }.json(SESSION), flask, no, &["other-digest"]),
        Case {
            args: &["--salt", "mine", "--digest", "sha256"],
            ..case(
                Token { salt: "mine", digest: Digest::Sha256, ..FLASK }.json(SESSION),
                flask,
                ok,
                &[],
            )
        },
        case(Token { at: NOW - 31 * 24 * HOUR, ..FLASK }.json(SESSION), flask, ok, &[]),
        case(
            Token { at: NOW - 31 * 24 * HOUR - 1, ..FLASK }.json(SESSION),
            flask,
            no,
            &["expired"],
        ),
        Case { args: &["--max-age", "60"], ..case(&session, flask, no, &["expired"]) },
        Case {
            args: &["--max-age", "any"],
            ..case(Token { at: YEAR_2011, ..FLASK }.json(SESSION), flask, ok, &[])
        },
        case(Token { at: NOW + 30, ..FLASK }.json(SESSION), flask, ok, &["signed-ahead"]),
        case(Token { at: NOW + 31, ..FLASK }.json(SESSION), flask, no, &["signed-ahead"]),
        case(
            Token { at: NOW - HOUR - YEAR_2011, ..FLASK }.json(SESSION),
            flask,
            no,
            &["epoch-2011"],
        ),
        case(FLASK.untimed(&base64(SESSION)), flask, no, &["timestamp-missing"]),
        case(
            FLASK.untimed(&format!("{}.__________8", base64(SESSION))),
            flask,
            no,
            &["timestamp-malformed"],
        ),
        case(FLASK.untimed(&format!("{}.a", base64(SESSION))), flask, no, &["timestamp-malformed"]),
        case(
            format!(
                "{front}.{}",
                signature.chars().rev().collect::<String>().replace(['0', '4', '8'], "A")
            ),
            flask,
            no,
            &["wrong-key"],
        ),
    ]
}

fn other_cases() -> Vec<Case> {
    const DJANGO: KeyDerivation = KeyDerivation::DjangoConcat;
    let starlette = Token { salt: "itsdangerous.Signer", derivation: DJANGO, ..FLASK };
    let csrf = Token { salt: "wtf-csrf-token", derivation: DJANGO, ..FLASK };
    let auth = Token { salt: "remember-salt", derivation: DJANGO, ..FLASK };
    let serializer = Token { salt: "itsdangerous", derivation: DJANGO, ..FLASK };
    let remember = |cookie: &str, verdict, codes| Case {
        key: REMEMBER_KEY,
        ..case(cookie, "flask-login-remember", verdict, codes)
    };
    let hs256 = r#"{"alg":"HS256"}"#;
    let (no, ok) = ("not-valid", "valid");
    vec![
        case(starlette.raw(b"eyJhIjogMX0="), "starlette-session", ok, &[]),
        case(starlette.raw(b"eyJhIjogMTF9"), "starlette-session", ok, &[]),
        case(starlette.raw(b"e30="), "starlette-session", ok, &["empty-session"]),
        case(starlette.raw(b"eyJhIjogMX0="), "starlette-session", ok, &[]),
        case(
            Token { at: NOW - 15 * 24 * HOUR, ..starlette }.raw(b"eyJhIjogMX0="),
            "starlette-session",
            no,
            &["expired"],
        ),
        case(csrf.json(CSRF), "flask-wtf-csrf", ok, &["needs-its-session"]),
        case(
            Token { at: NOW - HOUR - 1, ..csrf }.json(CSRF),
            "flask-wtf-csrf",
            no,
            &["expired", "needs-its-session"],
        ),
        case(auth.json(r#"{"ver":"5","uid":"fc40"}"#), "flask-security-auth-token", ok, &[]),
        case(serializer.json("[1,2]"), "signed-token", ok, &[]),
        case(starlette.raw(b"hello"), "signed-token", ok, &[]),
        case(starlette.untimed("a.b.c"), "signed-token", ok, &[]),
        case(
            Token { at: NOW - HOUR - YEAR_2011, ..serializer }.json("[1,2]"),
            "signed-token",
            ok,
            &["epoch-2011"],
        ),
        remember(REMEMBER, ok, &["never-expires"]),
        Case { key: KEY, ..remember(REMEMBER, no, &["wrong-key", "never-expires"]) },
        remember(&REMEMBER.to_uppercase(), no, &["capital-hex", "never-expires"]),
        remember(&REMEMBER[..100], no, &["truncated"]),
        remember(&REMEMBER[2..], no, &["wrong-key", "empty-user-id", "never-expires"]),
        Case { key: JWT_KEY, ..case(JWT, "jwt", no, &["key-written-differently", "expired"]) },
        case(jwt(hs256, r#"{"sub":"1","exp":1800000001}"#), "jwt", ok, &[]),
        case(jwt(hs256, r#"{"sub":"1","exp":1800000000}"#), "jwt", no, &["expired"]),
        case(jwt(hs256, r#"{"sub":"1","nbf":1800000001.5}"#), "jwt", no, &["signed-ahead"]),
        case(jwt(r#"{"alg":"none"}"#, r#"{"sub":"1"}"#), "jwt", no, &["algorithm-none"]),
        case(
            jwt(r#"{"alg":"RS256"}"#, r#"{"sub":"1"}"#),
            "jwt",
            "not-verified",
            &["foreign-algorithm"],
        ),
        case(&jwt(hs256, "{}")[..50], "jwt", no, &["truncated"]),
        case("", "cleared", "not-signed", &["empty"]),
        case("null", "cleared", "not-signed", &["cleared"]),
        case("dark", "unknown", "not-signed", &["not-signed"]),
        case("GA1.2.1234567890.1234567890", "unknown", "not-signed", &["not-signed"]),
        case("www.example.com", "unknown", "not-signed", &["not-signed"]),
    ]
}

#[test]
fn each_cookie_has_its_diagnosis() {
    for case in flask_cases().into_iter().chain(other_cases()) {
        let (report, status) = inspect(&case.cookie, case.args, &[("SECRET_KEY", case.key)]);
        let found = (report["kind"].as_str(), report["verdict"].as_str(), codes(&report));
        let expected = (Some(case.kind), Some(case.verdict), case.codes.to_vec());
        assert_eq!(found, expected, "{}\n{report:#}", case.cookie);
        assert_eq!(status == 0, case.verdict == "valid", "{}", case.cookie);
        // What nobody vouches for has a name that says so.
        if matches!(case.verdict, "not-verified" | "not-signed") {
            assert_eq!(report["payload"], Value::Null, "{report:#}");
        }
    }
}

#[test]
fn no_diagnosis_is_without_a_cookie_that_has_it() {
    let source = include_str!("../src/inspect/diagnosis.rs");
    let body = source.split("pub fn code(").nth(1).unwrap().split("pub fn ").next().unwrap();
    let all: BTreeSet<&str> = body.split('"').skip(1).step_by(2).collect();
    let cases: Vec<Case> = flask_cases().into_iter().chain(other_cases()).collect();
    let mut shown: BTreeSet<&str> = cases.iter().flat_map(|case| case.codes).copied().collect();
    shown.insert("old-key"); // `an_older_key_is_named`
    assert_eq!(shown, all);
}

#[test]
fn an_older_key_is_named() {
    let fallbacks = format!("[\"oldest, but long enough\", \"{KEY}\"]");
    let environment = [("SECRET_KEY", OLD), ("SECRET_KEY_FALLBACKS", fallbacks.as_str())];
    let (report, status) = inspect(&FLASK.json(SESSION), &[], &environment);
    assert_eq!((codes(&report), status), (vec!["old-key"], 0));
    assert_eq!(report["signed_by"]["key"], "SECRET_KEY_FALLBACKS[1]");
    assert_eq!(report["signed_by"]["key_index"], 1);

    let environment = [("MINE", OLD), ("THEIRS", KEY), ("SECRET_KEY", "unused")];
    let args = ["--key-env", "MINE", "--fallbacks-env", "THEIRS"];
    let (report, _) = inspect(&FLASK.json(SESSION), &args, &environment);
    assert_eq!(report["signed_by"]["key"], "THEIRS");
}

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
fn a_key_file_loses_its_line_break() {
    let path = std::env::temp_dir().join(format!("handstamp-cli-key-{}", std::process::id()));
    std::fs::write(&path, format!("{KEY}\n")).unwrap();
    let (report, status) =
        inspect(&FLASK.json(SESSION), &["--key-file", path.to_str().unwrap()], &[]);
    assert_eq!((report["verdict"].as_str(), status), (Some("valid"), 0));
    std::fs::remove_file(&path).unwrap();
    let missing = run(&["inspect", "--key-file", path.to_str().unwrap()], &[], b"a.b.c");
    assert_eq!((missing.status, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.contains("handstamp-cli-key-"), "{}", missing.stderr);
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
  why      It expired 3 days ago: the limit is 31 days.
           Log in again, or allow a longer time on both sides.
  signed   2026-12-12 08:00:00 UTC (34 days ago)
  expired  2027-01-12 08:00:00 UTC (3 days ago)
  key      SECRET_KEY (salt \"cookie-session\", hmac, sha1)
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
fn a_weak_or_missing_key_signs_nothing() {
    let encode = |args: &[&str], key: &str| {
        run(&[&["session", "encode"], args].concat(), &[("SECRET_KEY", key)], b"{\"a\":1}")
    };
    let weak = encode(&[], "changeme");
    assert_eq!((weak.status, weak.stdout.as_str()), (2, ""));
    assert!(weak.stderr.contains("handstamp key new") && !weak.stderr.contains("changeme"));
    assert_eq!(encode(&["--allow-weak-key"], "changeme").status, 0);
    assert_eq!(encode(&["--allow-weak-key"], "").status, 2);
    assert_eq!(run(&["session", "encode"], &[("SECRET_KEY", KEY)], b"[1]").status, 2);
    assert_eq!(run(&["session", "encode"], &[("SECRET_KEY", KEY)], b"\xff").status, 2);
}

#[test]
fn a_new_key_is_hexadecimal_strong_and_alone() {
    for (args, digits) in [(&["key", "new"][..], 64), (&["key", "new", "--bytes", "48"], 96)] {
        let (one, two) = (run(args, &[], b""), run(args, &[], b""));
        assert_eq!((one.status, one.stderr.as_str()), (0, ""));
        let key = one.stdout.strip_suffix('\n').unwrap();
        assert_eq!(key.len(), digits);
        assert!(key.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(SecretKey::new(key).is_ok());
        assert_ne!(one.stdout, two.stdout);
    }
    assert_eq!(run(&["key", "new", "--bytes", "8"], &[], b"").status, 2);
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
