//! I Hate Money 6 (Flask 3.1, no Flask-Login).
//!
//! What it keeps: `projects`, a dict of the ids and names of the projects that this browser may see, the last one
//! first; the session is permanent (`set_authorized_project` of `web.py`). A logout clears the session (`exit`).

use handstamp_authorizer::Principal;
use handstamp_login::{Login, SessionLogin, SessionUser, UserFn};
use handstamp_session::Session;
use handstamp_value::{Dict, Value};

use super::{App, PASSWORD, post_form};

const PROJECT: &str = "flat";
const NAME: &str = "Our flat";

pub(super) const APP: App = App {
    name: "ihatemoney",
    user: PROJECT,
    remember_cookie: None,
    rust: |key| Ok(SessionLogin::flask(key).user(UserFn::new(read, write)).build()?),
    log_in_by_rust: |session| {
        let profile = Dict::from_iter([("name", NAME)]);
        session.login(Login::new(PROJECT).with_profile(&profile))
    },
    log_in: |browser| {
        let fields = [("id", PROJECT), ("password", PASSWORD)];
        let page = "/authenticate?project_id=flat";
        post_form(browser, page, Some("csrf_token"), page, &fields)
    },
    log_out: |browser| post_form(browser, "/flat/", Some("csrf_token"), "/exit", &[]),
    knows: |browser| {
        let page = browser.navigate("/flat/")?;
        Ok(page.status == 200 && page.says(NAME))
    },
};

/// The project that was entered last.
fn read(session: &Session) -> Option<SessionUser> {
    let (project, _) = session.get("projects")?.as_dict()?.iter().next()?;
    Some(SessionUser::new(Principal::new(project.as_str()?)))
}

fn write(session: &mut Session, login: &Login<'_>) {
    let name = login.profile().and_then(|profile| profile.get("name")).cloned();
    let projects = Dict::from_iter([(login.user_id(), name.unwrap_or(Value::Null))]);
    session.insert_value("projects", projects);
    session.set_permanent(true);
}
