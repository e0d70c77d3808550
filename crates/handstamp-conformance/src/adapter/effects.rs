//! What a login wants the response to carry.

use crate::adapter::answer::Answer;
use crate::adapter::app::App;
use crate::adapter::authenticators::MARKS;
use crate::adapter::setup::Setup;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::failure::Outcome;

/// With an answer at once, and with one that comes later.
fn marked<H: Harness>(run: impl Fn(&App<H>) -> Outcome) -> Outcome {
    App::wherever(&Setup::new().marked(), &run)?;
    App::wherever(&Setup::new().marked().late(), &run)
}

/// The lines, with what caches need to know of them.
fn has_marks(answer: Answer) -> Outcome {
    let answer = answer.lines("set-cookie", &MARKS)?;
    answer.has("vary", "cookie")?.has_any("cache-control", &["private", "no-store"])?;
    Ok(())
}

pub(crate) fn effects_of_an_allowed_request<H: Harness>() -> Outcome {
    marked::<H>(|app| {
        let ada = app.logged_in("ada")?;
        for path in ["/user", "/role", "/rule", "/three", "/nested/deep/user"] {
            has_marks(app.get_with(path, &ada).status(200)?)?;
        }
        Ok(())
    })
}

pub(crate) fn effects_of_a_denied_request<H: Harness>() -> Outcome {
    marked::<H>(|app| {
        let grace = app.logged_in("grace")?;
        for path in ["/role", "/rule", "/three"] {
            has_marks(app.get_with(path, &grace).status(403)?)?;
            has_marks(app.get(path).status(401)?)?;
        }
        Ok(())
    })
}

pub(crate) fn effects_of_an_optional_request<H: Harness>() -> Outcome {
    marked::<H>(|app| {
        for (cookie, name) in [(&*app.logged_in("ada")?, "ada"), ("", "anonymous")] {
            has_marks(app.get_with("/maybe", cookie).ok(name)?)?;
        }
        Ok(())
    })
}

pub(crate) fn open_route_says_nothing<H: Harness>() -> Outcome {
    marked::<H>(|app| {
        let answer = app.get_with("/open", &app.logged_in("ada")?).ok("open")?;
        answer.without("set-cookie")?.without("vary")?.without("cache-control")?;
        Ok(())
    })
}

/// A cache must not hand one user's cookie to another (RFC 9111 section 7.3).
pub(crate) fn set_cookie_is_private<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for acts in ["set colour blue", "login grace", "logout", "clear"] {
            for path in ["/session/act", "/session/own", "/session/error"] {
                let answer = app.act(path, &app.logged_in("ada")?, acts);
                answer.session_cookie()?;
                answer.has("cache-control", "private")?.has("vary", "cookie")?;
            }
        }
        Ok(())
    })
}

/// What is answered to a token must not be handed to who shows another one, or none.
pub(crate) fn header_credential_varies<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().late()] {
        App::<H>::wherever(&setup, |app| {
            for path in ["/user", "/maybe", "/rule", "/nested/deep/user"] {
                let answer = app.send(Request::get(path).bearer("ada")).ok("ada")?;
                answer.has("vary", "authorization")?.has("cache-control", "private")?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

pub(crate) fn header_lines_of_the_handler_are_kept<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let answer = app.act("/session/own", &ada, "set colour blue").ok("done")?;
        let answer = answer.has("vary", "accept")?.has("vary", "cookie")?;
        let lines = answer.all("set-cookie");
        let own = matches!(&*lines, [one, two, session]
            if one == "own=1" && two == "own=2" && session.starts_with("session="));
        if own { Ok(()) } else { Err(answer.fail("own=1, own=2 and the session, in three lines")) }
    })
}

/// Nothing of the response that a reply replaces is left: not its cookies, not its type, not its body.
pub(crate) fn replaced_response_loses_its_own_cookie_and_content_type<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    let replaced = app.act("/session/own", &app.logged_in("ada")?, "fill big 5000");
    replaced.replaced(500, "Internal server error")?;
    App::<H>::in_stores(&Setup::new(), |app, store| {
        let ada = app.logged_in("ada")?;
        store.fail_writes();
        let replaced = app.act("/session/own", &ada, "set colour blue");
        replaced.replaced(503, "Service temporarily unavailable")?;
        Ok(())
    })
}
