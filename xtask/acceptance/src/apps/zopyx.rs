//! The demo of zopyx-fastapi-auth 0.2.3 (FastAPI, Starlette's sessions).
//!
//! What it keeps: the dict `user`, with roles that have descriptions and permissions; `/admin` compares the whole role
//! (`Protected` of `dependencies.py`). A logout is a GET and clears the session (`auth_routes.py`).

use anyhow::ensure;
use handstamp_login::starlette::{ZopyxRole, ZopyxUser};
use handstamp_login::{Login, SessionLogin};

use super::{App, PASSWORD, post_form};

pub(super) const APP: App = App {
    name: "zopyx",
    user: "ann",
    remember_cookie: None,
    rust: |key| {
        // As `demo_app.py` has it.
        let administrator = ZopyxRole::new("Administrator", "Admin role")
            .with_permission("view", "View permission")
            .with_permission("edit", "Edit permission")
            .with_permission("delete", "Delete permission");
        let user = ZopyxUser::new().with_role(administrator);
        Ok(SessionLogin::starlette(key).user(user).build()?)
    },
    log_in_by_rust: |session| session.login(Login::new("ann").with_roles(&["Administrator"])),
    log_in: |browser| {
        let fields = [("username", "ann"), ("password", PASSWORD)];
        post_form(browser, "/auth/login", None, "/auth/login", &fields)
    },
    log_out: |browser| {
        let reply = browser.navigate("/auth/logout")?;
        ensure!(reply.status == 307, "/auth/logout answered {}", reply.status);
        Ok(())
    },
    knows: |browser| Ok(browser.fetch("/admin")?.status == 200),
};
