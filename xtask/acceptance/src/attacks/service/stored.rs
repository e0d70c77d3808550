//! `/stored/…`: sessions in a store, and a request that holds one open until another lets it go on.

use std::sync::Arc;

use axum::extract::Extension;
use axum::routing::{get, post};
use axum::{Form, Router};
use handstamp_authorizer::Subject;
use handstamp_axum::{Auth, AuthExt, AuthRejection, Session, User};
use handstamp_flask::SecretKeys;
use handstamp_login::SessionLogin;
use handstamp_session::{MemoryLimits, MemoryStore};
use tokio::sync::Notify;

use super::accounts::{self, Fields};

/// Where the slow request is.
#[derive(Default)]
struct Gate {
    has_session: Notify,
    may_go_on: Notify,
}

type Gates = Extension<Arc<Gate>>;

async fn login(session: Session, Form(fields): Fields) -> Result<(), AuthRejection> {
    Ok(session.login(accounts::login(&fields))?)
}

async fn logout(session: Session) -> Result<(), AuthRejection> {
    Ok(session.logout()?)
}

async fn me(User(user): User, session: Session) -> String {
    let note = session.with(|session| session.get_str("note").map(str::to_owned));
    format!("{} {}", user.id(), note.unwrap_or_default())
}

async fn slow_note(session: Session, Extension(gate): Gates) -> Result<(), AuthRejection> {
    gate.has_session.notify_one();
    gate.may_go_on.notified().await;
    Ok(session.insert("note", "kept")?)
}

async fn has_session(Extension(gate): Gates) {
    gate.has_session.notified().await;
}

async fn go_on(Extension(gate): Gates) {
    gate.may_go_on.notify_one();
}

pub(super) fn app(keys: &SecretKeys) -> anyhow::Result<Router> {
    let store = Arc::new(MemoryStore::new(MemoryLimits::default()));
    let login = SessionLogin::flask(keys.clone()).cookie_name("stored").store(store);
    let auth = Auth::new(login.build()?);
    Ok(auth.attach(
        Router::new()
            .route("/stored/login", post(self::login))
            .route("/stored/logout", post(logout))
            .route("/stored/me", get(me))
            .route("/stored/slow-note", post(slow_note))
            .route("/stored/slow-note/has-session", get(has_session))
            .route("/stored/slow-note/go-on", post(go_on))
            .layer(Extension(Arc::new(Gate::default()))),
    ))
}
