//! `/host/…` and `/secure/…`: cookies whose names promise how they were set.

use axum::Router;
use axum::routing::{get, post};
use handstamp_authorizer::Subject;
use handstamp_axum::{Auth, AuthExt, AuthRejection, Session, User};
use handstamp_flask::SecretKeys;
use handstamp_login::SessionLogin;
use handstamp_login::flask::{CookieSettings, FlaskLogin, RememberCookie};

use super::accounts::{self, Fields};

async fn login(session: Session, fields: Fields) -> Result<(), AuthRejection> {
    Ok(session.login(accounts::login(&fields))?)
}

async fn logout(session: Session) -> Result<(), AuthRejection> {
    Ok(session.logout()?)
}

async fn me(User(user): User) -> String {
    user.id().to_owned()
}

/// Routes below `path`, with cookies `PREFIXsession` and `PREFIXremember`.
pub(super) fn app(keys: &SecretKeys, prefix: &str, path: &str) -> anyhow::Result<Router> {
    let (mut cookie, mut remember) = (CookieSettings::default(), RememberCookie::default());
    (cookie.name, cookie.secure) = (format!("{prefix}session"), true);
    (remember.name, remember.secure) = (format!("{prefix}remember"), true);
    let flask_login = FlaskLogin::new().with_remember_cookie(remember);
    let login = SessionLogin::flask(keys.clone()).cookie(cookie).flask_login(flask_login);
    let auth = Auth::new(login.build()?);
    Ok(auth.attach(
        Router::new()
            .route(&format!("{path}/login"), post(self::login))
            .route(&format!("{path}/logout"), post(logout))
            .route(&format!("{path}/me"), get(me)),
    ))
}
