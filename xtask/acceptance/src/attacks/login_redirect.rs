//! An app's own user type, rules about the login, and the way to the login page and back.

use anyhow::Context as _;

use super::ground::{Ground, post};
use crate::demo::login::log_in;
use crate::http::client::{Browser, Reply};
use crate::steps::Steps;

/// More than this is a loop.
const LONGEST: usize = 4;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    by_flask(ground, steps)?;
    by_rust(ground, steps)
}

/// A remembered user proves at Flask who she is.
fn by_flask(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = remembered(ground)?;
    let reply = ada.fetch("/service/fresh")?;
    steps.answered("ada, remembered: a program is not let in", &reply, 401);
    let reply = ada.navigate("/service/fresh")?;
    let asked = leads_to(&reply, "/login?next=/service/fresh&max_age=0");
    steps.hold("ada, remembered: her browser is sent to log in freshly", asked);
    let reply = log_in(&mut ada, "ada", "lovelace", "/service/fresh")?;
    steps.hold("ada logs in at Flask: sent back", leads_to(&reply, "/service/fresh"));
    let reply = ada.navigate("/service/fresh")?;
    steps.hold("ada, fresh now: let in as the app's own user", reply.says("Ada Lovelace"));

    // Flask does not say when it was: the login page cannot help.
    let (reply, hops) = followed(&mut ada, "/service/recent", |ada| {
        log_in(ada, "ada", "lovelace", "/service/recent").map(|_| ())
    })?;
    steps.answered(&format!("a login that never passes ends after {hops} redirect"), &reply, 401);
    Ok(())
}

/// A remembered user logs in at Rust, which says when it was.
fn by_rust(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = remembered(ground)?;
    let (reply, hops) = followed(&mut ada, "/service/recent", |ada| {
        post(ada, "/service/login", &[("user", "1")]).map(|_| ())
    })?;
    let let_in = reply.says("Ada Lovelace") && hops == 1;
    steps.hold("ada, remembered, logs in at Rust: let in after one redirect", let_in);

    // A login page that sends back at once, without asking.
    let mut ada = remembered(ground)?;
    for page in ["/service/fresh", "/service/recent"] {
        let (reply, hops) = followed(&mut ada, page, |_| Ok(()))?;
        steps.answered(
            &format!("{page}: a login page that asks nothing, {hops} redirect"),
            &reply,
            401,
        );
    }
    Ok(())
}

/// Ada, without a session and with a remember cookie.
fn remembered(ground: &Ground) -> anyhow::Result<Browser> {
    let mut ada = ground.visitor();
    post(&mut ada, "/service/login", &[("user", "1"), ("remember", "1")])?;
    ada.cookies.remove("session").context("no session cookie")?;
    Ok(ada)
}

fn leads_to(reply: &Reply, url: &str) -> bool {
    reply.status == 303 && reply.header("location") == Some(url)
}

/// Goes to a page, and does something at each login page that it is sent to. The last reply, and how often it was
/// sent.
fn followed(
    browser: &mut Browser,
    page: &str,
    at_login: impl Fn(&mut Browser) -> anyhow::Result<()>,
) -> anyhow::Result<(Reply, usize)> {
    let mut reply = browser.navigate(page)?;
    let mut hops = 0;
    while reply.status == 303 && hops < LONGEST {
        hops += 1;
        at_login(browser)?;
        reply = browser.navigate(page)?;
    }
    Ok((reply, hops))
}
