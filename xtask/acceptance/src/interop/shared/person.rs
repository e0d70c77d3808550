//! A person with one cookie jar who visits both apps. Cookies do not know ports, as in a browser.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::Pair;
use crate::http::client::{Browser, Reply};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum App {
    Flask,
    Rust,
}

impl App {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Flask => Self::Rust,
            Self::Rust => Self::Flask,
        }
    }
}

impl fmt::Display for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flask => "Flask",
            Self::Rust => "Rust",
        })
    }
}

/// Ada and her cookies.
#[derive(Clone)]
pub(super) struct Person {
    flask: SocketAddr,
    rust: SocketAddr,
    pub(super) cookies: BTreeMap<String, String>,
}

impl Person {
    pub(super) fn new(pair: &Pair) -> Self {
        let (flask, rust) = (pair.flask.address, pair.rust.address);
        Self { flask, rust, cookies: BTreeMap::new() }
    }

    /// Goes on with other servers and the same cookies.
    pub(super) fn meet(&mut self, pair: &Pair) {
        (self.flask, self.rust) = (pair.flask.address, pair.rust.address);
    }

    fn browse(
        &mut self,
        app: App,
        ask: impl FnOnce(&mut Browser) -> anyhow::Result<Reply>,
    ) -> anyhow::Result<Reply> {
        let server = match app {
            App::Flask => self.flask,
            App::Rust => self.rust,
        };
        let mut browser = Browser::new(server);
        browser.cookies = std::mem::take(&mut self.cookies);
        let reply = ask(&mut browser);
        self.cookies = browser.cookies;
        let reply = reply?;
        ensure!(reply.status < 500, "{app} answered {}", reply.status);
        Ok(reply)
    }

    pub(super) fn visit(&mut self, app: App, target: &str) -> anyhow::Result<Reply> {
        self.browse(app, |browser| browser.navigate(target))
    }

    /// Posts fields as they are.
    pub(super) fn send(
        &mut self,
        app: App,
        target: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Reply> {
        self.browse(app, |browser| browser.post(target, fields))
    }

    /// The CSRF token of an app's forms.
    pub(super) fn token(&mut self, app: App) -> anyhow::Result<String> {
        let page = self.visit(app, "/")?;
        Ok(page.hidden_field("csrf_token").context("no token in the form")?.to_owned())
    }

    /// Posts to an app a form that has its token from an app, the same one or the other.
    pub(super) fn post(
        &mut self,
        form_of: App,
        app: App,
        target: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<u16> {
        let token = self.token(form_of)?;
        let fields: Vec<_> =
            [("csrf_token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        Ok(self.send(app, target, &fields)?.status)
    }

    pub(super) fn choose(&mut self, form_of: App, app: App, colour: &str) -> anyhow::Result<u16> {
        self.post(form_of, app, "/colour", &[("colour", colour)])
    }

    pub(super) fn log_in(&mut self, app: App, remember: bool) -> anyhow::Result<()> {
        let mut fields = vec![("name", "ada"), ("password", "lovelace")];
        fields.extend(remember.then_some(("remember", "1")));
        let status = self.post(app, app, "/login", &fields)?;
        ensure!(status == 303, "the login at {app} answered {status}");
        Ok(())
    }

    pub(super) fn sees(&mut self, app: App, text: &str) -> anyhow::Result<bool> {
        Ok(self.visit(app, "/")?.says(text))
    }

    pub(super) fn is_known(&mut self, app: App) -> anyhow::Result<bool> {
        self.sees(app, "Hello, Ada Lovelace.")
    }

    pub(super) fn is_anonymous(&mut self, app: App) -> anyhow::Result<bool> {
        self.sees(app, "Nobody is logged in.")
    }

    /// The whole session, as Flask reads it.
    pub(super) fn session(&mut self) -> anyhow::Result<Value> {
        self.visit(App::Flask, "/session")?.json()
    }
}
