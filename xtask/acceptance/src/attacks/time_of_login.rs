//! A Flask app keeps keys of the session that it does not know. What Rust wrote about one user's login is there
//! still when Flask logs in another.

use anyhow::{Context as _, ensure};
use handstamp_flask::{SecretKey, session_codec};
use std::time::SystemTime;

use super::ground::{Ground, post};
use crate::demo::login::{log_in, log_out};
use crate::http::client::Browser;
use crate::steps::Steps;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    with_a_remember_cookie(ground, steps)?;
    with_a_password(ground, steps)?;
    without_a_password(ground, steps)
}

/// Logs ada in at Rust, out at Flask, and makes sure that something is left.
fn leftover_of_ada(ground: &Ground, steps: &mut Steps) -> anyhow::Result<Browser> {
    let mut browser = ground.visitor();
    post(&mut browser, "/service/login", &[("user", "1")])?;
    for page in ["/service/me", "/service/fresh", "/service/recent"] {
        let reply = browser.fetch(page)?;
        steps.answered(&format!("ada, logged in at Rust: {page}"), &reply, 200);
    }
    steps.hold("ada, logged in at Rust: known at Flask", is_greeted(&mut browser, "Ada")?);
    log_out(&mut browser)?;
    let reply = browser.fetch("/service/me")?;
    steps.answered("ada, logged out at Flask: anonymous at Rust", &reply, 401);
    ensure!(
        has_record(ground, &browser)?,
        "Flask has dropped `_handstamp`: nothing to attack with"
    );
    Ok(browser)
}

fn has_record(ground: &Ground, browser: &Browser) -> anyhow::Result<bool> {
    let cookie = browser.cookies.get("session").context("no session cookie")?;
    let session = session_codec(SecretKey::new(ground.key.as_str())?).build();
    Ok(session.decode(cookie, SystemTime::now())?.get("_handstamp").is_some())
}

fn is_greeted(browser: &mut Browser, name: &str) -> anyhow::Result<bool> {
    Ok(browser.navigate("/")?.says(&format!("Hello, {name}")))
}

/// Holds who is known, and whether the login counts as fresh and as recent.
fn held(
    browser: &mut Browser,
    who: &str,
    name: &str,
    (fresh, recent): (u16, u16),
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let reply = browser.fetch("/service/me")?;
    steps.hold(&format!("{who}: known at Rust as {name}"), reply.says(name));
    for (page, status) in [("/service/fresh", fresh), ("/service/recent", recent)] {
        let reply = browser.fetch(page)?;
        steps.answered(&format!("{who}: {page}"), &reply, status);
    }
    Ok(())
}

/// The leftover of one's own login, and a remember cookie of somebody else's.
fn with_a_remember_cookie(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut grace = ground.visitor();
    post(&mut grace, "/service/login", &[("user", "2"), ("remember", "1")])?;
    let token = grace.cookies.get("remember_token").context("no remember cookie")?.clone();
    held(&mut grace, "grace herself", "Grace", (200, 200), steps)?;

    let mut attacker = leftover_of_ada(ground, steps)?;
    attacker.cookies.insert("remember_token".to_owned(), token);
    let greeted = is_greeted(&mut attacker, "Grace")?;
    steps.hold("ada with grace's remember cookie: Flask takes her for grace", greeted);
    ensure!(has_record(ground, &attacker)?, "Flask has dropped `_handstamp`");
    held(&mut attacker, "ada with grace's remember cookie", "Grace", (401, 401), steps)?;

    let mut attacker = leftover_of_ada(ground, steps)?;
    let token = grace.cookies.get("remember_token").context("no remember cookie")?.clone();
    attacker.cookies.insert("remember_token".to_owned(), token);
    held(&mut attacker, "the same at Rust first", "Grace", (401, 401), steps)
}

/// Ada at Rust, grace at Flask, and ada once more.
fn with_a_password(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut browser = leftover_of_ada(ground, steps)?;
    log_in(&mut browser, "grace", "hopper", "/")?;
    // Flask says that the login is fresh, and not when it was.
    held(&mut browser, "grace at Flask, after ada", "Grace", (200, 401), steps)?;
    log_out(&mut browser)?;
    post(&mut browser, "/service/login", &[("user", "1"), ("stale", "1")])?;
    held(&mut browser, "ada again, without a password", "Ada", (401, 401), steps)?;

    let mut browser = leftover_of_ada(ground, steps)?;
    let mut remembered = ground.visitor();
    post(&mut remembered, "/service/login", &[("user", "1"), ("remember", "1")])?;
    let token = remembered.cookies.get("remember_token").context("no remember cookie")?.clone();
    browser.cookies.insert("remember_token".to_owned(), token);
    steps.hold("ada again, remembered: known at Flask", is_greeted(&mut browser, "Ada")?);
    held(&mut browser, "ada again, remembered", "Ada", (401, 401), steps)
}

fn without_a_password(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut browser = ground.visitor();
    post(&mut browser, "/service/login", &[("user", "1"), ("stale", "1")])?;
    held(&mut browser, "ada, logged in without a password", "Ada", (401, 401), steps)
}
