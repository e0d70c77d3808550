//! Remember cookies: who has logged out does not come back by one, and who was planted does not either.

use anyhow::{Context as _, ensure};

use super::ground::{Ground, post};
use crate::http::client::Browser;
use crate::steps::Steps;

const REMEMBER: &str = "remember_token";

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    logged_out(ground, steps)?;
    planted(ground, steps)?;
    planted_session(ground, steps)?;
    with_forms(ground, steps)
}

fn remembered(ground: &Ground, user: &str) -> anyhow::Result<Browser> {
    let mut browser = ground.visitor();
    post(&mut browser, "/service/login", &[("user", user), ("remember", "1")])?;
    ensure!(browser.cookies.contains_key(REMEMBER), "no remember cookie");
    Ok(browser)
}

/// Holds who is known once the session is over, at Flask and at Rust.
fn comes_back(
    what: &str,
    browser: &Browser,
    name: Option<&str>,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let mut later = browser.clone();
    later.cookies.remove("session");
    let rust = later.clone().fetch("/service/me")?;
    let flask = later.navigate("/")?;
    let holds = match name {
        Some(name) => rust.says(name) && flask.says(name),
        None => rust.status == 401 && flask.says("Nobody is logged in"),
    };
    let who = name.unwrap_or("nobody");
    steps.hold(&format!("{what}: after the session, {who} comes back"), holds);
    Ok(())
}

fn logged_out(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = remembered(ground, "1")?;
    comes_back("ada, remembered", &ada, Some("Ada"), steps)?;
    post(&mut ada, "/service/logout-then-login", &[("user", "2")])?;
    steps.hold("ada out, grace in: grace is known", ada.fetch("/service/me")?.says("Grace"));
    comes_back("ada out, grace in", &ada, None, steps)?;

    let mut ada = remembered(ground, "1")?;
    post(&mut ada, "/service/logout-then-login", &[("user", "2"), ("remember", "1")])?;
    comes_back("ada out, grace in and remembered", &ada, Some("Grace"), steps)?;

    for action in ["/service/logout", "/service/logout-then-clear"] {
        let mut ada = remembered(ground, "1")?;
        post(&mut ada, action, &[])?;
        steps.answered(&format!("{action}: anonymous"), &ada.fetch("/service/me")?, 401);
        comes_back(action, &ada, None, steps)?;
    }

    // The session was over already: only the remember cookie says who it is.
    let mut ada = remembered(ground, "1")?;
    ada.cookies.remove("session");
    post(&mut ada, "/service/logout-then-login", &[("user", "2")])?;
    comes_back("ada, who came back, out and grace in", &ada, None, steps)
}

/// The attacker's own remember cookie is in the victim's browser.
fn planted(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let attacker = remembered(ground, "2")?;
    let token = attacker.cookies.get(REMEMBER).context("no remember cookie")?;
    let mut ada = ground.visitor();
    ada.cookies.insert(REMEMBER.to_owned(), token.clone());
    comes_back("grace's remember cookie, planted", &ada, Some("Grace"), steps)?;
    post(&mut ada, "/service/login", &[("user", "1")])?;
    steps.hold("ada logs in: known", ada.fetch("/service/me")?.says("Ada"));
    comes_back("grace's was planted, ada logged in", &ada, None, steps)
}

/// A session with something of the attacker's in it is in the browser of a remembered victim.
fn planted_session(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut attacker = ground.visitor();
    let text = [("Content-Type", "text/plain"), ("Sec-Fetch-Site", "same-origin")];
    attacker.send("POST", "/service/note", &text, Some("of the attacker".to_owned()))?;
    let kept = attacker.fetch("/service/note")?;
    steps.hold("the attacker's session has a note", kept.says("of the attacker"));
    let session = attacker.cookies.get("session").context("no session")?.clone();

    let mut ada = remembered(ground, "1")?;
    ada.cookies.insert("session".to_owned(), session.clone());
    steps.hold("ada comes back over it: known", ada.fetch("/service/me")?.says("Ada"));
    let note = ada.fetch("/service/note")?;
    steps.hold("ada comes back over it: the note is gone", !note.says("of the attacker"));
    let mut ada = ground.visitor();
    ada.cookies.insert("session".to_owned(), session);
    post(&mut ada, "/service/login", &[("user", "1")])?;
    let note = ada.fetch("/service/note")?;
    steps.hold("ada logs in over it: the note is gone", !note.says("of the attacker"));
    Ok(())
}

/// The example that has the pages of a Flask app, with its own forms.
fn with_forms(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Browser::new(ground.flask_session.address);
    let log_in = |browser: &mut Browser, remember: bool| -> anyhow::Result<()> {
        let page = browser.navigate("/")?;
        let token = page.hidden_field("csrf_token").unwrap_or_default();
        let mut fields = vec![("csrf_token", token), ("name", "ada"), ("password", "lovelace")];
        fields.extend(remember.then_some(("remember", "1")));
        post(browser, "/login", &fields).map(|_| ())
    };
    log_in(&mut ada, true)?;
    ada.cookies.remove("session");
    let known = ada.navigate("/")?.says("Hello, Ada");
    steps.hold("the example: ada is remembered", known && ada.cookies.contains_key(REMEMBER));
    // Another tab still has the login form.
    let mut other = Browser::new(ground.flask_session.address);
    let page = other.navigate("/")?;
    let token = page.hidden_field("csrf_token").unwrap_or_default();
    let fields = [("csrf_token", token), ("name", "grace"), ("password", "hopper")];
    let remembered = ada.cookies.get(REMEMBER).context("no remember cookie")?;
    other.cookies.insert(REMEMBER.to_owned(), remembered.clone());
    post(&mut other, "/login", &fields)?;
    steps.hold("the example: grace logs in", other.navigate("/")?.says("Hello, Grace"));
    other.cookies.remove("session");
    let nobody = other.navigate("/")?.says("Nobody is logged in");
    steps.hold("the example: after grace, ada does not come back", nobody);
    Ok(())
}
