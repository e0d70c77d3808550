//! Sessions in a store: ids that were planted, and copies of ids and of remember cookies after the end.

use anyhow::Context as _;
use handstamp_flask::{RememberToken, SecretKey};

use super::ground::{Ground, post};
use crate::http::client::Browser;
use crate::steps::Steps;

const CREDENTIALS: &[(&str, &str)] = &[("name", "ada"), ("password", "lovelace")];

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    planted(ground, steps)?;
    copied(ground, steps)?;
    everywhere(ground, steps)
}

fn with_session(ground: &Ground, id: &str) -> Browser {
    let mut browser = Browser::new(ground.in_memory.address);
    browser.cookies.insert("session".to_owned(), id.to_owned());
    browser
}

fn logged_in(ground: &Ground, browser: &mut Browser, steps: &mut Steps) -> anyhow::Result<String> {
    post(browser, "/login", CREDENTIALS)?;
    let id = browser.cookies.get("session").context("no session cookie")?.clone();
    let known = with_session(ground, &id).fetch("/me")?;
    steps.answered("ada, logged in: known by the id of her session", &known, 200);
    Ok(id)
}

/// The attacker knows the id before the victim logs in: one of his own making, or of his own session.
fn planted(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut attacker = Browser::new(ground.in_memory.address);
    let own = logged_in(ground, &mut attacker, steps)?;
    for (what, id) in [("made up", "a".repeat(43)), ("the attacker's own", own)] {
        let mut victim = with_session(ground, &id);
        let new = logged_in(ground, &mut victim, steps)?;
        steps.hold(&format!("an id that is {what}: the login gets a new one"), new != id);
        let reply = with_session(ground, &id).fetch("/me")?;
        steps.answered(&format!("an id that is {what}: nobody is known by it"), &reply, 401);
    }
    Ok(())
}

fn copied(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Browser::new(ground.in_memory.address);
    let id = logged_in(ground, &mut ada, steps)?;
    let elsewhere = logged_in(ground, &mut Browser::new(ground.in_memory.address), steps)?;
    post(&mut ada, "/logout", &[])?;
    let reply = with_session(ground, &id).fetch("/me")?;
    steps.answered("a copy of the cookie after the logout", &reply, 401);
    let mut copy = with_session(ground, &id);
    logged_in(ground, &mut copy, steps)?;
    let reply = with_session(ground, &id).fetch("/me")?;
    steps.answered("the same after a new login over it", &reply, 401);
    let reply = with_session(ground, &elsewhere).fetch("/me")?;
    steps.answered("her session in another browser goes on", &reply, 200);
    Ok(())
}

/// All logins are ended: those in a store, and the remember cookies, which have no time in them.
fn everywhere(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Browser::new(ground.in_memory.address);
    let id = logged_in(ground, &mut ada, steps)?;
    let elsewhere = logged_in(ground, &mut Browser::new(ground.in_memory.address), steps)?;
    let token = RememberToken::new(SecretKey::new(ground.key.as_str())?).write("ada")?;
    let mut thief = Browser::new(ground.in_memory.address);
    thief.cookies.insert("remember_token".to_owned(), token);
    let mut restored = thief.clone();
    steps.answered("a remember cookie of ada's: known", &restored.fetch("/me")?, 200);

    post(&mut ada, "/logout-everywhere", &[])?;
    for (what, id) in [("this browser", &id), ("another browser", &elsewhere)] {
        let reply = with_session(ground, id).fetch("/me")?;
        steps.answered(&format!("logged out everywhere: the session of {what}"), &reply, 401);
    }
    let reply = thief.fetch("/me")?;
    steps.answered("logged out everywhere: the remember cookie", &reply, 401);
    let reply = restored.fetch("/me")?;
    steps.answered("logged out everywhere: a session that it began", &reply, 401);
    logged_in(ground, &mut ada, steps)?;
    Ok(())
}
