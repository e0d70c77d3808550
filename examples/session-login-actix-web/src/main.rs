//! The session-cookie tutorial of FastAPI, in actix-web: log in with a form, see who you are, log out.
//!
//! The cookie is the one that Starlette's `SessionMiddleware` sets. A FastAPI app with the same key accepts it,
//! and this app accepts that app's. Users are `john` with the password `doe`, and `jane` with `roe`.
//!
//! ```text
//! SECRET_KEY=$(handstamp key new) cargo run -p example-session-login-actix-web
//! ```
//! and then <http://127.0.0.1:8000/>.

mod accounts;
mod page;
#[cfg(test)]
mod tests;

use std::error::Error;

use actix_web::http::header::{LOCATION, WWW_AUTHENTICATE};
use actix_web::web::{self, Form, Html, Json, Query};
use actix_web::{App, HttpResponse, HttpServer, Responder};
use handstamp::actix_web::{AuthExt, AuthRejection, MaybeUser, Session, User};
use handstamp::authorizer::{Challenge, NextUrl};
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

async fn home(MaybeUser(account): MaybeUser<Account>, session: Session) -> impl Responder {
    Html::new(page::home(account.as_ref(), session.with(|session| session.signed_at())))
}

async fn login_page(wanted: Query<Wanted>) -> impl Responder {
    Html::new(page::login(&wanted.next, None))
}

/// A form that another site's page sends is refused before this is called: a request that uses the session must
/// come from this origin. So another site cannot log a visitor in under a name of its own choice.
async fn login(session: Session, form: Form<Credentials>) -> Result<HttpResponse, AuthRejection> {
    let Some(account) = accounts::check(&form.username, &form.password) else {
        return Ok(HttpResponse::Unauthorized()
            .insert_header((WWW_AUTHENTICATE, Challenge::cookie().to_string()))
            .content_type("text/html; charset=utf-8")
            .body(page::login(&form.next, Some("Wrong name or password."))));
    };
    session.login(account.username)?;
    // Only a path of this app.
    let next = NextUrl::parse(&form.next);
    Ok(redirect(next.as_ref().map_or("/", NextUrl::as_str)))
}

async fn logout(session: Session) -> Result<HttpResponse, AuthRejection> {
    session.logout()?;
    Ok(redirect("/"))
}

fn redirect(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, to)).finish()
}

async fn me(User(account): User<Account>) -> impl Responder {
    Json(account)
}

fn routes(app: &mut web::ServiceConfig) {
    app.route("/", web::get().to(home))
        .service(
            web::resource("/login").route(web::get().to(login_page)).route(web::post().to(login)),
        )
        .service(web::resource("/logout").route(web::post().to(logout)))
        .route("/users/me", web::get().to(me));
}

fn auth(login: SessionLogin) -> Result<Auth<Account>, handstamp::authorizer::Error> {
    let login = login.load_user(async |principal, _| accounts::find(principal).await);
    Ok(Auth::builder(login).login_url("/login")?.build())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    // Over HTTPS alone: set `CookieSettings::https_only`.
    let auth = auth(SessionLogin::starlette(SecretKey::from_env("SECRET_KEY")?).build()?)?;
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    let server = HttpServer::new(move || auth.attach(App::new().configure(routes)));
    server.bind(address)?.run().await?;
    Ok(())
}
