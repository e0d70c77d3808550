//! `/service/…`: logs in and out beside Flask, with the session and the remember cookie of Flask-Login, and asks
//! how recent a login is. The users are of the app's own type.

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use handstamp_authorizer::rules::{fresh, logged_in_within};
use handstamp_authorizer::{TrustedProxies, rules};
use handstamp_axum::{Auth, AuthExt, AuthRejection, Require, Session, User};
use handstamp_flask::SecretKeys;
use handstamp_login::SessionLogin;

use super::accounts::{self, Account, Fields};

rules! {
    FreshLogin = fresh();
    RecentLogin = logged_in_within(Duration::from_secs(300));
}

async fn login(session: Session, fields: Fields) -> Result<(), AuthRejection> {
    Ok(session.login(accounts::login(&fields))?)
}

async fn logout(session: Session) -> Result<(), AuthRejection> {
    Ok(session.logout()?)
}

async fn logout_then_login(session: Session, fields: Fields) -> Result<(), AuthRejection> {
    session.logout()?;
    Ok(session.login(accounts::login(&fields))?)
}

async fn logout_then_clear(session: Session) -> Result<(), AuthRejection> {
    session.logout()?;
    Ok(session.clear()?)
}

/// Keeps what is sent in the session.
async fn keep(session: Session, note: String) -> Result<(), AuthRejection> {
    Ok(session.insert("note", &note)?)
}

async fn note(session: Session) -> String {
    session.with(|session| session.get_str("note").map(str::to_owned)).unwrap_or_default()
}

async fn me(User(account): User<Account>) -> &'static str {
    account.name
}

async fn fresh_login(Require(account, _): Require<FreshLogin, Account>) -> &'static str {
    account.name
}

async fn recent_login(Require(account, _): Require<RecentLogin, Account>) -> &'static str {
    account.name
}

pub(super) fn app(keys: &SecretKeys) -> anyhow::Result<Router> {
    let login = SessionLogin::flask(keys.clone()).build()?;
    let login = login.load_user(async |principal, _| accounts::find(principal).await);
    let auth = Auth::builder(login).login_url("/login")?;
    let auth = auth.trusted_proxies(TrustedProxies::loopback()).build();
    Ok(auth.attach(
        Router::new()
            .route("/service/login", post(self::login))
            .route("/service/logout", post(logout))
            .route("/service/logout-then-login", post(logout_then_login))
            .route("/service/logout-then-clear", post(logout_then_clear))
            .route("/service/note", get(note).post(keep))
            .route("/service/me", get(me))
            .route("/service/fresh", get(fresh_login))
            .route("/service/recent", get(recent_login)),
    ))
}
