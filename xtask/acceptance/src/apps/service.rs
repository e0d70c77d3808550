//! The Rust service beside an application: who is asking, a login, a logout.

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use handstamp_axum::{
    Auth, AuthExt, AuthRejection, SecretKey, Session, Subject, TrustedProxies, User,
};

use super::{APPS, App};

/// The hidden command's name.
pub(crate) const NAME: &str = "service-beside-an-app";

async fn me(User(user): User) -> String {
    user.id().to_owned()
}

async fn login(
    session: Session,
    Extension(app): Extension<&'static App>,
) -> Result<(), AuthRejection> {
    Ok((app.log_in_by_rust)(&session)?)
}

async fn logout(session: Session) -> Result<(), AuthRejection> {
    Ok(session.logout()?)
}

/// Serves at `ADDR` with the application's `SECRET_KEY` until it is ended.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let app = APPS.iter().find(|app| arguments == [app.name]).context("no such application")?;
    let address = std::env::var("ADDR").context("ADDR is not set")?;
    let login_of_app = (app.rust)(SecretKey::from_env("SECRET_KEY")?)?;
    let auth = Auth::builder(login_of_app).trusted_proxies(TrustedProxies::loopback()).build();
    let routes = Router::new()
        .route("/rust/me", get(me))
        .route("/rust/login", post(login))
        .route("/rust/logout", post(logout));
    let routes = auth.attach(routes).layer(Extension(app));
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build();
    runtime?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        Ok(axum::serve(listener, service).await?)
    })
}
