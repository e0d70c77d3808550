//! The session that a response carries.

use handstamp_authorizer::cookie::SameSite;
use handstamp_login::flask::CookieSettings;

use crate::noise::noise;
use crate::adapter::answer::Answer;
use crate::adapter::app::App;
use crate::adapter::setup::Setup;
use crate::adapter::signed;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::failure::{Failure, Outcome};

const ACT: &str = "/session/act";

/// The attributes of the session cookie, whatever their order.
fn attributes(answer: &Answer, wanted: &[&str]) -> Outcome {
    let (_, attributes) = answer.session_cookie()?;
    let mut found: Vec<_> = attributes.split("; ").collect();
    let mut wanted = wanted.to_vec();
    found.sort_unstable();
    wanted.sort_unstable();
    if found == wanted { Ok(()) } else { Err(answer.fail(format!("the attributes {wanted:?}"))) }
}

pub(crate) fn written_session_is_sent<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let answer = app.act(ACT, &ada, "set colour blue\nget colour").ok("done\nblue")?;
        let answer = answer.has("vary", "cookie")?;
        let answer = app.sets(answer, "colour", Some("blue"))?;
        attributes(&app.sets(answer, "_user_id", Some("ada"))?, &["HttpOnly", "Path=/"])
    })
}

pub(crate) fn written_session_is_read_back<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let (cookie, _) = app.act(ACT, "", "set colour blue").ok("done")?.session_cookie()?;
        app.act(ACT, &cookie, "get colour").ok("blue")?.without("set-cookie")?;
        let (cookie, _) = app.act(ACT, &cookie, "set colour red").ok("done")?.session_cookie()?;
        app.act(ACT, &cookie, "get colour").ok("red")?;
        Ok(())
    })
}

pub(crate) fn session_of_a_bad_cookie_is_written_anew<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for bad in app.bad()? {
            let answer = app.act(ACT, &bad, "set colour blue").ok("done")?;
            let answer = app.sets(answer, "_user_id", None)?;
            app.sets(answer, "colour", Some("blue"))?;
        }
        Ok(())
    })
}

pub(crate) fn removed_key_is_gone<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let (cookie, _) = app.act(ACT, &ada, "set colour blue").ok("done")?.session_cookie()?;
        let answer = app.act(ACT, &cookie, "remove colour\nget colour").ok("done\nnone")?;
        let answer = app.sets(answer, "colour", None)?;
        attributes(&app.sets(answer, "_user_id", Some("ada"))?, &["HttpOnly", "Path=/"])
    })
}

pub(crate) fn emptied_session_is_deleted<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let (ada, blue) = (app.logged_in("ada")?, app.session_with("colour", "blue")?);
        for (cookie, acts) in [(&ada, "clear"), (&blue, "remove colour")] {
            let answer = app.act(ACT, cookie, acts).ok("done")?.has("vary", "cookie")?;
            let (value, _) = answer.session_cookie()?;
            if value != "session=" {
                return Err(answer.fail("a session cookie without a value"));
            }
            let expires = "Expires=Thu, 01 Jan 1970 00:00:00 GMT";
            attributes(&answer, &[expires, "HttpOnly", "Max-Age=0", "Path=/"])?;
        }
        Ok(())
    })
}

pub(crate) fn attributes_are_those_of_the_settings<H: Harness>() -> Outcome {
    let mut cookie = CookieSettings::default();
    cookie.domain = Some("app.example".to_owned());
    cookie.path = "/shop".to_owned();
    cookie.secure = true;
    cookie.same_site = Some(SameSite::Lax);
    App::<H>::wherever(&Setup::new().cookie(cookie), |app| {
        let ada = app.logged_in("ada")?;
        let same = ["Domain=app.example", "Path=/shop", "Secure", "HttpOnly", "SameSite=Lax"];
        attributes(&app.act(ACT, &ada, "set colour blue").ok("done")?, &same)?;
        let gone = ["Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Max-Age=0"];
        let deleted = [&same[..], &gone[..]].concat();
        attributes(&app.act(ACT, &ada, "clear").ok("done")?, &deleted)
    })
}

pub(crate) fn flash_is_shown_once<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let acts = "flash info Hello there\nflash error Oh no";
        let (cookie, _) = app.act(ACT, &ada, acts).ok("done\ndone")?.session_cookie()?;
        let shown = app.act(ACT, &cookie, "flashes").ok("info: Hello there, error: Oh no")?;
        let (cookie, _) = shown.session_cookie()?;
        app.act(ACT, &cookie, "flashes").ok("")?;
        Ok(())
    })
}

pub(crate) fn read_session_varies<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for cookie in [&*app.logged_in("ada")?, ""] {
            let answer = app.act(ACT, cookie, "get colour").ok("none")?;
            answer.has("vary", "cookie")?.without("set-cookie")?;
        }
        Ok(())
    })
}

/// A session in its cookie is not looked at before somebody asks.
pub(crate) fn untouched_session_says_nothing<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for cookie in [&*app.logged_in("ada")?, "session=forged", ""] {
        app.act(ACT, cookie, "").ok("")?.without("vary")?.without("set-cookie")?;
    }
    Ok(())
}

pub(crate) fn two_writers_set_one_cookie<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let answer = app.act("/session/two", &app.logged_in("ada")?, "").status(200)?;
        let answer = app.sets(answer, "one", Some("1"))?;
        let answer = app.sets(answer, "two", Some("2"))?;
        app.sets(answer, "_user_id", Some("ada"))?;
        Ok(())
    })
}

/// What a handler has written and no cookie can hold is an error.
pub(crate) fn oversized_session_is_500<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    let ada = app.logged_in("ada")?;
    app.act(ACT, &ada, "fill big 5000").replaced(500, "Internal server error")?;
    let answer = app.act(ACT, &ada, "fill big 2000").ok("done")?;
    app.sets(answer, "_user_id", Some("ada"))?;
    Ok(())
}

/// A session that is only refreshed may be as large as it is.
pub(crate) fn oversized_refresh_is_left_out<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    let mut session = signed::permanent("ada")?;
    let refreshed = app.get_with("/user", &app.cookie_of(&session)?).ok("ada")?;
    app.sets(refreshed, "_user_id", Some("ada"))?;
    session.insert("big", &noise(5_000))?;
    app.get_with("/user", &app.cookie_of(&session)?).ok("ada")?.without("set-cookie")?;
    Ok(())
}

pub(crate) fn error_of_a_handler_is_saved<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let answer = app.act("/session/error", &ada, "set colour blue").status(409)?;
        app.sets(answer, "colour", Some("blue"))?.has("vary", "cookie")?;
        Ok(())
    })
}

pub(crate) fn late_change_is_refused<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let late = ["set colour blue", "remove _user_id", "clear", "flash info late", "login bob"];
        for act in late.into_iter().chain(["logout"]) {
            app.act("/session/stream", &ada, act).ok("refused")?.without("set-cookie")?;
        }
        app.act("/session/stream", &ada, "get _user_id").ok("ada")?;
        Ok(())
    })
}

/// No session leaks from one request into another.
pub(crate) fn sessions_of_two_requests_are_apart<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().late(), |app| {
        let names: Vec<_> = (0..20).map(|nth| format!("user-{nth}")).collect();
        let request = |name: &String| -> Result<_, Failure> {
            let cookie = app.logged_in(name)?;
            let acts = format!("set name {name}");
            Ok(Request::post(ACT).same_origin().cookie(cookie).body(&acts))
        };
        let requests: Result<Vec<_>, _> = names.iter().map(request).collect();
        for (answer, name) in app.send_all(requests?).into_iter().zip(&names) {
            let answer = app.sets(answer.ok("done")?, "name", Some(name))?;
            app.sets(answer, "_user_id", Some(name))?;
        }
        Ok(())
    })
}

pub(crate) fn login_and_logout<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let planted = app.session_with("csrf_token", "planted")?;
        let answer = app.act(ACT, &planted, "login ada").ok("done")?;
        let answer = app.sets(answer, "csrf_token", None)?;
        let (cookie, _) = answer.session_cookie()?;
        app.get_with("/user", &cookie).ok("ada")?;
        let (cookie, _) = app.act(ACT, &cookie, "logout").ok("done")?.session_cookie()?;
        app.get_with("/maybe", &cookie).ok("anonymous")?;
        Ok(())
    })
}
