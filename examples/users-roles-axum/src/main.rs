//! The demo of zopyx-fastapi-auth, in axum: accounts in SQLite, a login page, roles, permissions and an own check.
//!
//! The table and the session are those of zopyx-fastapi-auth, so that its demo beside this one has the same users and the
//! same logins. The first user is one command:
//!
//! ```text
//! export AUTH_DB_URI=sqlite:///users.db AUTH_SECRET_KEY=$(handstamp key new)
//! handstamp user add admin Administrator --layout zopyx
//! cargo run -p example-users-roles-axum
//! ```
//! and then <http://127.0.0.1:8000/>.

mod accounts;
mod page;
mod roles;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::SocketAddr;

use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use handstamp::authorizer::rules::when_async;
use handstamp::axum::{AuthExt, MaybeUser, Require, mount};
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

async fn home(MaybeUser(account): MaybeUser<Account>) -> impl IntoResponse {
    private(Html(page::home("axum", account.as_ref())))
}

async fn admin(Require(account, _): Require<Admin, Account>) -> impl IntoResponse {
    private(Json(shown(&account)))
}

async fn admin2(Require(account, _): Require<Viewing, Account>) -> impl IntoResponse {
    private(Json(shown(&account)))
}

async fn admin3(Require(account, _): Require<IsAdmin, Account>) -> impl IntoResponse {
    private(Json(shown(&account)))
}

fn shown(account: &Account) -> Value {
    json!({ "user": { "name": account.name(), "roles": account.roles() } })
}

/// The back button shows nothing of it after a logout.
fn private(page: impl IntoResponse) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], page)
}

fn app(auth: &Auth<Account>, pages: LoginPages) -> Router {
    auth.attach(
        Router::new()
            .route("/", get(home))
            .route("/admin", get(admin))
            .route("/admin2", get(admin2))
            .route("/admin3", get(admin3))
            .merge(mount(pages)),
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let url = std::env::var("AUTH_DB_URI").unwrap_or_else(|_| "sqlite:///users.db".to_owned());
    let (auth, pages) = accounts::open(&url, SecretKey::from_env("AUTH_SECRET_KEY")?).await?;
    let app = app(&auth, pages).into_make_service_with_connect_info::<SocketAddr>();
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    axum::serve(tokio::net::TcpListener::bind(address).await?, app).await?;
    Ok(())
}
