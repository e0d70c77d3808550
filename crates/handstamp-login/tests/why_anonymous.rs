//! The log says why a visitor is anonymous, at debug level, and never shows a value.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use handstamp_authorizer::{Auth, Principal};
use handstamp_flask::session_codec;
use handstamp_login::SessionLogin;
use handstamp_login::flask::{FlaskLogin, SessionProtection};
use handstamp_session::Session;
use requests::flask::{
    logged_in, login, login_of, now, other_key, remember_token, request, session,
};
use requests::log::lines;
use requests::{Request, answered};

/// The only line that an anonymous visit logs.
fn why(auth: Auth, request: Request) -> String {
    let request = request.enter(&auth);
    let mut lines = lines(|| assert!(answered(auth.maybe_user(&request)).unwrap().is_none()));
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

#[test]
fn a_cookie_is_missing_and_others_are_there() {
    let line = why(auth(login()), request(&[("csrftoken", "hidden"), ("locale", "de")]));
    assert_eq!(
        line,
        "DEBUG login.no_cookie message=anonymous: the request has no session cookie cookie=\"session\" \
         others=[\"csrftoken\", \"locale\"]"
    );
    let line = why(auth(login()), request(&[]));
    assert!(line.ends_with(" others=[]"), "{line}");
    let hostile = request(&[]).header("cookie", b"a\nb=1; ; c; \xff=2; d=e=f");
    assert!(why(auth(login()), hostile).ends_with(" others=[\"a\\nb\", \"\u{fffd}\", \"d\"]"));
    let many: Vec<_> = (0..30).map(|nth| (format!("c{nth}"), "1")).collect();
    let many: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let line = why(auth(login()), request(&many));
    assert!(line.ends_with(", \"c19\"]"), "{line}");
}

#[test]
fn a_signature_is_wrong_and_inspect_would_say_why() {
    let foreign = session_codec(other_key()).build().encode(&Session::new(), now()).unwrap();
    assert_eq!(
        why(auth(login()), request(&[("session", &foreign)])),
        "DEBUG session.rejected message=session cookie rejected; `handstamp inspect` says what it is \
         cookie=\"session\" reason=the signature does not match; check that key, salt and digest are those of the \
         Python app"
    );
}

#[test]
fn a_good_session_names_nobody() {
    assert_eq!(
        why(auth(login()), request(&[("session", &session(&[("cart", 1.into())]))])),
        "DEBUG login.no_user message=anonymous: the session is good, and names no user where this login looks \
         for one cookie=\"session\""
    );
}

#[test]
fn the_app_knows_no_such_account() {
    let cookie = logged_in("42", &[]);
    let by = |auth: Auth, word: &str| {
        let said = format!(
            "DEBUG login.no_account message=anonymous: the login is good, and {word} knows no such account"
        );
        assert_eq!(why(auth, request(&[("session", &cookie)])), said);
    };
    let nobody = async |_, _| Ok::<_, std::convert::Infallible>(None::<Principal>);
    by(Auth::new(login().load_user(nobody)), "load_user");
    by(Auth::new(login().map_user(|_, _| None)), "map_user");
}

#[test]
fn session_protection_and_remember_tokens_say_what_they_refuse() {
    let strong = FlaskLogin::new().with_session_protection(SessionProtection::Strong);
    let elsewhere = session(&[("_user_id", "42".into()), ("_id", "elsewhere".into())]);
    assert_eq!(
        why(auth(login_of(strong)), request(&[("session", &elsewhere)])),
        "DEBUG session.protected message=anonymous: session protection logged the user out, who comes from \
         another address or browser"
    );
    let forged = remember_token("42").replace("42|", "43|");
    let line = why(auth(login()), request(&[("remember_token", &forged)]));
    assert!(
        line.starts_with(
            "DEBUG remember.rejected message=remember cookie rejected; `handstamp inspect` says what it is reason="
        ),
        "{line}"
    );
    let checked = login_of(FlaskLogin::new().with_remember_check(|_| false));
    assert_eq!(
        why(auth(checked), request(&[("remember_token", &remember_token("42"))])),
        "DEBUG remember.refused message=anonymous: the remember check refused this user"
    );
}

fn auth(login: SessionLogin) -> Auth {
    Auth::new(login)
}

#[test]
fn no_line_shows_a_value() {
    let foreign = session_codec(other_key()).build().encode(&Session::new(), now()).unwrap();
    let auth = auth(login());
    let cookies = [("session", foreign.as_str()), ("remember_token", "secret|token")];
    let request = request(&cookies).enter(&auth);
    let lines = lines(|| assert!(answered(auth.maybe_user(&request)).unwrap().is_none()));
    assert_eq!(lines.len(), 2, "{lines:?}");
    for line in lines {
        assert!(!line.contains("secret") && !line.contains(&foreign), "{line}");
    }
}
