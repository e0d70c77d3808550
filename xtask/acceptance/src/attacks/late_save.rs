//! A request that has the session before the logout, and saves it after.

use anyhow::anyhow;

use super::ground::{Ground, post};
use crate::http::client::{Browser, Reply};
use crate::steps::Steps;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    let mut ada = logged_in(ground)?;
    let (_, reply) = slowly(&ada, |_| Ok(()))?;
    steps.answered("a slow request, nothing in between", &reply, 200);
    let known = ada.fetch("/stored/me")?.says("1 kept");
    steps.hold("its change is kept, and ada is known", known);

    // With a note a session outlives the logout, without the login.
    for (what, ada) in [("nothing else", logged_in(ground)?), ("a note", ada)] {
        let (mut slow, reply) = slowly(&ada, |meanwhile| {
            post(meanwhile, "/stored/logout", &[])?;
            let reply = meanwhile.fetch("/stored/me")?;
            steps.answered(&format!("a session with {what}: ada logs out meanwhile"), &reply, 401);
            Ok(())
        })?;
        steps.answered("the slow request goes on", &reply, 200);
        let reply = slow.fetch("/stored/me")?;
        steps.answered("the cookies that it leaves: anonymous", &reply, 401);
        let reply = ada.clone().fetch("/stored/me")?;
        steps.answered("a copy of the cookie from before: anonymous", &reply, 401);
    }
    Ok(())
}

fn logged_in(ground: &Ground) -> anyhow::Result<Browser> {
    let mut ada = ground.at_service();
    post(&mut ada, "/stored/login", &[("user", "1")])?;
    Ok(ada)
}

/// A slow request, with something done while it has the session. The browser that made it, and the reply.
fn slowly(
    browser: &Browser,
    meanwhile: impl FnOnce(&mut Browser) -> anyhow::Result<()>,
) -> anyhow::Result<(Browser, Reply)> {
    let mut slow = browser.clone();
    let slow = std::thread::spawn(move || {
        let reply = slow.post("/stored/slow-note", &[]);
        reply.map(|reply| (slow, reply))
    });
    let mut other = browser.clone();
    other.fetch("/stored/slow-note/has-session")?;
    let done = meanwhile(&mut other);
    post(&mut other, "/stored/slow-note/go-on", &[])?;
    done?;
    slow.join().map_err(|_| anyhow!("the slow request panicked"))?
}
