//! A login that is good is not answered with an error because of a write that nobody asked for.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use handstamp_flask::Value;
use handstamp_login::Login;
use handstamp_login::flask::{FlaskLogin, SessionProtection};
use requests::flask::{logged_in, login_of, remember_token, request, session};
use requests::serve;

/// Text that compresses badly, of this many bytes.
fn noise(bytes: usize) -> Value {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b' ' + u8::try_from(state >> 24).unwrap() % 90)
    };
    (0..bytes).map(next).filter(|c| !matches!(c, '"' | '\\')).collect::<String>().into()
}

/// A permanent session whose cookie no browser keeps.
fn too_large() -> String {
    let cookie = logged_in("42", &[("_permanent", true.into()), ("noise", noise(4_800))]);
    assert!(cookie.len() > 4_096 && cookie.len() < 16_000, "{}", cookie.len());
    cookie
}

#[test]
fn a_refresh_that_cannot_be_written_is_left_out() {
    let login = login_of(FlaskLogin::new());
    let cookie = too_large();
    let served = serve(&login, request(&[("session", &cookie)]), |session| {
        assert!(session.is_valid());
    });
    assert_eq!(served.id(), Some("42"));
    assert!(served.cookies().is_empty());

    let small = logged_in("42", &[("_permanent", true.into())]);
    let served = serve(&login, request(&[("session", &small)]), |_| {});
    assert!(served.session().is_some(), "it is refreshed where it can be");
}

#[test]
fn a_change_by_session_protection_that_cannot_be_written_is_left_out() {
    let settings = FlaskLogin::new().with_session_protection(SessionProtection::Basic);
    let elsewhere = [
        ("_user_id", "42".into()),
        ("_fresh", true.into()),
        ("_id", "other".into()),
        ("noise", noise(4_800)),
    ];
    let cookie = session(&elsewhere);
    let served = serve(&login_of(settings.clone()), request(&[("session", &cookie)]), |_| {});
    assert_eq!((served.id(), served.how().fresh), (Some("42"), false));
    assert!(served.cookies().is_empty());
    let small = session(&elsewhere[..3]);
    let served = serve(&login_of(settings), request(&[("session", &small)]), |_| {});
    assert!(served.session().is_some(), "it is written where it can be");
}

/// It starts from an empty session, so that it fits whatever was there.
#[test]
fn a_restored_login_beside_a_full_session_goes_out() {
    let token = remember_token("42");
    for bytes in [3_000, 4_800] {
        let visitor = session(&[("_permanent", true.into()), ("noise", noise(bytes))]);
        let cookies = [("session", visitor.as_str()), ("remember_token", &token)];
        let served = serve(&login_of(FlaskLogin::new()), request(&cookies), |_| {});
        assert_eq!(served.id(), Some("42"));
        assert_eq!(served.session().unwrap().get_str("_user_id"), Some("42"));
    }
    // An id that fits the token and not the session.
    let id = noise(4_000).as_str().unwrap().replace([';', ',', ' '], "_");
    let token = remember_token(&id);
    let served =
        serve(&login_of(FlaskLogin::new()), request(&[("remember_token", &token)]), |_| {});
    assert_eq!(served.id(), Some(&*id));
    assert!(served.cookies().is_empty());
}

#[test]
fn the_same_change_by_a_handler_is_an_error() {
    let login = login_of(FlaskLogin::new());
    let cookie = too_large();
    let served = serve(&login, request(&[("session", &cookie)]), |session| {
        session.insert("a", &1).unwrap();
    });
    assert_eq!(served.id(), Some("42"));
    assert_eq!(served.response.unwrap_err(), 500);

    let noise = noise(4_800);
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new(noise.as_str().unwrap())).unwrap();
    });
    assert_eq!(served.response.unwrap_err(), 500, "a login that would be lost");
}
