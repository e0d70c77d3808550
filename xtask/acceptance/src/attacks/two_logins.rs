//! Two logins on one cookie: one logs out, and the other has the session open.

use super::ground::{Ground, post};
use crate::steps::Steps;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    for logout in ["/two/inner-logout", "/two/outer-logout"] {
        let mut ada = ground.at_service();
        post(&mut ada, "/two/login", &[("user", "1")])?;
        for page in ["/two/outer", "/two/inner"] {
            let reply = ada.fetch(page)?;
            let known = reply.says("1") && !reply.set_cookies().is_empty();
            steps.hold(&format!("{page}: ada is known, and her session is written anew"), known);
        }
        let reply = post(&mut ada, logout, &[])?;
        let lines = reply.set_cookies().len();
        steps.hold(&format!("{logout}: {lines} line about the cookie"), lines == 1);
        for page in ["/two/outer", "/two/inner"] {
            let reply = ada.fetch(page)?;
            steps.hold(&format!("{logout}: nobody is known at {page}"), reply.says("nobody"));
        }
    }
    Ok(())
}
