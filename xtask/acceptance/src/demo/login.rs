//! Who logs people in: a real Flask app, or without Python a page in Rust that issues its cookie.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use super::SERVICES;
use crate::http::client::{Browser, Reply};
use crate::http::server;
use crate::process::Server;
use xtask::progress::step;
use xtask::python::{self, Python};

mod stand_in;

/// What can be started, once for each key that the check needs.
pub(crate) enum Login {
    /// Flask, in a virtual environment whose interpreter this is.
    Flask(PathBuf),
    /// The page in Rust.
    StandIn,
}

/// A login app that runs.
pub(crate) enum Running {
    Flask(Server),
    StandIn(SocketAddr),
}

impl Login {
    pub(crate) fn prepare(python: Option<&Python>) -> anyhow::Result<Self> {
        match python {
            Some(python) => Ok(Self::Flask(python.environment("demo")?)),
            None => Ok(Self::StandIn),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Flask(_) => "Flask",
            Self::StandIn => "the login page in Rust",
        }
    }

    /// Starts one that signs with `key` and also accepts `fallback`.
    pub(crate) fn start(&self, name: &str, key: &str, fallback: &str) -> anyhow::Result<Running> {
        let Self::Flask(python) = self else {
            let page = stand_in::Page::new(key, fallback)?;
            let listener = TcpListener::bind(("127.0.0.1", 0))?;
            return Ok(Running::StandIn(server::serve(listener, move |e| page.answer(e))?));
        };
        let services: Vec<_> =
            SERVICES.iter().map(|s| format!("{}={}", s.framework, s.prefix)).collect();
        let services = services.join(",");
        let environment = [
            ("SECRET_KEY", key),
            ("SECRET_KEY_FALLBACKS", fallback),
            ("SERVICES", services.as_str()),
            ("PYTHONDONTWRITEBYTECODE", "1"),
        ];
        let app = python::file("demo_app.py");
        let program = [python.as_os_str(), app.as_os_str()];
        step(&format!("starting Flask ({name})"), || Server::start(name, &program, &environment))
            .map(Running::Flask)
    }
}

impl Running {
    pub(crate) fn address(&self) -> SocketAddr {
        match self {
            Self::Flask(server) => server.address,
            Self::StandIn(address) => *address,
        }
    }

    pub(crate) fn into_server(self) -> Option<Server> {
        match self {
            Self::Flask(server) => Some(server),
            Self::StandIn(_) => None,
        }
    }
}

/// Fetches the login form and posts it with all of its hidden fields.
pub(crate) fn log_in(
    browser: &mut Browser,
    name: &str,
    password: &str,
    next: &str,
) -> anyhow::Result<Reply> {
    let form = browser.navigate(&format!("/login?next={}", next.replace('/', "%2F")))?;
    let mut fields = vec![("name", name), ("password", password)];
    for hidden in ["csrf_token", "next"] {
        fields.extend(form.hidden_field(hidden).map(|value| (hidden, value)));
    }
    browser.post("/login", &fields)
}

/// Posts the form of the page for who is logged in.
pub(crate) fn log_out(browser: &mut Browser) -> anyhow::Result<Reply> {
    let home = browser.navigate("/")?;
    let token = home.hidden_field("csrf_token").unwrap_or_default();
    browser.post("/logout", &[("csrf_token", token)])
}
