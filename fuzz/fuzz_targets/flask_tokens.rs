//! Any bytes as remember cookie, CSRF token, authentication token and settings: refused, or what was written.
#![cfg_attr(fuzzing, no_main)]

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::RequestView;
use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::cookie::{Duplicate, SetCookie, cookie};
use handstamp_flask::{
    AuthTokenReader, FlaskWtf, RememberToken, SecretKey, Session, is_session_identifier,
    session_identifier,
};
use handstamp_itsdangerous::{RawBytes, Signer, TimestampSigner, UrlSafeTimedSerializer};
use handstamp_login::flask::CookieSettings;

fn key() -> SecretKey {
    SecretKey::allow_weak("fuzz")
}

fn signed(salt: &str, payload: &[u8], now: SystemTime) -> String {
    let signer = TimestampSigner::new(Signer::builder(key()).salt(salt).build());
    let token = UrlSafeTimedSerializer::with_signer(signer, RawBytes).dumps(payload, now);
    token.expect("a time after the epoch")
}

static REMEMBER: LazyLock<RememberToken> = LazyLock::new(|| RememberToken::new(key()));
static CSRF: LazyLock<FlaskWtf> = LazyLock::new(|| FlaskWtf::builder(key()).build());
static AUTH_TOKEN: LazyLock<AuthTokenReader> =
    LazyLock::new(|| AuthTokenReader::builder(key()).build());

struct Cookies(String);

impl RequestView for Cookies {
    fn method(&self) -> &str {
        "GET"
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        (name == "cookie" && nth == 0).then_some(self.0.as_bytes())
    }
    fn context(&self) -> Option<&AuthContext> {
        None
    }
}

handstamp_fuzz::target!(|data: &[u8]| {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let identifier = session_identifier(None, Some(data));
    assert!(is_session_identifier(&identifier, None, Some(data)));

    let mut session = Session::new();
    session.insert_value("csrf_token", "secret");
    // The one payload that is the session's token; everything else is refused, and nothing panics.
    let is_secret = CSRF.check(&session, &signed(FlaskWtf::SALT, data, now), now).is_ok();
    assert!(!is_secret || data.len() >= "\"secret\"".len());
    let _ = AUTH_TOKEN.read(&signed(AuthTokenReader::SALT, data, now), now);

    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = CSRF.check(&session, text, now);
    let _ = AUTH_TOKEN.read(text, now);
    let _ = CookieSettings::from_vars("FLASK", |_| Some(text.to_owned()));
    let _ = is_session_identifier(text, None, Some(data));
    if let Ok(user_id) = REMEMBER.read(text) {
        assert_eq!(REMEMBER.write(user_id).as_deref(), Ok(text));
    }
    let Ok(token) = REMEMBER.write(text) else { return };
    assert_eq!(REMEMBER.read(&token), Ok(text));
    // What is sent as a cookie comes back.
    let line = SetCookie::quoting("remember_token", &token).expect("a good name").to_string();
    let back = Cookies(line);
    assert_eq!(cookie(&back, "remember_token", Duplicate::First).as_deref(), Some(&*token));
});
