//! The session-cookie tutorial of FastAPI, in actix-web: log in with a form, see who you are, log out.
//!
//! The cookie is the one that Starlette's `SessionMiddleware` sets: a FastAPI app with the same key takes
//! it, and the other way round. Users are `john` with the password `doe`, and `jane` with `roe`.
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
use handstamp_actix_web::{Auth, AuthExt, MaybeUser, Session, User};
use handstamp_authorizer::{Challenge, NextUrl};
use handstamp_starlette::{SecretKey, SessionLogin};
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

async fn home(MaybeUser(account): MaybeUser<Account>) -> impl Responder {
    Html::new(page::home(account.as_ref()))
}

async fn login_page(wanted: Query<Wanted>) -> impl Responder {
    Html::new(page::login(&wanted.next, None))
}

/// A form that another site's page sends is refused before this is called: whoever touches the session
/// must come from this origin. So nobody can log a visitor in under a name that is not the visitor's.
async fn login(session: Session, form: Form<Credentials>) -> HttpResponse {
    let Some(account) = accounts::check(&form.username, &form.password) else {
        return HttpResponse::Unauthorized()
            .insert_header((WWW_AUTHENTICATE, Challenge::cookie().to_string()))
            .content_type("text/html; charset=utf-8")
            .body(page::login(&form.next, Some("Wrong name or password.")));
    };
    if let Err(closed) = session.login(account.username) {
        return HttpResponse::InternalServerError().body(closed.to_string());
    }
    // Somewhere in this app, or home.
    let next = NextUrl::parse(&form.next);
    redirect(next.as_ref().map_or("/", NextUrl::as_str))
}

async fn logout(session: Session) -> HttpResponse {
    match session.logout() {
        Ok(()) => redirect("/"),
        Err(closed) => HttpResponse::InternalServerError().body(closed.to_string()),
    }
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

fn auth(login: SessionLogin) -> Result<Auth<Account>, handstamp_authorizer::Error> {
    Ok(Auth::builder(login.load_user(accounts::find)).login_url("/login")?.build())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    // Served over HTTPS alone, the cookie says so: `CookieSettings::https_only`.
    let auth = auth(SessionLogin::new(SecretKey::from_env("SECRET_KEY")?))?;
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    let server = HttpServer::new(move || auth.attach(App::new().configure(routes)));
    server.bind(address)?.run().await?;
    Ok(())
}
