//! The four dependencies of fastapi-flask-auth over HTTP, asked with cookies that live Flask made.

use std::ffi::OsStr;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::worker::Worker;
use crate::http::client::Browser;
use crate::process::Server;
use xtask::workspace;

const PACKAGES: [&str; 2] =
    ["example-four-dependencies-axum", "example-four-dependencies-actix-web"];

/// The key that Flask and the service share, and one that they do not.
const KEY: &str = "6f9c0d5be1a84772b3e5f10c9d2748aa";
const OTHER_KEY: &str = "0b7d1e93c5a6482f8e4d2c1b0a99f877";

/// Builds and starts the examples.
pub(super) fn start() -> anyhow::Result<Vec<Server>> {
    let start = |package: &str| {
        let program = workspace::build_program(package, &[])?;
        Server::start(package, &[OsStr::new(&program)], &[("SECRET_KEY", KEY)])
    };
    PACKAGES.into_iter().map(start).collect()
}

/// A status and a body for each of the four, in the order of [`ROUTES`].
type Answers = [(u16, Option<Value>); 4];

const ROUTES: [&str; 4] =
    ["get-session-cookie", "requires-session-cookie", "get-user-id", "requires-user-id"];

/// Asks all four of each service, with each kind of cookie.
pub(super) fn hold(worker: &mut Worker, services: &[Server]) -> anyhow::Result<()> {
    PACKAGES.iter().zip(services).try_for_each(|(package, service)| {
        hold_one(worker, service).with_context(|| (*package).to_owned())
    })
}

fn hold_one(worker: &mut Worker, service: &Server) -> anyhow::Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let days = |days: u64| now.saturating_sub(Duration::from_secs(days * 24 * 60 * 60)).as_secs();
    let ada = json!({"_user_id": "7", "_fresh": true, "name": "Ada", "n": [1, 2.5, null]});
    let guest = json!({"lang": "en"});
    let anonymous: Answers =
        [(200, Some(Value::Null)), (401, None), (200, Some(Value::Null)), (401, None)];
    let known: Answers = [
        (200, Some(ada.clone())),
        (200, Some(ada.clone())),
        (200, Some(json!("7"))),
        (200, Some(json!("7"))),
    ];
    let unnamed: Answers = [
        (200, Some(guest.clone())),
        (200, Some(guest.clone())),
        (200, Some(Value::Null)),
        (401, None),
    ];
    ask(service, None, &anonymous).context("without a cookie")?;
    for (what, key, value, signed_at, answers) in [
        ("a login", KEY, &ada, days(0), &known),
        ("a login of thirty days ago", KEY, &ada, days(30), &known),
        ("a login of another key", OTHER_KEY, &ada, days(0), &anonymous),
        ("a login of 32 days ago", KEY, &ada, days(32), &anonymous),
        ("a session without a login", KEY, &guest, days(0), &unnamed),
    ] {
        let question = json!({"do": "write", "keys": [key], "now": signed_at, "value": value});
        let made = worker.ask(&question)?;
        let cookie = made.get("cookie").and_then(Value::as_str).context("no cookie")?;
        ask(service, Some(cookie), answers).context(what)?;
    }
    Ok(())
}

fn ask(service: &Server, cookie: Option<&str>, answers: &Answers) -> anyhow::Result<()> {
    let mut browser = Browser::new(service.address);
    browser.cookies.extend(cookie.map(|cookie| ("session".to_owned(), cookie.to_owned())));
    for (route, (status, body)) in ROUTES.iter().zip(answers) {
        let reply = browser.fetch(&format!("/four/{route}"))?;
        ensure!(reply.status == *status, "{route} answered {} and not {status}", reply.status);
        if let Some(body) = body {
            let found = reply.json()?;
            ensure!(found == *body, "{route} answered {found} and not {body}");
        }
    }
    Ok(())
}
