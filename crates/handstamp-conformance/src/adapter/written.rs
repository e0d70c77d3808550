//! The session that a response carries.

use handstamp_authorizer::cookie::SameSite;
use handstamp_login::flask::CookieSettings;

use crate::app::{Answer, App};
use crate::setup::{self, Setup, logged_in, session_with};
use crate::{Failure, Harness, Outcome};

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
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    let answer = app.act(ACT, &ada, "set colour blue\nget colour").ok("done\nblue")?;
    let answer = answer.has("vary", "cookie")?.session_has("colour", Some("blue"))?;
    attributes(&answer.session_has("_user_id", Some("ada"))?, &["HttpOnly", "Path=/"])
}

pub(crate) fn written_session_is_read_back<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    let (cookie, _) = app.act(ACT, "", "set colour blue").ok("done")?.session_cookie()?;
    app.act(ACT, &cookie, "get colour").ok("blue")?.without("set-cookie")?;
    let (cookie, _) = app.act(ACT, &cookie, "set colour red").ok("done")?.session_cookie()?;
    app.act(ACT, &cookie, "get colour").ok("red")?;
    Ok(())
}

pub(crate) fn session_of_a_bad_cookie_is_written_anew<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for (_, forged) in setup::forged("ada")? {
        let answer = app.act(ACT, &forged, "set colour blue").ok("done")?;
        answer.session_has("_user_id", None)?.session_has("colour", Some("blue"))?;
    }
    Ok(())
}

pub(crate) fn removed_key_is_gone<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    let (cookie, _) = app.act(ACT, &ada, "set colour blue").ok("done")?.session_cookie()?;
    let answer = app.act(ACT, &cookie, "remove colour\nget colour").ok("done\nnone")?;
    let answer = answer.session_has("colour", None)?.session_has("_user_id", Some("ada"))?;
    attributes(&answer, &["HttpOnly", "Path=/"])
}

pub(crate) fn emptied_session_is_deleted<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for (cookie, acts) in
        [(logged_in("ada")?, "clear"), (session_with("colour", "blue")?, "remove colour")]
    {
        let answer = app.act(ACT, &cookie, acts).ok("done")?.has("vary", "cookie")?;
        let (value, _) = answer.session_cookie()?;
        if value != "session=" {
            return Err(answer.fail("a session cookie without a value"));
        }
        let expires = "Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        attributes(&answer, &[expires, "HttpOnly", "Max-Age=0", "Path=/"])?;
    }
    Ok(())
}

pub(crate) fn attributes_are_those_of_the_settings<H: Harness>() -> Outcome {
    let mut cookie = CookieSettings::default();
    cookie.domain = Some("app.example".to_owned());
    cookie.path = "/shop".to_owned();
    cookie.secure = true;
    cookie.same_site = Some(SameSite::Lax);
    let (app, ada) = (App::<H>::new(&Setup::new().cookie(cookie))?, logged_in("ada")?);
    let same = ["Domain=app.example", "Path=/shop", "Secure", "HttpOnly", "SameSite=Lax"];
    attributes(&app.act(ACT, &ada, "set colour blue").ok("done")?, &same)?;
    let gone = ["Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Max-Age=0"];
    let deleted = [&same[..], &gone[..]].concat();
    attributes(&app.act(ACT, &ada, "clear").ok("done")?, &deleted)
}

pub(crate) fn flash_is_shown_once<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    let acts = "flash info Hello there\nflash error Oh no";
    let (cookie, _) = app.act(ACT, &ada, acts).ok("done\ndone")?.session_cookie()?;
    let shown = app.act(ACT, &cookie, "flashes").ok("info: Hello there, error: Oh no")?;
    let (cookie, _) = shown.session_cookie()?;
    app.act(ACT, &cookie, "flashes").ok("")?;
    Ok(())
}

pub(crate) fn read_session_varies<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    for cookie in [&*ada, ""] {
        let answer = app.act(ACT, cookie, "get colour").ok("none")?;
        answer.has("vary", "cookie")?.without("set-cookie")?;
    }
    Ok(())
}

pub(crate) fn untouched_session_says_nothing<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    for cookie in [&*ada, "session=forged", ""] {
        app.act(ACT, cookie, "").ok("")?.without("vary")?.without("set-cookie")?;
    }
    Ok(())
}

pub(crate) fn two_writers_set_one_cookie<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    let answer = app.act("/session/two", &ada, "").status(200)?;
    let answer = answer.session_has("one", Some("1"))?.session_has("two", Some("2"))?;
    answer.session_has("_user_id", Some("ada"))?;
    Ok(())
}

pub(crate) fn oversized_session_is_500<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    app.act(ACT, &ada, "fill big 5000").misconfigured()?.without("set-cookie")?;
    let answer = app.act(ACT, &ada, "fill big 2000").ok("done")?;
    answer.session_has("_user_id", Some("ada"))?;
    Ok(())
}

pub(crate) fn error_of_a_handler_is_saved<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    let answer = app.act("/session/error", &ada, "set colour blue").status(409)?;
    answer.session_has("colour", Some("blue"))?.has("vary", "cookie")?;
    Ok(())
}

pub(crate) fn change_after_the_response_is_refused<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    for act in ["set colour blue", "remove _user_id", "clear", "flash info late"] {
        app.act("/session/stream", &ada, act).ok("refused")?.without("set-cookie")?;
    }
    app.act("/session/stream", &ada, "get _user_id").ok("ada")?;
    Ok(())
}

/// No session leaks from one request into another.
pub(crate) fn sessions_of_two_requests_are_apart<H: Harness>() -> Outcome {
    let app = App::<H>::new(&Setup::new().late())?;
    let names: Vec<_> = (0..20).map(|nth| format!("user-{nth}")).collect();
    let request = |name: &String| -> Result<_, Failure> {
        let cookie = logged_in(name)?;
        let acts = format!("set name {name}");
        Ok(crate::Request::post(ACT).same_origin().cookie(cookie).body(&acts))
    };
    let requests: Result<Vec<_>, _> = names.iter().map(request).collect();
    for (answer, name) in app.send_all(requests?).into_iter().zip(&names) {
        answer.ok("done")?.session_has("name", Some(name))?.session_has("_user_id", Some(name))?;
    }
    Ok(())
}
