//! Headers that say who asks. The proxy replaces them; a service that trusts one takes only what that one wrote.

use anyhow::ensure;

use super::ground::{Ground, post};
use crate::http::client::Browser;
use crate::steps::Steps;

const HOME: &str = "203.0.113.7";

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    through_the_proxy(ground, steps)?;
    as_the_proxy(ground, steps)?;
    without_a_proxy(ground, steps)
}

/// A client writes the headers of a proxy, and the real one is in between.
fn through_the_proxy(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = ground.visitor();
    post(&mut ada, "/service/login", &[("user", "1")])?;
    let spoofed = [
        ("Origin", "https://evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
    ];
    let reply = ada.send("POST", "/service/logout", &spoofed, None)?;
    steps.answered("a logout from another site that names itself the host", &reply, 403);
    let navigation = [("Accept", "text/html"), ("X-Forwarded-Prefix", "//evil.example")];
    let reply = ground.visitor().send("GET", "/rust/me", &navigation, None)?;
    let here = reply.header("location").is_some_and(|to| to.starts_with("/login?next=/rust/me"));
    steps.hold("a prefix of another site: not in `next`", here);
    let reply = ada.send("GET", "/service/fresh", &[("X-Forwarded-For", HOME)], None)?;
    steps.answered("ada's login does not move by what she claims", &reply, 200);
    Ok(())
}

/// What the trusted proxy itself passes on: the last of a list is its own word.
fn as_the_proxy(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = ground.at_service();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let login = ada.send(
        "POST",
        "/service/login",
        &[("X-Forwarded-For", HOME), form],
        Some("user=1".to_owned()),
    )?;
    ensure!(login.status == 200, "the login answered {}", login.status);
    for (claimed, status) in [
        ("203.0.113.7", 200),
        ("198.51.100.9", 401),
        ("203.0.113.7, 198.51.100.9", 401),
        ("203.0.113.7, 198.51.100.9, 127.0.0.1", 401),
        ("127.0.0.1, 203.0.113.7", 200),
    ] {
        let reply = ada.send("GET", "/service/fresh", &[("X-Forwarded-For", claimed)], None)?;
        steps.answered(&format!("ada's cookie from {claimed}: fresh there"), &reply, status);
    }
    let two_lines = [("X-Forwarded-For", HOME), ("X-Forwarded-For", "198.51.100.9")];
    let reply = ada.send("GET", "/service/fresh", &two_lines, None)?;
    steps.answered("the same in two lines", &reply, 401);
    let host = ground.service.address.to_string();
    for (scheme, status) in [("http", 403), ("https", 200)] {
        let origin = format!("{scheme}://{host}");
        let by_https = [("X-Forwarded-Proto", "https"), ("Origin", origin.as_str())];
        let reply = ada.clone().send("POST", "/service/logout", &by_https, None)?;
        steps.answered(&format!("a logout by HTTPS from a page by {scheme}"), &reply, status);
    }
    let prefix = [("Accept", "text/html"), ("X-Forwarded-Prefix", "//evil.example")];
    let reply = Browser::new(ground.beside_flask.address).send("GET", "/rust/me", &prefix, None)?;
    let here = reply.header("location").is_some_and(|to| to == "/login?next=/rust/me");
    steps.hold("a prefix of another site, passed on by the proxy: not in `next`", here);
    let prefix = [("Accept", "text/html"), ("X-Forwarded-Prefix", "/app")];
    let reply = Browser::new(ground.beside_flask.address).send("GET", "/rust/me", &prefix, None)?;
    let there = reply.header("location").is_some_and(|to| to == "/login?next=/app/rust/me");
    steps.hold("a prefix that the proxy has stripped: in `next`", there);
    Ok(())
}

/// A service that trusts no proxy: nobody's word counts.
fn without_a_proxy(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Browser::new(ground.in_memory.address);
    post(&mut ada, "/login", &[("name", "ada"), ("password", "lovelace")])?;
    let spoofed = [("Origin", "https://app.example"), ("X-Forwarded-Host", "app.example")];
    let reply = ada.send("POST", "/logout", &spoofed, None)?;
    steps.answered("a host that only the client names", &reply, 403);
    steps.answered("ada is still logged in", &ada.fetch("/me")?, 200);
    Ok(())
}
