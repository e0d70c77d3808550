//! Two cookies of one name: an attacker on a neighbouring host can add one. Flask and Rust have to take the same.

use anyhow::Context as _;

use super::ground::Ground;
use crate::changed::changed_at;
use crate::demo::login::log_in;
use crate::http::client::Browser;
use crate::steps::Steps;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let session = |name: &str, password: &str| -> anyhow::Result<String> {
        let mut browser = ground.visitor();
        log_in(&mut browser, name, password, "/")?;
        Ok(browser.cookies.get("session").context("no session cookie")?.clone())
    };
    let (ada, grace) = (session("ada", "lovelace")?, session("grace", "hopper")?);
    let broken = changed_at(&ada, ada.len() - 10);
    let headers = [
        ("one", format!("session={ada}"), Some("Ada")),
        ("hers first", format!("session={ada}; session={grace}"), Some("Ada")),
        ("hers last", format!("session={grace}; session={ada}"), Some("Grace")),
        ("a broken one first", format!("session={broken}; session={ada}"), None),
        ("a broken one last", format!("session={ada}; session={broken}"), Some("Ada")),
        ("an empty one first", format!("session=; session={ada}"), None),
        ("in quotes, then another", format!("session=\"{ada}\"; session={grace}"), Some("Ada")),
        ("blanks around the name", format!(" session ={ada}; session={grace}"), Some("Ada")),
        ("another case", format!("Session={grace}; session={ada}"), Some("Ada")),
        ("a longer name", format!("asession={grace}; session={ada}"), Some("Ada")),
        ("inside another's value", format!("a=\"session={grace}\"; session={ada}"), Some("Ada")),
        ("after a comma", format!("a=1, session={grace}; session={ada}"), Some("Ada")),
        ("a name in percent", format!("%73ession={grace}; session={ada}"), Some("Ada")),
    ];
    for (what, header, user) in headers {
        let mut browser = ground.visitor();
        for (app, page) in [("Flask", "/"), ("axum", "/rust/"), ("actix-web", "/actix/")] {
            let greeted = greeted(&mut browser, page, &header)?;
            let who = greeted.unwrap_or("nobody");
            steps.hold(&format!("{what}: {app} knows {who}"), greeted == user);
        }
    }
    // Werkzeug before 3.1.9, which this Flask has, takes such a value and cannot open it.
    for first in ["session=a b", "session=\"a", "session=a\"b"] {
        let header = format!("{first}; session={ada}");
        let mut browser = ground.visitor();
        for (app, page, user) in [
            ("Flask", "/", None),
            ("axum", "/rust/", Some("Ada")),
            ("actix-web", "/actix/", Some("Ada")),
        ] {
            let who = user.unwrap_or("nobody");
            let holds = greeted(&mut browser, page, &header)? == user;
            steps.hold(&format!("{first:?} first: {app} knows {who}"), holds);
        }
    }
    Ok(())
}

fn greeted(
    browser: &mut Browser,
    page: &str,
    header: &str,
) -> anyhow::Result<Option<&'static str>> {
    let reply = browser.send("GET", page, &[("Cookie", header)], None)?;
    browser.cookies.clear();
    Ok(["Ada", "Grace"].into_iter().find(|name| reply.says(name)))
}
