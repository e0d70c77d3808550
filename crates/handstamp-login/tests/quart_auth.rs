//! quart-auth's cookie: one signed text. The tokens are those of its serializer with itsdangerous 2.2.0.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use std::time::Duration;

use handstamp_login::{Login, SessionLogin};
use requests::flask::{NOW, at, key, request};
use requests::serve;

/// `QuartAuth.dump_token("ann")` at [`NOW`].
const ANN: &str = "ImFubiI.ZVPxAA.xMzVbPHT_vHd3zc485tAQ6AVso0hA9HXbuIR-PLio9emhCJAl3LjIxD56syJHn3nTHy7iU6hGEZ9Soe9w4_CjA";
/// Of `{"a": 1}`, which no app of quart-auth writes.
const DICT: &str = "eyJhIjoxfQ.ZVPxAA.R_ofD3OhoHCkjmJhjZaAmnz3HAuJ2RIu27OgQIqIrgA5wSHBioB8Cor4THmAbL3UmXN76SqK_ORFQezMrIQvNQ";
const YEAR: u64 = 365 * 24 * 60 * 60;

fn quart(seconds: u64) -> SessionLogin {
    SessionLogin::quart_auth(key()).clock(move || at(seconds)).build().unwrap()
}

fn id(login: &SessionLogin, token: &str) -> Option<String> {
    serve(login, request(&[("QUART_AUTH", token)]), |_| {}).id().map(str::to_owned)
}

#[test]
fn a_token_of_quart_auth_is_a_login() {
    assert_eq!(id(&quart(NOW), ANN).as_deref(), Some("ann"));
    assert_eq!(id(&quart(NOW + YEAR), ANN).as_deref(), Some("ann"));
    assert_eq!(id(&quart(NOW + YEAR + 1), ANN), None);
    assert_eq!(id(&quart(NOW), DICT), None);
    assert_eq!(id(&quart(NOW), &ANN.replacen('I', "J", 1)), None);
    let salted = SessionLogin::quart_auth(key()).salt("admins").clock(|| at(NOW)).build().unwrap();
    assert_eq!(id(&salted, ANN), None);
}

#[test]
fn a_visit_writes_nothing_and_a_login_writes_what_quart_auth_writes() {
    let served = serve(&quart(NOW + 60), request(&[("QUART_AUTH", ANN)]), |_| {});
    assert_eq!(served.cookies(), [] as [&str; 0]);
    let served = serve(&quart(NOW), request(&[]), |session| session.login("ann").unwrap());
    assert_eq!(
        served.cookies(),
        [format!("QUART_AUTH={ANN}; Secure; HttpOnly; Path=/; SameSite=Lax")]
    );
    let served = serve(&quart(NOW), request(&[]), |session| {
        session.login(Login::new("ann").with_remember()).unwrap();
    });
    assert_eq!(served.cookie("QUART_AUTH"), Some(ANN));
    assert!(
        served.cookies()[0].contains("Expires=Wed, 13 Nov 2024 22:13:20 GMT"),
        "{:?}",
        served.cookies()
    );
}

#[test]
fn a_logout_deletes_the_cookie() {
    let served = serve(&quart(NOW), request(&[("QUART_AUTH", ANN)]), |session| {
        session.logout().unwrap();
    });
    assert_eq!(served.cookie("QUART_AUTH"), Some(""));
}

#[test]
fn what_has_no_place_in_the_token_is_an_error_and_not_lost() {
    let served = serve(&quart(NOW), request(&[("QUART_AUTH", ANN)]), |session| {
        session.insert("cart", &1).unwrap();
    });
    assert_eq!(served.response, Err(500));
}

#[test]
fn settings_change_name_and_lifetime() {
    let hour = SessionLogin::quart_auth(key()).clock(|| at(NOW + 3_601)).cookie(|cookie| {
        cookie.name = "who".to_owned();
        cookie.lifetime = Duration::from_secs(3_600);
    });
    let hour = hour.build().unwrap();
    assert_eq!(serve(&hour, request(&[("who", ANN)]), |_| {}).id(), None);
    assert_eq!(id(&hour, ANN), None);
}
