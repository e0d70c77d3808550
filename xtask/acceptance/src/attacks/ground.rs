//! What is attacked: Flask and Rust services behind one proxy, and services that log in by themselves.

use std::ffi::OsStr;
use std::net::{SocketAddr, TcpListener};

use anyhow::{Context as _, ensure};

use super::service;
use crate::demo::login::{Login, Running};
use crate::demo::new_key;
use crate::demo::proxy::{self, Route};
use crate::http::client::{Browser, Reply};
use crate::process::Server;
use xtask::{python, workspace};

/// All that runs. Dropping it ends every server.
pub(super) struct Ground {
    /// Flask, and beside it `/rust`, `/actix` and `/service`.
    pub(super) proxy: SocketAddr,
    /// The example in axum that is behind the proxy.
    pub(super) beside_flask: Server,
    /// `service.rs`.
    pub(super) service: Server,
    /// The examples that log in by a form.
    pub(super) form_logins: [Server; 2],
    /// The example whose sessions are in a store.
    pub(super) in_memory: Server,
    /// The example that has the pages of a Flask app.
    pub(super) flask_session: Server,
    /// The key of them all.
    pub(super) key: String,
    _flask: Running,
    _actix: Server,
}

impl Ground {
    pub(super) fn prepare() -> anyhow::Result<Self> {
        let python = python::find().context("this needs Python 3, and none is here")?;
        let key = new_key()?;
        let flask = Login::prepare(Some(&python))?.start("attacked-flask", &key, "")?;
        let example = |package: &str| -> anyhow::Result<Server> {
            let program = workspace::build_program(package, &[])?;
            start(&format!("attacked-{package}"), &[program.as_os_str()], &key)
        };
        let own = std::env::current_exe()?;
        let service =
            start("attacked-service", &[own.as_os_str(), OsStr::new(service::NAME)], &key)?;
        let beside_flask = example("example-flask-login-axum")?;
        let actix = example("example-flask-login-actix-web")?;
        let routes = [("/rust", &beside_flask), ("/actix", &actix), ("/service", &service)];
        let routes = routes.map(|(prefix, server)| Route { prefix, server: server.address });
        let proxy =
            proxy::start(TcpListener::bind(("127.0.0.1", 0))?, routes.into(), flask.address())?;
        let form_logins =
            [example("example-session-login-axum")?, example("example-session-login-actix-web")?];
        let in_memory = example("example-sessions-in-memory-axum")?;
        let flask_session = example("example-flask-session-axum")?;
        Ok(Self {
            proxy,
            beside_flask,
            service,
            form_logins,
            in_memory,
            flask_session,
            key,
            _flask: flask,
            _actix: actix,
        })
    }

    /// A browser at the proxy.
    pub(super) fn visitor(&self) -> Browser {
        Browser::new(self.proxy)
    }

    /// A browser at the service of `service.rs`, without a proxy.
    pub(super) fn at_service(&self) -> Browser {
        Browser::new(self.service.address)
    }
}

fn start(name: &str, program: &[&OsStr], key: &str) -> anyhow::Result<Server> {
    Server::start(name, program, &[("SECRET_KEY", key), ("LOGIN_URL", "/login")])
}

/// Posts a form that has to be taken: without it the attack would be none.
pub(super) fn post(
    browser: &mut Browser,
    target: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<Reply> {
    let reply = browser.post(target, fields)?;
    ensure!(reply.status < 400, "POST {target} answered {}", reply.status);
    Ok(reply)
}

/// Sends a form from a page of another site, with the cookies of whoever looks at that page.
pub(super) fn post_from_elsewhere(
    victim: &mut Browser,
    target: &str,
    body: &str,
) -> anyhow::Result<Reply> {
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    victim.send("POST", target, &headers, Some(body.to_owned()))
}
