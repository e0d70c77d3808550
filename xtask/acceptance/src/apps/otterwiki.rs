//! An Otter Wiki 2 (Flask 3.1, Flask-Login 0.6.3, Flask-WTF 1.2).
//!
//! What it keeps: Flask-Login's `_user_id`, `_fresh`, `_id`, and Flask-WTF's `csrf_token`; a remember cookie if the
//! form asks for it (`handle_login` of `auth.py`). The user's id is a row of its table `user`.

use anyhow::ensure;
use handstamp_login::{Login, SessionLogin};

use super::{App, PASSWORD, post_form};

pub(super) const APP: App = App {
    name: "otterwiki",
    user: "1",
    remember_cookie: Some("remember_token"),
    rust: |key| Ok(SessionLogin::flask(key).build()?),
    log_in_by_rust: |session| session.login(Login::new("1").with_remember()),
    log_in: |browser| {
        let fields = [("email", "ann@example.org"), ("password", PASSWORD), ("remember", "on")];
        post_form(browser, "/-/login", Some("csrf_token"), "/-/login", &fields)
    },
    log_out: |browser| {
        let reply = browser.navigate("/-/logout")?;
        ensure!(reply.status < 400, "/-/logout answered {}", reply.status);
        Ok(())
    },
    knows: |browser| {
        let page = browser.navigate("/-/settings")?;
        Ok(page.status == 200 && page.says("/-/logout"))
    },
};
