//! A bearer token that has to be asked about, and a session that would write a cookie.

use super::ground::{Ground, post};
use crate::http::client::Browser;
use crate::steps::Steps;

const GOOD: (&str, &str) = ("Authorization", "Bearer of-the-robot");
const FORGED: (&str, &str) = ("Authorization", "Bearer forged");

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut logged_in = ground.at_service();
    post(&mut logged_in, "/service/login", &[("user", "1"), ("remember", "1")])?;
    let mut remembered = logged_in.clone();
    remembered.cookies.remove("session");
    for page in ["/bearer-first/me", "/session-first/me"] {
        for (cookies, browser) in
            [("a session", &logged_in), ("a remember cookie alone", &remembered)]
        {
            beside(page, cookies, browser, steps)?;
        }
    }
    Ok(())
}

fn beside(page: &str, what: &str, browser: &Browser, steps: &mut Steps) -> anyhow::Result<()> {
    let ask = |headers: &[(&str, &str)]| browser.clone().send("GET", page, headers, None);
    let reply = ask(&[])?;
    let written = reply.status == 200 && reply.says("1") && !reply.set_cookies().is_empty();
    steps.hold(&format!("{page}, {what}: ada, whose cookie is written anew"), written);
    let reply = ask(&[GOOD])?;
    let silent = reply.says("robot") && reply.set_cookies().is_empty();
    steps.hold(&format!("{page}, {what} and a token: the program, and no cookie"), silent);
    let reply = ask(&[FORGED])?;
    steps.answered(&format!("{page}, {what} and a forged token"), &reply, 401);
    steps.hold("    no cookie is written with it", reply.set_cookies().is_empty());
    let reply = ask(&[FORGED, GOOD])?;
    steps.answered(&format!("{page}, {what}, a forged token and a good one"), &reply, 401);
    Ok(())
}
