//! Datasette 0.65 with datasette-auth-passwords.
//!
//! What it keeps: no session. The cookie `ds_actor` is `{"a": actor}`, signed by a `URLSafeSerializer` with the salt
//! `actor` and without a time (`actor_from_cookie` of `actor_auth_cookie.py`). A logout deletes the cookie
//! (`LogoutView` of `views/special.py`).

use handstamp_itsdangerous::Signer;
use handstamp_login::flask::CookieSettings;
use handstamp_login::{Place, SessionLogin, UserField};
use handstamp_session::TokenCodec;

use super::{App, PASSWORD, post_form};

pub(super) const APP: App = App {
    name: "datasette",
    user: "ann",
    remember_cookie: None,
    rust: |key| {
        let codec = TokenCodec::new(Signer::builder(key).salt("actor").build());
        let mut cookie = CookieSettings::default();
        cookie.name = "ds_actor".to_owned();
        let user = UserField::path("a", ["id"]);
        Ok(SessionLogin::builder(Place::cookie(codec), cookie, user).build()?)
    },
    log_in_by_rust: |session| session.login("ann"),
    log_in: |browser| {
        let fields = [("username", "ann"), ("password", PASSWORD)];
        post_form(browser, "/-/login", Some("csrftoken"), "/-/login", &fields)
    },
    log_out: |browser| post_form(browser, "/-/logout", Some("csrftoken"), "/-/logout", &[]),
    knows: |browser| Ok(browser.fetch("/-/actor.json")?.says("\"ann\"")),
};
