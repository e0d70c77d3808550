//! Remember tokens that are not Flask-Login's.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use std::time::{Duration, SystemTime};

use handstamp_authorizer::{BoxError, Principal};
use handstamp_flask::{RememberToken, SecretKey, Session};
use handstamp_login::flask::{FlaskLogin, RememberTokens};
use handstamp_login::{Login, Remembered, SessionLogin};
use requests::flask::{NOW, at, builder, login_of, request, session};
use requests::serve;

const DAYS_90: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// As OctoPrint's: a key for each user, and the time of the login.
struct KeyOfUser;

fn tokens_of(user: &str) -> RememberToken {
    let key = format!("2f1d9a0c5be74386a1d0f7c2e9b85d34 and the password hash of {user}");
    RememberToken::new(SecretKey::new(key).unwrap())
}

impl RememberTokens for KeyOfUser {
    fn read(&self, token: &str, now: SystemTime) -> Result<Remembered, BoxError> {
        let (user, _) = token.split_once('|').ok_or("the token has no user")?;
        let tokens = tokens_of(user);
        let signed = tokens.read(token)?;
        let (user, since) = signed.split_once('|').ok_or("the token has no time")?;
        let since = SystemTime::UNIX_EPOCH + Duration::from_secs(since.parse()?);
        if since + DAYS_90 < now {
            return Err("the token is too old".into());
        }
        Ok(Remembered::new(Principal::new(user)))
    }

    fn write(&self, user_id: &str, _: &Session, now: SystemTime) -> Result<String, BoxError> {
        let since = now.duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
        Ok(tokens_of(user_id).write(&format!("{user_id}|{since}"))?)
    }
}

/// As calibre-web's: names the login, which the session must have too.
struct NamesLogin;

impl RememberTokens for NamesLogin {
    fn read(&self, token: &str, _: SystemTime) -> Result<Remembered, BoxError> {
        let (user, random) = token.split_once('.').ok_or("the token has no login")?;
        Ok(Remembered::new(Principal::new(user)).with_value("_random", random))
    }

    fn write(&self, user_id: &str, session: &Session, _: SystemTime) -> Result<String, BoxError> {
        let random = session.get_str("_random").ok_or("the session has no _random")?;
        Ok(format!("{user_id}.{random}"))
    }
}

fn login(tokens: impl RememberTokens) -> SessionLogin {
    login_of(FlaskLogin::new().with_remember_token(tokens))
}

#[test]
fn a_token_with_a_key_of_its_own_and_a_time_is_read_and_written() {
    let login = login(KeyOfUser);
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("ann").with_remember()).unwrap();
    });
    let token = served.cookie("remember_token").unwrap();
    assert!(token.starts_with(&format!("ann|{NOW}|")), "{token}");
    let restored = serve(&login, request(&[("remember_token", token)]), |_| {});
    assert_eq!((restored.id(), restored.how().fresh), (Some("ann"), false));
    let forged = token.replacen("ann", "bob", 1);
    assert_eq!(serve(&login, request(&[("remember_token", &forged)]), |_| {}).id(), None);

    let end = NOW + DAYS_90.as_secs();
    for (seconds, id) in [(end, Some("ann")), (end + 1, None)] {
        let settings = FlaskLogin::new().with_remember_token(KeyOfUser);
        let later = builder().clock(move || at(seconds)).flask_login(settings).build().unwrap();
        assert_eq!(serve(&later, request(&[("remember_token", token)]), |_| {}).id(), id);
    }
}

#[test]
fn what_the_token_says_beside_the_user_is_in_the_session_that_it_begins() {
    let login = login(NamesLogin);
    let planted = session(&[("_random", "planted".into())]);
    let cookies = [("session", planted.as_str()), ("remember_token", "7.f00d")];
    let restored = serve(&login, request(&cookies), |_| {});
    assert_eq!(restored.id(), Some("7"));
    let written = restored.session().unwrap();
    assert_eq!(
        (written.get_str("_user_id"), written.get_str("_random")),
        (Some("7"), Some("f00d"))
    );
}

#[test]
fn a_token_is_written_of_the_session_as_the_handler_has_left_it() {
    let login = login(NamesLogin);
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("7").with_remember()).unwrap();
        session.insert("_random", "f00d").unwrap();
    });
    assert_eq!(served.cookie("remember_token"), Some("7.f00d"));
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("7").with_remember()).unwrap();
    });
    assert_eq!(served.cookie("remember_token"), None, "and the login goes out without it");
    assert_eq!(served.session().unwrap().get_str("_user_id"), Some("7"));
}

#[test]
fn a_token_of_no_user_is_refused() {
    let served = serve(&login(NamesLogin), request(&[("remember_token", ".f00d")]), |_| {});
    assert_eq!(served.id(), None);
}
