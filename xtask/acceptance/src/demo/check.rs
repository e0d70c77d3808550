//! `demo --check`: the demo, tried by itself over HTTP, step by step.

use anyhow::{Context as _, bail};

use super::login::{log_in, log_out};
use super::{Demo, SERVICES, Service};
use crate::changed::changed_at;
use crate::http::client::{Browser, Reply};

/// Flask's own name for its cookie.
const COOKIE: &str = "session";

struct Person {
    name: &'static str,
    password: &'static str,
    full_name: &'static str,
}

const ADA: Person = Person { name: "ada", password: "lovelace", full_name: "Ada Lovelace" };
const GRACE: Person = Person { name: "grace", password: "hopper", full_name: "Grace Hopper" };

/// Steps tried, and those that failed.
#[derive(Default)]
struct Steps {
    tried: u32,
    failed: u32,
}

impl Steps {
    /// Holds a reply against the status that is due and against whatever else is.
    fn hold(&mut self, what: &str, reply: &Reply, status: u16, also: bool) {
        let holds = reply.status == status && also;
        self.tried += 1;
        self.failed += u32::from(!holds);
        let word = if holds { "ok  " } else { "FAIL" };
        print!("  {word} {}  {what}", reply.status);
        match (reply.status == status, also) {
            (false, _) => println!("  (wanted {status})"),
            (true, false) => println!("  (the reply does not say what it must)"),
            (true, true) => println!(),
        }
    }
}

/// Tries all of it; an error if any step fails.
pub(super) fn run(demo: &Demo) -> anyhow::Result<()> {
    println!("\nLogging in at {}, visiting Rust:", demo.login.name());
    let mut steps = Steps::default();
    for service in SERVICES {
        println!("\n{} behind {}{}/", service.framework, demo.proxy, service.prefix);
        anonymous(demo, service, &mut steps)?;
        let ada = logged_in(demo, service, &ADA, &mut steps)?;
        let grace = logged_in(demo, service, &GRACE, &mut steps)?;
        roles(service, ada.clone(), grace, &mut steps)?;
        changed_cookies(demo, service, &ada, &mut steps)?;
        rotation(demo, service, &mut steps)?;
        logged_out(service, ada, &mut steps)?;
    }
    println!("\n{} steps, {} failed", steps.tried, steps.failed);
    if steps.failed > 0 {
        bail!("{} of {} steps failed", steps.failed, steps.tried);
    }
    Ok(())
}

fn anonymous(demo: &Demo, service: &Service, steps: &mut Steps) -> anyhow::Result<()> {
    let mut browser = Browser::new(demo.proxy);
    refused(service, &mut browser, "anonymous", steps)?;
    let reply = browser.navigate(&format!("{}/me?tab=1", service.prefix))?;
    let next = reply.header("location").is_some_and(|to| {
        to.starts_with("/login?next=") && to.contains(&service.prefix.replace('/', "%2F"))
            || to.starts_with(&format!("/login?next={}/me", service.prefix))
    });
    steps.hold(
        "anonymous, by browser: sent to the login page, and back after it",
        &reply,
        303,
        next,
    );
    let reply = browser.fetch(&format!("{}/admin", service.prefix))?;
    steps.hold("anonymous: the page for administrators", &reply, 401, true);
    Ok(())
}

/// An anonymous request: greeted without a name, refused where a login is needed.
fn refused(
    service: &Service,
    browser: &mut Browser,
    who: &str,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let reply = browser.fetch(&format!("{}/", service.prefix))?;
    let anonymous = !reply.says(ADA.full_name) && !reply.says(GRACE.full_name);
    steps.hold(&format!("{who}: greeted without a name"), &reply, 200, anonymous);
    let reply = browser.fetch(&format!("{}/me", service.prefix))?;
    let silent = !reply.says(ADA.full_name) && reply.header("www-authenticate").is_some();
    steps.hold(&format!("{who}: refused without a login"), &reply, 401, silent);
    Ok(())
}

/// A request of a known user.
fn known(
    service: &Service,
    browser: &mut Browser,
    person: &Person,
    who: &str,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let reply = browser.navigate(&format!("{}/", service.prefix))?;
    steps.hold(&format!("{who}: greeted by name"), &reply, 200, reply.says(person.full_name));
    let reply = browser.fetch(&format!("{}/me", service.prefix))?;
    steps.hold(&format!("{who}: the own account"), &reply, 200, reply.says(person.full_name));
    Ok(())
}

fn logged_in(
    demo: &Demo,
    service: &Service,
    person: &Person,
    steps: &mut Steps,
) -> anyhow::Result<Browser> {
    let mut browser = Browser::new(demo.proxy);
    let page = format!("{}/me", service.prefix);
    let reply = log_in(&mut browser, person.name, "a wrong password", &page)?;
    steps.hold(&format!("{}: a wrong password", person.name), &reply, 401, true);
    let reply = log_in(&mut browser, person.name, person.password, &page)?;
    let back = reply.header("location") == Some(&page);
    steps.hold(&format!("{}: logged in, sent back to {page}", person.name), &reply, 303, back);
    known(service, &mut browser, person, person.name, steps)?;
    Ok(browser)
}

fn roles(
    service: &Service,
    mut ada: Browser,
    mut grace: Browser,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let page = format!("{}/admin", service.prefix);
    let reply = ada.fetch(&page)?;
    steps.hold("ada, an administrator: the page for administrators", &reply, 200, true);
    let reply = grace.fetch(&page)?;
    steps.hold("grace, who is none: forbidden", &reply, 403, true);
    let reply = grace.navigate(&page)?;
    steps.hold("grace, by browser: forbidden, not sent to log in again", &reply, 403, true);
    Ok(())
}

/// The cookie with one byte changed: in the payload, in the time, in the signature.
fn changed_cookies(
    demo: &Demo,
    service: &Service,
    ada: &Browser,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let cookie = ada.cookies.get(COOKIE).context("no session cookie after the login")?;
    let middle = |part: &str| part.len() / 2;
    let (signed, signature) = cookie.rsplit_once('.').context("not a signed cookie")?;
    let (payload, time) = signed.rsplit_once('.').context("not a timed cookie")?;
    let in_time = payload.len() + 1 + middle(time);
    let in_signature = signed.len() + 1 + middle(signature);
    for (part, at) in [("payload", middle(payload)), ("time", in_time), ("signature", in_signature)]
    {
        let mut browser = Browser::new(demo.proxy);
        browser.cookies.insert(COOKIE.to_owned(), changed_at(cookie, at));
        refused(service, &mut browser, &format!("a changed {part}"), steps)?;
    }
    Ok(())
}

/// Cookies that the same app signed before the key was rotated, once and twice.
fn rotation(demo: &Demo, service: &Service, steps: &mut Steps) -> anyhow::Result<()> {
    for (key, name) in [(&demo.keys.old, "old-key"), (&demo.keys.dropped, "dropped-key")] {
        let login = demo.login.start(name, key, "")?;
        let mut there = Browser::new(login.address());
        let reply = log_in(&mut there, ADA.name, ADA.password, "/")?;
        let issued = there.cookies.contains_key(COOKIE);
        steps.hold(&format!("ada: logged in before the rotation ({name})"), &reply, 303, issued);
        let mut browser = Browser::new(demo.proxy);
        browser.cookies = there.cookies;
        if *key == demo.keys.old {
            known(service, &mut browser, &ADA, "a cookie of the old key", steps)?;
        } else {
            refused(service, &mut browser, "a cookie of a dropped key", steps)?;
        }
    }
    Ok(())
}

fn logged_out(service: &Service, mut ada: Browser, steps: &mut Steps) -> anyhow::Result<()> {
    let home = ada.navigate("/")?;
    steps.hold("ada: still logged in where the login was", &home, 200, home.says(ADA.full_name));
    let reply = log_out(&mut ada)?;
    steps.hold("ada: logged out", &reply, 303, true);
    refused(service, &mut ada, "ada, logged out", steps)
}
