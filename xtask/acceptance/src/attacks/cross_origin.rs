//! What another site's page can send with a visitor's cookies, and what a page of the app's own sends.

use std::net::SocketAddr;

use anyhow::ensure;

use super::ground::{Ground, post, post_from_elsewhere};
use crate::http::client::Browser;
use crate::steps::Steps;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    for (server, name) in ground.form_logins.iter().zip(["axum", "actix-web"]) {
        logged_out_by_a_page(server.address, name, steps)?;
        safe_methods(server.address, name, steps)?;
        logged_in_by_a_page(server.address, name, steps)?;
    }
    stored_session(ground, steps)
}

fn john(server: SocketAddr) -> anyhow::Result<Browser> {
    let mut john = Browser::new(server);
    post(&mut john, "/login", &[("username", "john"), ("password", "doe")])?;
    ensure!(john.fetch("/users/me")?.status == 200, "john is not logged in");
    Ok(john)
}

fn logged_out_by_a_page(server: SocketAddr, name: &str, steps: &mut Steps) -> anyhow::Result<()> {
    let origin = format!("http://{server}");
    let other_port = format!("http://{}:1", server.ip());
    let longer = format!("{origin}.evil.example");
    let user = format!("http://{server}@evil.example");
    let evil = "https://evil.example";
    let refused: &[&[(&str, &str)]] = &[
        &[],
        &[("Origin", evil)],
        &[("Origin", "null")],
        &[("Origin", "")],
        &[("Origin", &other_port)],
        &[("Origin", &longer)],
        &[("Origin", &user)],
        &[("Origin", evil), ("Sec-Fetch-Site", "none")],
        &[("Origin", "null"), ("Sec-Fetch-Site", "none")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "")],
        &[("Origin", &origin), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", &origin), ("Origin", evil)],
        &[("Origin", evil), ("Origin", &origin)],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", evil), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https")],
        &[("Origin", evil), ("Forwarded", "host=evil.example;proto=https")],
        &[("Origin", evil), ("Referer", &origin), ("X-Requested-With", "XMLHttpRequest")],
    ];
    let mut john = john(server)?;
    for headers in refused {
        let reply = john.send("POST", "/logout", headers, None)?;
        steps.answered(&format!("{name}, logout with {headers:?}"), &reply, 403);
    }
    let reply = john.fetch("/users/me")?;
    steps.answered(&format!("{name}: john is still logged in"), &reply, 200);
    for headers in [
        &[("Origin", &*origin)][..],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Origin", &origin), ("Sec-Fetch-Site", "none")],
        &[("X-Requested-With", "a program")],
    ] {
        let reply = john.clone().send("POST", "/logout", headers, None)?;
        steps.answered(&format!("{name}, logout with {headers:?}"), &reply, 303);
    }
    Ok(())
}

/// Requests whose method promises to change nothing, and that would.
fn safe_methods(server: SocketAddr, name: &str, steps: &mut Steps) -> anyhow::Result<()> {
    let evil = ("Origin", "https://evil.example");
    let mut john = john(server)?;
    let overrides = [evil, ("X-HTTP-Method-Override", "POST"), ("X-HTTP-Method", "POST")];
    for method in ["GET", "HEAD", "OPTIONS", "get", "TRACE"] {
        for target in ["/logout", "/logout?_method=POST"] {
            let reply = john.send(method, target, &overrides, None)?;
            let unserved = (400..500).contains(&reply.status);
            steps.hold(&format!("{name}, {method} {target}: {}", reply.status), unserved);
        }
    }
    let socket = |origin| [("Origin", origin), ("Connection", "Upgrade"), ("Upgrade", "WebSocket")];
    let reply = john.send("GET", "/users/me", &socket("https://evil.example"), None)?;
    steps.answered(&format!("{name}: another site opens a WebSocket"), &reply, 403);
    let many = [evil, ("Upgrade", "h2c"), ("Upgrade", "x, websocket")];
    let reply = john.send("GET", "/users/me", &many, None)?;
    steps.answered(&format!("{name}: the same, as the last of several upgrades"), &reply, 403);
    let own = format!("http://{server}");
    let reply = john.send("GET", "/users/me", &socket(&own), None)?;
    steps.answered(&format!("{name}: the app's own page opens one"), &reply, 200);
    let reply = john.send("GET", "/users/me", &[evil], None)?;
    steps.answered(&format!("{name}: reading is no harm"), &reply, 200);
    Ok(())
}

/// A login under the attacker's name.
fn logged_in_by_a_page(server: SocketAddr, name: &str, steps: &mut Steps) -> anyhow::Result<()> {
    let form = "username=jane&password=roe";
    let mut visitor = Browser::new(server);
    let reply = post_from_elsewhere(&mut visitor, "/login", form)?;
    let refused = reply.status == 403 && visitor.cookies.is_empty();
    steps.hold(&format!("{name}: another site cannot log a visitor in"), refused);
    let mut john = john(server)?;
    post_from_elsewhere(&mut john, "/login", form)?;
    let reply = john.fetch("/users/me")?;
    steps.hold(&format!("{name}: nor john as jane"), reply.says("John"));
    Ok(())
}

fn stored_session(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = Browser::new(ground.in_memory.address);
    post(&mut ada, "/login", &[("name", "ada"), ("password", "lovelace")])?;
    for target in ["/logout", "/logout-everywhere"] {
        let reply = post_from_elsewhere(&mut ada, target, "")?;
        steps.answered(&format!("sessions in memory, {target} by another site"), &reply, 403);
    }
    steps.answered("sessions in memory: ada is still logged in", &ada.fetch("/me")?, 200);
    Ok(())
}
