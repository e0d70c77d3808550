//! An `Auth` for programs checks no origin and trusts no proxy. It is inside and outside of the one that has the
//! session.

use super::ground::{Ground, post, post_from_elsewhere};
use crate::steps::Steps;

const SAME_ORIGIN: &[(&str, &str)] =
    &[("Sec-Fetch-Site", "same-origin"), ("Content-Type", "text/plain")];

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    from_another_site(ground, steps)?;
    behind_a_proxy(ground, steps)
}

fn from_another_site(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = ground.at_service();
    post(&mut ada, "/nested/login", &[("user", "1")])?;
    ada.send("POST", "/nested/note", SAME_ORIGIN, Some("ada's own".to_owned()))?;
    let reply = ada.fetch("/nested/note")?;
    steps.hold("a note from ada's own page: kept", reply.says("ada's own"));

    let reply = post_from_elsewhere(&mut ada, "/nested/note", "planted")?;
    steps.answered("a note from another site's page: refused", &reply, 403);
    let reply = ada.fetch("/nested/note")?;
    steps.hold("the note is still ada's own", reply.says("ada's own"));
    let reply = post_from_elsewhere(&mut ada, "/nested/user-id", "")?;
    steps.answered("the user's id, asked for by another site: refused", &reply, 403);
    let reply = ada.send("POST", "/nested/user-id", SAME_ORIGIN, None)?;
    steps.answered("the user's id, asked for by ada's own page", &reply, 200);

    let key = [("X-Api-Key", "of-the-robot"), ("Sec-Fetch-Site", "cross-site")];
    let reply = ada.send("POST", "/nested/robot", &key, None)?;
    steps.hold("a program with its key, from anywhere: known", reply.says("robot"));
    let reply = ada.send("POST", "/nested/note", &key, Some("planted".to_owned()))?;
    steps.answered("the same program cannot use ada's session", &reply, 403);
    Ok(())
}

/// Session protection is strong here: at another address the session is logged out.
fn behind_a_proxy(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    const HOME: (&str, &str) = ("X-Forwarded-For", "203.0.113.7");
    let mut ada = ground.at_service();
    let form = [HOME, ("Content-Type", "application/x-www-form-urlencoded")];
    ada.send("POST", "/nested/login", &form, Some("user=1".to_owned()))?;
    for (page, what) in [("/nested/note", "the session"), ("/nested/user-id", "the user's id")] {
        let reply = ada.send("GET", page, &[HOME], None)?;
        steps.answered(&format!("ada behind a proxy: {what}"), &reply, 200);
    }
    let reply = ada.send("GET", "/nested/user-id", &[HOME], None)?;
    steps.hold("ada behind a proxy: not logged out by the others", reply.says("1"));
    let elsewhere = [("X-Forwarded-For", "203.0.113.7, 198.51.100.9")];
    let reply = ada.clone().send("GET", "/nested/user-id", &elsewhere, None)?;
    steps.answered("her cookie at another address, which claims to be hers", &reply, 401);
    Ok(())
}
