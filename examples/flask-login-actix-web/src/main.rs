//! An actix-web service beside a Flask app: the same cookie, the same users.
//!
//! Flask logs people in at its own pages. The proxy in front sends `/actix/…` here, and the browser sends
//! Flask's session cookie along. `cargo xtask demo` starts all of it.

mod page;

use std::convert::Infallible;
use std::error::Error;

use actix_web::web::{self, Html};
use actix_web::{App, HttpServer};
use handstamp::actix_web::{AuthExt, Authenticated, MaybeUser, Require, Session};
use handstamp::prelude::*;

/// The app's own user. The session has only its id.
#[derive(Clone)]
struct Account {
    id: String,
    name: &'static str,
    admin: bool,
}

impl Subject for Account {
    fn id(&self) -> &str {
        &self.id
    }
    fn has_role(&self, name: &str) -> bool {
        self.admin && name == "Administrator"
    }
}

/// Flask-Login's `user_loader`. A `match` stands in for the database that both apps share. `None` is for an
/// account that no longer exists: the request is anonymous then.
async fn find_account(principal: Principal) -> Result<Option<Account>, Infallible> {
    let (name, admin) = match principal.id() {
        "1" => ("Ada Lovelace", true),
        "2" => ("Grace Hopper", false),
        _ => return Ok(None),
    };
    Ok(Some(Account { id: principal.id().to_owned(), name, admin }))
}

rules! { Admin = role("Administrator"); }

async fn home(MaybeUser(user): MaybeUser<Account>) -> Html {
    Html::new(match user {
        Some(account) => page::page(&format!("Hello, {}", account.name), true, &[]),
        None => page::page("Hello, whoever you are", false, &[]),
    })
}

async fn me(Authenticated(account, how): Authenticated<Account>, session: Session) -> Html {
    let rows = session.with(|session| page::rows(&account, &how, session));
    Html::new(page::page("Your account", true, &rows))
}

async fn admin(Require(account, _): Require<Admin, Account>) -> Html {
    Html::new(page::page(&format!("{} may do everything", account.name), true, &[]))
}

fn routes(app: &mut web::ServiceConfig) {
    app.route("/actix/", web::get().to(home))
        .route("/actix/me", web::get().to(me))
        .route("/actix/admin", web::get().to(admin));
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let login = SessionLogin::flask(keys_from_env()?)
        .build()?
        .load_user(async |principal, _| find_account(principal).await);
    let auth = Auth::builder(login)
        .denial(page::denials("/login")?)
        .trusted_proxies(TrustedProxies::loopback())
        .build();

    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8003".to_owned());
    HttpServer::new(move || auth.attach(App::new().configure(routes)))
        .workers(2)
        .bind(address)?
        .run()
        .await?;
    Ok(())
}
