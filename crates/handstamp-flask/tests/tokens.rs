//! Flask-WTF's CSRF token and Flask-Security's authentication token: recordings, and their rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_flask::{
    AuthTokenError, AuthTokenReader, CsrfError, CsrfTokenError, Dict, Digest, Epoch, FlaskWtf,
    KeyDerivation, SecretKey, SecretKeys, Session, Text, Value,
};
use handstamp_itsdangerous::{RawBytes, Signer, TimestampSigner, UrlSafeTimedSerializer};
use serde_json::Value as Json;

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

fn csrf() -> FlaskWtf {
    FlaskWtf::builder(key()).build()
}

/// A session that has its secret.
fn prepared() -> Session {
    let mut session = Session::new();
    csrf().prepare(&mut session, [0xa5; 64]);
    session
}

fn session_with(secret: impl Into<Value>) -> Session {
    let mut session = Session::new();
    session.insert_value("csrf_token", secret);
    session
}

/// A token of this JSON, signed as Flask-WTF signs.
fn signed(json: impl AsRef<[u8]>, salt: &str) -> String {
    let signer = TimestampSigner::new(Signer::builder(key()).salt(salt).build());
    let serializer = UrlSafeTimedSerializer::with_signer(signer, RawBytes);
    serializer.dumps(json.as_ref(), now()).unwrap()
}

fn lines(text: &str) -> impl Iterator<Item = Json> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn instant(json: &Json) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(json.as_u64().unwrap())
}

fn secret(json: &Json) -> SecretKey {
    SecretKey::allow_weak(json["secret"].as_str().unwrap())
}

#[test]
fn recorded_csrf_tokens() {
    let mut seen = 0;
    for line in lines(include_str!("vectors/flask_wtf.jsonl")) {
        seen += 1;
        let old = line["deps"]["itsdangerous"].as_str().unwrap().starts_with("0.");
        let csrf = FlaskWtf::builder(secret(&line))
            .epoch(if old { Epoch::Year2011 } else { Epoch::Unix })
            .clock_tolerance(Duration::ZERO)
            .time_limit(line["max_age"].as_u64().map(Duration::from_secs))
            .build();
        let session = session_with(line["session_token"].as_str().unwrap());
        let token = line["token"].as_str().unwrap();
        let expected = match line["expect"]["error"].as_str() {
            // itsdangerous before 2.0 takes a token from the future.
            None if line["case"] == "future" => Err(CsrfError::Expired),
            None => Ok(()),
            Some("The CSRF token is missing.") => Err(CsrfError::Missing),
            Some("The CSRF token has expired.") => Err(CsrfError::Expired),
            Some("The CSRF token is invalid.") => Err(CsrfError::Invalid),
            Some("The CSRF tokens do not match.") => Err(CsrfError::OtherSession),
            Some(other) => panic!("{other}"),
        };
        assert_eq!(csrf.check(&session, token, instant(&line["now"])), expected, "{line}");
        if line["case"] == "ok" {
            let written = csrf.token(&session, instant(&line["signed_at"])).unwrap();
            assert_eq!(written, token, "{line}");
        }
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn a_secret_is_the_sha_1_of_random_bytes() {
    let session = prepared();
    // Python: hashlib.sha1(b"\xa5" * 64).hexdigest()
    assert_eq!(csrf().secret(&session), Some("1e41f3a9d674da3f0a8d8c8930ac027d8af810a0"));
    let token = csrf().token(&session, now()).unwrap();
    assert_eq!(csrf().check(&session, &token, now()), Ok(()));
    assert_eq!(csrf().check(&session, "", now()), Err(CsrfError::Missing));
    assert_eq!(csrf().check(&Session::new(), &token, now()), Err(CsrfError::NoSecret));
    let none = csrf().token(&Session::new(), now());
    assert!(matches!(none, Err(CsrfTokenError::NoSecret)));

    let mut renewed = session.clone();
    csrf().prepare(&mut renewed, [0x5a; 64]);
    assert_eq!(csrf().check(&renewed, &token, now()), Err(CsrfError::OtherSession));
}

/// What Flask-WTF 1.3 does was tried out: a `Markup` and control characters are secrets; for an empty text it
/// takes the token; for everything else the check is an HTTP 500.
#[test]
fn a_secret_is_text_in_ascii() {
    let secrets =
        [Value::from("plain"), Value::Markup(Text::from("mark")), Value::from("a\0b\x7f")];
    for secret in secrets {
        let session = session_with(secret);
        let token = csrf().token(&session, now()).unwrap();
        assert_eq!(csrf().check(&session, &token, now()), Ok(()), "{session:?}");
    }
    let others: [(Value, &str); 10] = [
        ("".into(), "\"\""),
        (Value::Markup(Text::from("")), "\"\""),
        ("é".into(), "\"é\""),
        (7.into(), "7"),
        (Value::Null, "null"),
        (true.into(), "true"),
        (1.5.into(), "1.5"),
        (Value::Bytes(b"bytes".to_vec()), "\"bytes\""),
        (Value::List(vec!["a".into()]), "[\"a\"]"),
        (Value::Dict(Dict::new()), "{}"),
    ];
    for (secret, json) in others {
        let mut session = session_with(secret);
        let token = signed(json, FlaskWtf::SALT);
        assert_eq!(csrf().secret(&session), None, "{json}");
        assert_eq!(csrf().check(&session, &token, now()), Err(CsrfError::NoSecret), "{json}");
        assert!(matches!(csrf().token(&session, now()), Err(CsrfTokenError::NoSecret)), "{json}");
        csrf().prepare(&mut session, [1; 64]);
        let token = csrf().token(&session, now()).unwrap();
        assert_eq!(csrf().check(&session, &token, now()), Ok(()), "{json}");
    }
}

#[test]
fn settings_of_a_serializer_of_ones_own() {
    let csrf = FlaskWtf::builder(key())
        .salt("own")
        .key_derivation(KeyDerivation::Hmac)
        .digest(Digest::Sha256)
        .field_name("form_token")
        .time_limit(None)
        .build();
    assert_eq!(csrf.field_name(), "form_token");
    let mut session = Session::new();
    csrf.prepare(&mut session, [2; 64]);
    assert_eq!(session.get("csrf_token"), None);
    let token = csrf.token(&session, now()).unwrap();
    assert_eq!(csrf.check(&session, &token, now() + Duration::from_secs(1 << 30)), Ok(()));
    let secret = csrf.secret(&session).unwrap();
    let others = [
        FlaskWtf::builder(key()).key_derivation(KeyDerivation::Hmac).digest(Digest::Sha256),
        FlaskWtf::builder(key()).salt("own").digest(Digest::Sha256),
        FlaskWtf::builder(key()).salt("own").key_derivation(KeyDerivation::Hmac),
    ];
    for other in others {
        let checked = other.build().check(&session_with(secret), &token, now());
        assert_eq!(checked, Err(CsrfError::Invalid));
    }
    assert!(!format!("{csrf:?}").contains(secret));
}

#[test]
fn a_token_needs_a_time_after_the_epoch() {
    let before = UNIX_EPOCH - Duration::from_secs(1);
    let refused = csrf().token(&prepared(), before).unwrap_err();
    assert!(matches!(refused, CsrfTokenError::NotSigned(_)), "{refused:?}");
}

#[test]
fn clocks_may_differ_and_keys_rotate() {
    let session = prepared();
    let token = csrf().token(&session, now()).unwrap();
    let at = |seconds: i64| {
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let at = if seconds < 0 { now() - distance } else { now() + distance };
        csrf().check(&session, &token, at)
    };
    assert_eq!([at(-30), at(-31), at(3_600)], [Ok(()), Err(CsrfError::Expired), Ok(())]);
    assert_eq!(at(3_601), Err(CsrfError::Expired));

    let newer = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61").unwrap();
    let keys = SecretKeys::new(newer);
    let other = FlaskWtf::builder(keys.clone()).build();
    assert_eq!(other.check(&session, &token, now()), Err(CsrfError::Invalid));
    let rotated = FlaskWtf::builder(keys.with_fallbacks([key()])).build();
    assert_eq!(rotated.check(&session, &token, now()), Ok(()));
}

#[test]
fn what_is_signed_and_is_not_text_is_not_a_token() {
    for payload in ["[]", "null", "7", "\"", "{\"a\":1}"] {
        let token = signed(payload, FlaskWtf::SALT);
        assert_eq!(csrf().check(&prepared(), &token, now()), Err(CsrfError::Invalid), "{payload}");
    }
    let other = signed("\"é\"", FlaskWtf::SALT);
    assert_eq!(csrf().check(&prepared(), &other, now()), Err(CsrfError::OtherSession));
}

#[test]
fn recorded_auth_tokens() {
    let mut seen = 0;
    for line in lines(include_str!("vectors/flask_security.jsonl")) {
        seen += 1;
        let reader = AuthTokenReader::builder(secret(&line))
            .max_age(line["max_age"].as_u64().map(Duration::from_secs))
            .build();
        let read = reader.read(line["token"].as_str().unwrap(), instant(&line["now"]));
        let expected = match line["expect"]["error"].as_str() {
            None => {
                let token = read.unwrap();
                assert_eq!(token.uniquifier(), line["uid"].as_str().unwrap());
                let fields: Dict = serde_json::from_value::<Value>(line["expect"]["value"].clone())
                    .map(|value| value.as_dict().unwrap().clone())
                    .unwrap();
                assert_eq!(*token.fields(), fields);
                assert_eq!(token.auth_time(), Some(instant(&line["expect"]["value"]["fs_paa"])));
                continue;
            }
            Some("SignatureExpired") => AuthTokenError::Expired,
            Some("BadTimeSignature") => AuthTokenError::BadSignature,
            Some(other) => panic!("{other}"),
        };
        assert_eq!(read.unwrap_err(), expected, "{line}");
    }
    assert_eq!(seen, 30);
}

#[test]
fn auth_tokens_of_every_version() {
    let read = |payload: &str| {
        let token = signed(payload, AuthTokenReader::SALT);
        let token = AuthTokenReader::builder(key()).build().read(&token, now())?;
        Ok((token.uniquifier().to_owned(), token.auth_time()))
    };
    let half = Some(UNIX_EPOCH + Duration::from_secs(12));
    assert_eq!(read(r#"{"ver":"5","uid":"u","fs_paa":12.5,"exp":0}"#), Ok(("u".into(), half)));
    assert_eq!(read(r#"["u"]"#), Ok(("u".into(), None)));
    assert_eq!(read(r#"["1","hash","u"]"#), Ok(("u".into(), None)));
    assert!(read(r#"{"ver":"5","uid":"u","exp":1700000000}"#).is_ok());
    let past = read(r#"{"ver":"5","uid":"u","exp":1699999999}"#);
    assert_eq!(past, Err(AuthTokenError::Expired));
    for bad in [
        "[]",
        r#"["1","u"]"#,
        "\"u\"",
        "null",
        r#"{"uid":"u","exp":0}"#,
        r#"{"ver":"5","uid":7,"exp":0}"#,
        r#"{"ver":"5","uid":"","exp":0}"#,
        r#"{"ver":"5","uid":"u","exp":-1}"#,
        r#"{"ver":"5","uid":"u","exp":"never"}"#,
        "{",
    ] {
        assert_eq!(read(bad), Err(AuthTokenError::BadPayload), "{bad}");
    }
}

#[test]
fn an_app_may_have_its_own_salt() {
    let token = signed(r#"{"ver":"5","uid":"u","exp":0}"#, "own");
    let builder = AuthTokenReader::builder(key());
    let own = builder.clone().salt("own").build();
    assert_eq!(own.read(&token, now()).unwrap().uniquifier(), "u");
    let others = [
        builder.clone().build(),
        builder.clone().salt("own").digest(Digest::Sha256).build(),
        builder.salt("own").key_derivation(KeyDerivation::Hmac).build(),
    ];
    for other in others {
        assert_eq!(other.read(&token, now()), Err(AuthTokenError::BadSignature));
    }
}
