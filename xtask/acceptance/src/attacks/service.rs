//! The service that is attacked where no example has the shape for it: a program of its own, behind a real
//! socket. It trusts a proxy on loopback, as a service beside Flask does.

mod accounts;
mod first_of;
mod logins;
mod nested;
mod prefixed;
mod stored;
mod two_logins;

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::Router;
use handstamp_flask::{SecretKeys, keys_from_env};

/// The hidden command's name.
pub(crate) const NAME: &str = "attacked-service";

/// Serves at `ADDR` with Flask's `SECRET_KEY` until it is ended.
pub(crate) fn run() -> anyhow::Result<()> {
    let address = std::env::var("ADDR").context("ADDR is not set")?;
    let app = app(&keys_from_env()?)?.into_make_service_with_connect_info::<SocketAddr>();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build();
    runtime?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        Ok(axum::serve(listener, app).await?)
    })
}

fn app(keys: &SecretKeys) -> anyhow::Result<Router> {
    Ok(Router::new()
        .merge(logins::app(keys)?)
        .merge(nested::app(keys)?)
        .merge(first_of::app(keys)?)
        .merge(prefixed::app(keys, "__Host-", "/host")?)
        .merge(prefixed::app(keys, "__Secure-", "/secure")?)
        .merge(stored::app(keys)?)
        .merge(two_logins::app(keys)?))
}
