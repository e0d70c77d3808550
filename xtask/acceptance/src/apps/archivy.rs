//! Archivy 1.7 (Flask 2.3, Flask-Login 0.6.2).
//!
//! What it keeps: Flask-Login's `_user_id`, `_fresh`, `_id`, and always a remember cookie (`login` of `routes.py`:
//! `login_user(user, remember=True)`). A logout is a GET. The user's id is a number of its TinyDB.

use anyhow::ensure;
use handstamp_login::{Login, SessionLogin};

use super::{App, PASSWORD, post_form};

pub(super) const APP: App = App {
    name: "archivy",
    user: "1",
    remember_cookie: Some("remember_token"),
    rust: |key| Ok(SessionLogin::flask(key).build()?),
    log_in_by_rust: |session| session.login(Login::new("1").with_remember()),
    log_in: |browser| {
        let fields = [("username", "ann"), ("password", PASSWORD)];
        post_form(browser, "/login", Some("csrf_token"), "/login", &fields)
    },
    log_out: |browser| {
        let reply = browser.navigate("/logout")?;
        ensure!(reply.status == 302, "/logout answered {}", reply.status);
        Ok(())
    },
    knows: |browser| Ok(browser.navigate("/")?.status == 200),
};
