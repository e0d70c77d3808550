//! What a login wants the response to carry.

use crate::app::App;
use crate::setup::{MARKS, Setup, logged_in};
use crate::failure::{Failure, Outcome};
use crate::harness::Harness;

/// With an answer at once, and with one that comes later.
fn apps<H: Harness>() -> Result<[App<H>; 2], Failure> {
    Ok([App::new(&Setup::new().marked())?, App::new(&Setup::new().marked().late())?])
}

pub(crate) fn effects_of_an_allowed_request<H: Harness>() -> Outcome {
    let ada = logged_in("ada")?;
    for app in apps::<H>()? {
        for path in ["/user", "/role", "/rule", "/three", "/nested/deep/user"] {
            let answer = app.get_with(path, &ada).status(200)?;
            answer.lines("set-cookie", &MARKS)?.has("vary", "cookie")?;
        }
    }
    Ok(())
}

pub(crate) fn effects_of_a_denied_request<H: Harness>() -> Outcome {
    let grace = logged_in("grace")?;
    for app in apps::<H>()? {
        for path in ["/role", "/rule", "/three"] {
            let answer = app.get_with(path, &grace).status(403)?;
            answer.lines("set-cookie", &MARKS)?.has("vary", "cookie")?;
            let answer = app.get(path).status(401)?;
            answer.lines("set-cookie", &MARKS)?.has("vary", "cookie")?;
        }
    }
    Ok(())
}

pub(crate) fn effects_of_an_optional_request<H: Harness>() -> Outcome {
    let ada = logged_in("ada")?;
    for app in apps::<H>()? {
        for (cookie, name) in [(&*ada, "ada"), ("", "anonymous")] {
            let answer = app.get_with("/maybe", cookie).ok(name)?;
            answer.lines("set-cookie", &MARKS)?.has("vary", "cookie")?;
        }
    }
    Ok(())
}

pub(crate) fn open_route_says_nothing<H: Harness>() -> Outcome {
    let ada = logged_in("ada")?;
    for app in apps::<H>()? {
        let answer = app.get_with("/open", &ada).ok("open")?;
        answer.without("set-cookie")?.without("vary")?.without("cache-control")?;
    }
    Ok(())
}

pub(crate) fn header_lines_of_the_handler_are_kept<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    let answer = app.act("/session/own", &ada, "set colour blue").ok("done")?;
    let answer = answer.has("vary", "accept")?.has("vary", "cookie")?;
    let lines = answer.all("set-cookie");
    let own = matches!(&*lines, [one, two, session]
        if one == "own=1" && two == "own=2" && session.starts_with("session="));
    if own { Ok(()) } else { Err(answer.fail("own=1, own=2 and the session, in three lines")) }
}
