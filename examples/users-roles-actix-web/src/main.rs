//! The demo of zopyx-fastapi-auth, in actix-web: accounts in SQLite, a login page, roles, permissions and an own check.
//!
//! The table and the session are those of zopyx-fastapi-auth, so that its demo beside this one has the same users and the
//! same logins. The first user is one command:
//!
//! ```text
//! export AUTH_DB_URI=sqlite:///users.db AUTH_SECRET_KEY=$(handstamp key new)
//! handstamp user add admin Administrator --layout zopyx
//! cargo run -p example-users-roles-actix-web
//! ```
//! and then <http://127.0.0.1:8000/>.

mod accounts;
mod page;
mod roles;
#[cfg(test)]
mod tests;

use std::error::Error;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Html, Json};
use actix_web::{App, HttpServer, Responder};
use handstamp::actix_web::{AuthExt, MaybeUser, Require, mount};
use handstamp::authorizer::rules::when_async;
use handstamp::prelude::*;
use handstamp::users::Account;
use handstamp::users::login::LoginPages;
use serde_json::{Value, json};

rules! {
    /// Administrators.
    Admin = role("Administrator");
    /// Who may view.
    Viewing = permission("view");
    /// A check of the app's own, which may ask somebody and sees anonymous visitors too.
    IsAdmin<Account> = when_async(async |account: Option<Account>| {
        Ok::<_, std::convert::Infallible>(account.is_some_and(|account| account.name() == "admin"))
    });
}

async fn home(MaybeUser(account): MaybeUser<Account>) -> impl Responder {
    private(Html::new(page::home("actix-web", account.as_ref())))
}

async fn admin(Require(account, _): Require<Admin, Account>) -> impl Responder {
    private(Json(shown(&account)))
}

async fn admin2(Require(account, _): Require<Viewing, Account>) -> impl Responder {
    private(Json(shown(&account)))
}

async fn admin3(Require(account, _): Require<IsAdmin, Account>) -> impl Responder {
    private(Json(shown(&account)))
}

fn shown(account: &Account) -> Value {
    json!({ "user": { "name": account.name(), "roles": account.roles() } })
}

/// The back button shows nothing of it after a logout.
fn private(page: impl Responder) -> impl Responder {
    page.customize().insert_header((CACHE_CONTROL, "no-store"))
}

fn routes(pages: LoginPages) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| {
        app.route("/", web::get().to(home))
            .route("/admin", web::get().to(admin))
            .route("/admin2", web::get().to(admin2))
            .route("/admin3", web::get().to(admin3))
            .configure(mount(pages));
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let url = std::env::var("AUTH_DB_URI").unwrap_or_else(|_| "sqlite:///users.db".to_owned());
    let (auth, pages) = accounts::open(&url, SecretKey::from_env("AUTH_SECRET_KEY")?).await?;
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    let app = move || auth.attach(App::new().configure(routes(pages.clone())));
    HttpServer::new(app).bind(address)?.run().await?;
    Ok(())
}
