//! Where a login leads to.

use super::ground::Ground;
use crate::http::client::Browser;
use crate::steps::Steps;

/// What a browser, or a proxy in between, would take for another site, or for more than one header.
const ELSEWHERE: &[&str] = &[
    "https://evil.example",
    "https:evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "/%255cevil.example",
    "/%2fevil.example",
    "/%2F/evil.example",
    "/%252f/evil.example",
    "/..//evil.example",
    "/%2e%2e//evil.example",
    "/.//evil.example",
    "/users/..//evil.example",
    "javascript:alert(1)",
    "/users/me\r\nSet-Cookie: planted=1",
    "/\u{2044}evil.example",
    "/\u{ff0f}evil.example",
    "evil.example",
    "?next=//evil.example",
    "@evil.example",
    "",
];

/// Pages of the app's own.
const HERE: &[&str] = &["/users/me", "/users/me?tab=1&to=//evil.example", "/a/b%20c#d"];

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    for (server, name) in ground.form_logins.iter().zip(["axum", "actix-web"]) {
        let led = |next: &str| -> anyhow::Result<(Option<String>, bool)> {
            let mut browser = Browser::new(server.address);
            let fields = [("username", "john"), ("password", "doe"), ("next", next)];
            let reply = browser.post("/login", &fields)?;
            let planted = browser.cookies.contains_key("planted");
            Ok((reply.header("location").map(str::to_owned), planted))
        };
        for next in ELSEWHERE {
            let (location, planted) = led(next)?;
            let home = location.as_deref() == Some("/") && !planted;
            steps.hold(&format!("{name}, next={next:?}: leads home"), home);
        }
        for next in HERE {
            let (location, _) = led(next)?;
            steps.hold(
                &format!("{name}, next={next:?}: leads there"),
                location.as_deref() == Some(next),
            );
        }
        asked_for_elsewhere(name, &mut Browser::new(server.address), steps)?;
    }
    Ok(())
}

/// The login page is asked for by a request that names another site.
fn asked_for_elsewhere(name: &str, browser: &mut Browser, steps: &mut Steps) -> anyhow::Result<()> {
    let navigation = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")];
    let reply = browser.send("GET", "http://evil.example/users/me", &navigation, None)?;
    let location = reply.header("location").unwrap_or_default();
    let here = location == "/login?next=/users/me";
    steps.hold(&format!("{name}, a target in absolute form: to {location:?}"), here);
    for header in ["Host", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Original-URL"] {
        let headers = [navigation[0], navigation[1], (header, "//evil.example")];
        let reply = browser.send("GET", "/users/me", &headers, None)?;
        let location = reply.header("location").unwrap_or_default();
        let here = location == "/login?next=/users/me" || reply.status == 400;
        steps.hold(&format!("{name}, {header} of another site: to {location:?}"), here);
    }
    Ok(())
}
