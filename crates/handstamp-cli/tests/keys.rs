//! Where keys come from, and which are used.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::ffi::OsStr;
use std::process::Command;
use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{KeyDerivation, SecretKey, Signer, TimestampSigner};
use support::{FLASK, KEY, NOW, OLD, SESSION, codes, inspect, run};

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

/// A session that is signed with this key.
fn session(key: &[u8]) -> String {
    let signer = Signer::builder(SecretKey::allow_weak(key))
        .salt("cookie-session")
        .key_derivation(KeyDerivation::Hmac)
        .build();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let token = TimestampSigner::new(signer).sign("eyJhIjoxfQ", at).unwrap();
    String::from_utf8(token).unwrap()
}

#[test]
fn a_key_file_is_the_key_byte_for_byte_but_for_the_line_break_of_a_text() {
    let path = std::env::temp_dir().join(format!("handstamp-cli-key-{}", std::process::id()));
    let binary = b"\xff\0sixteen bytes and more\n";
    let cases: &[(&[u8], &[u8])] = &[
        (b"a key of sixteen bytes", b"a key of sixteen bytes"),
        (b"a key of sixteen bytes\n", b"a key of sixteen bytes"),
        (b"a key of sixteen bytes\r\n", b"a key of sixteen bytes"),
        (b"a key of sixteen bytes\n\n", b"a key of sixteen bytes\n"),
        (b" a key of sixteen bytes \n", b" a key of sixteen bytes "),
        (b"\0\x01\x02\x03\x04\x05 and some more\n", b"\0\x01\x02\x03\x04\x05 and some more"),
        (binary, binary),
    ];
    for (file, key) in cases {
        std::fs::write(&path, file).unwrap();
        let (report, status) = inspect(&session(key), &["--key-file", path.to_str().unwrap()], &[]);
        let shown = file.escape_ascii();
        assert_eq!((report["verdict"].as_str(), status), (Some("valid"), 0), "{shown}");
        assert_eq!(codes(&report), [""; 0], "{shown}");
    }
    for bad in [&b""[..], b"\n", &vec![b'a'; 1024 * 1024 + 1]] {
        std::fs::write(&path, bad).unwrap();
        let args = ["inspect", "--key-file", path.to_str().unwrap()];
        assert_eq!(run(&args, &[], b"a.b.c").status, 2);
    }
    std::fs::remove_file(&path).unwrap();
    let missing = run(&["inspect", "--key-file", path.to_str().unwrap()], &[], b"a.b.c");
    assert_eq!((missing.status, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.contains("handstamp-cli-key-"), "{}", missing.stderr);
}

#[cfg(unix)]
#[test]
fn a_key_in_the_environment_is_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let key = b" \xffsixteen bytes and more\n";
    let output = Command::new(env!("CARGO_BIN_EXE_handstamp"))
        .args(["session", "decode", "--now", &NOW.to_string(), &session(key)])
        .env_clear()
        .env("SECRET_KEY", OsStr::from_bytes(key))
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"{\"a\": 1}\n", "{output:?}");
}

#[test]
fn no_key_is_printed() {
    let weak = "changeme";
    let fallbacks = format!("[\"{OLD}\", \"{weak}\"]");
    let environment = [("SECRET_KEY", KEY), ("SECRET_KEY_FALLBACKS", fallbacks.as_str())];
    let cookies =
        [FLASK.json(SESSION), session(b"another key"), session(OLD.as_bytes()), "x".into()];
    for cookie in &cookies {
        for args in [
            &["inspect"][..],
            &["inspect", "--json"],
            &["session", "decode"],
            &["session", "encode"],
        ] {
            let told = run(args, &environment, cookie.as_bytes());
            let shown = told.stdout + &told.stderr;
            for key in [KEY, OLD, weak] {
                assert!(!shown.contains(key), "{args:?}: {shown}");
            }
        }
    }
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
