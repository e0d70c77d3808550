//! One session, two apps: a Flask app and this service read and write the same cookie.
//!
//! Log in or out in one app, choose a colour, or leave a message for the next page: the other app knows.
//! The forms carry Flask-WTF's token, and each app accepts those of the other.
//! `cargo xtask interop` and `cargo xtask browser` run it beside `xtask/python/shared_session.py`.
//!
//! `SECRET_KEY` and `SECRET_KEY_FALLBACKS` are Flask's, `FLASK_URL` is where the link to Flask leads.

mod accounts;
mod page;

use std::error::Error;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{Extension, Form};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use handstamp::axum::{AuthExt, AuthRejection, CsrfToken, MaybeUser, Session};
use handstamp::login::flask::{FlaskLogin, SessionProtection};
use handstamp::prelude::*;
use serde::Deserialize;

use accounts::Account;

/// The fields of all forms; each form has those that it needs.
#[derive(Deserialize)]
struct Fields {
    csrf_token: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    remember: Option<String>,
    #[serde(default)]
    colour: String,
    #[serde(default)]
    message: String,
}

/// Where the link to Flask leads.
#[derive(Clone)]
struct FlaskUrl(String);

async fn home(
    MaybeUser(account): MaybeUser<Account>,
    session: Session,
    csrf: CsrfToken,
    Extension(FlaskUrl(flask)): Extension<FlaskUrl>,
) -> Result<Html<String>, AuthRejection> {
    let colour = session.with(|session| session.get_str("colour").map(str::to_owned));
    Ok(Html(page::home(account.as_ref(), colour.as_deref(), &csrf.for_form()?, &flask)))
}

async fn messages(session: Session) -> Result<Html<String>, AuthRejection> {
    Ok(Html(page::messages(&session.take_flashes()?)))
}

async fn login(
    session: Session,
    csrf: CsrfToken,
    Form(fields): Form<Fields>,
) -> Result<Response, AuthRejection> {
    csrf.check(fields.csrf_token.as_deref())?;
    let Some(account) = accounts::check(&fields.name, &fields.password) else {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    };
    let login = Login::new(account.id);
    session.login(if fields.remember.is_some() { login.with_remember() } else { login })?;
    Ok(Redirect::to("/").into_response())
}

async fn logout(
    session: Session,
    csrf: CsrfToken,
    Form(fields): Form<Fields>,
) -> Result<Redirect, AuthRejection> {
    csrf.check(fields.csrf_token.as_deref())?;
    session.logout()?;
    Ok(Redirect::to("/"))
}

async fn colour(
    session: Session,
    csrf: CsrfToken,
    Form(fields): Form<Fields>,
) -> Result<Redirect, AuthRejection> {
    csrf.check(fields.csrf_token.as_deref())?;
    session.insert("colour", &fields.colour)?;
    Ok(Redirect::to("/"))
}

async fn flash(
    session: Session,
    csrf: CsrfToken,
    Form(fields): Form<Fields>,
) -> Result<Redirect, AuthRejection> {
    csrf.check(fields.csrf_token.as_deref())?;
    session.flash("info", &fields.message)?;
    Ok(Redirect::to("/"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let session = SessionLogin::flask(keys_from_env()?)
        .flask_login(FlaskLogin::new().with_session_protection(SessionProtection::Basic))
        .build()?;
    let users = session.load_user(async |principal, _| accounts::find(principal).await);
    let auth = Auth::new(users);
    let flask = std::env::var("FLASK_URL").unwrap_or_else(|_| "http://127.0.0.1:5000/".to_owned());

    let app = auth.attach(
        Router::new()
            .route("/", get(home))
            .route("/messages", get(messages))
            .route("/login", post(login))
            .route("/logout", post(logout))
            .route("/colour", post(colour))
            .route("/flash", post(flash))
            .layer(Extension(FlaskUrl(flask))),
    );
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8001".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
