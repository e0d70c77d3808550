//! The session-cookie tutorial of FastAPI, in axum: log in with a form, see who you are, log out.
//!
//! The cookie is the one that Starlette's `SessionMiddleware` sets. A FastAPI app with the same key accepts it,
//! and this app accepts that app's. Users are `john` with the password `doe`, and `jane` with `roe`.
//!
//! ```text
//! SECRET_KEY=$(handstamp key new) cargo run -p example-session-login-axum
//! ```
//! and then <http://127.0.0.1:8000/>.

mod accounts;
mod page;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::SocketAddr;

use axum::extract::Query;
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use handstamp::authorizer::{Challenge, NextUrl};
use handstamp::axum::{AuthExt, AuthRejection, MaybeUser, Session, User};
use handstamp::prelude::*;
use serde::Deserialize;

use accounts::Account;

#[derive(Deserialize)]
struct Credentials {
    username: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

async fn home(MaybeUser(account): MaybeUser<Account>, session: Session) -> Html<String> {
    Html(page::home(account.as_ref(), session.with(|session| session.signed_at())))
}

async fn login_page(Query(wanted): Query<Wanted>) -> Html<String> {
    Html(page::login(&wanted.next, None))
}

/// A form that another site's page sends is refused before this is called: a request that uses the session must
/// come from this origin. So another site cannot log a visitor in under a name of its own choice.
async fn login(session: Session, Form(form): Form<Credentials>) -> Result<Response, AuthRejection> {
    let Some(account) = accounts::check(&form.username, &form.password) else {
        let challenge = [(WWW_AUTHENTICATE, Challenge::cookie().to_string())];
        let page = page::login(&form.next, Some("Wrong name or password."));
        return Ok((StatusCode::UNAUTHORIZED, challenge, Html(page)).into_response());
    };
    session.login(account.username)?;
    // Only a path of this app.
    let next = NextUrl::parse(&form.next);
    Ok(Redirect::to(next.as_ref().map_or("/", NextUrl::as_str)).into_response())
}

async fn logout(session: Session) -> Result<Redirect, AuthRejection> {
    session.logout()?;
    Ok(Redirect::to("/"))
}

async fn me(User(account): User<Account>) -> Json<Account> {
    Json(account)
}

fn app(login: SessionLogin) -> Result<Router, handstamp::authorizer::Error> {
    let login = login.load_user(async |principal, _| accounts::find(principal).await);
    let auth = Auth::builder(login).login_url("/login")?.build();
    Ok(auth.attach(
        Router::new()
            .route("/", get(home))
            .route("/login", get(login_page).post(self::login))
            .route("/logout", post(logout))
            .route("/users/me", get(me)),
    ))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    // Over HTTPS alone: set `CookieSettings::https_only`.
    let login = SessionLogin::starlette(SecretKey::from_env("SECRET_KEY")?).build()?;
    let app = app(login)?.into_make_service_with_connect_info::<SocketAddr>();
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    axum::serve(tokio::net::TcpListener::bind(address).await?, app).await?;
    Ok(())
}
