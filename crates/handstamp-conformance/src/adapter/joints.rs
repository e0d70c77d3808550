//! Several logins on one request.

use crate::app::App;
use crate::setup::{self, PROXY, Setup};
use crate::failure::Outcome;
use crate::harness::Harness;
use crate::message::Request;

const REFUSED: &str = "Cross-origin request refused";

/// Whatever the order of the authenticators.
pub(crate) fn header_precedes_cookie<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let both = Request::get("/user").bearer("grace").cookie(&ada);
        let answer = app.send(both).ok("grace")?.has("vary", "authorization")?;
        answer.has("cache-control", "private")?.without("set-cookie")?;
        app.send(Request::get("/user").bearer("bad").cookie(&ada)).denied(401, "Not authenticated")?;
        Ok(())
    })
}

/// The refresh of a permanent session is an effect too.
pub(crate) fn loser_has_no_effect<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let mut session = setup::session_of("ada", true)?;
        session.insert("_permanent", &true)?;
        let ada = app.cookie_of(&session)?;
        app.get_with("/user", &ada).ok("ada")?.session_cookie()?;
        let both = Request::get("/user").bearer("grace").cookie(&ada);
        app.send(both).ok("grace")?.without("set-cookie")?;
        Ok(())
    })
}

pub(crate) fn authentication_is_shown<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get_with("/authenticated", &app.logged_in("ada")?).ok("ada Cookie APIKey fresh")?;
        let remembered = app.cookie_of(&setup::session_of("ada", false)?)?;
        app.get_with("/authenticated", &remembered).ok("ada Cookie APIKey remembered")?;
        let bearer = Request::get("/authenticated").bearer("ada");
        app.send(bearer).ok("ada Header Bearer remembered")?;
        app.get("/authenticated").unauthenticated()?;
        Ok(())
    })
}

/// A session is judged by the `Auth` that offers it, not by the innermost one.
pub(crate) fn nested_auths_judge_their_own<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for path in ["/keys/act", "/keys/user-id"] {
            let ask = || Request::post(path).cookie(&ada).with("x-key", "robot");
            app.send(ask().with("origin", "https://evil.example")).denied(403, REFUSED)?;
            app.send(ask().with("sec-fetch-site", "cross-site")).denied(403, REFUSED)?;
            app.send(ask().same_origin().body("get _user_id")).ok("ada")?;
            // The proxy is trusted by the outer one alone.
            let proxied = ask().peer(PROXY).with("x-forwarded-proto", "https");
            let proxied = proxied.with("x-forwarded-host", "shop.example").body("get _user_id");
            app.send(proxied.with("origin", "https://shop.example")).ok("ada")?;
        }
        app.get("/keys/user-id").denied(401, "User ID was not found.")?;
        Ok(())
    })
}

/// Two logins on one cookie: when one logs out, the other's refresh does not log in again.
pub(crate) fn two_logins_on_one_route<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let mut session = setup::session_of("ada", true)?;
        session.insert("_permanent", &true)?;
        let ada = app.cookie_of(&session)?;
        let answer = app.act("/two-logins", &ada, "get _user_id").ok("ada account of ada ada")?;
        answer.session_cookie()?;
        let answer = app.act("/two-logins", &ada, "logout").ok("ada account of ada done")?;
        let (cookie, _) = answer.session_cookie()?;
        app.get_with("/maybe", &cookie).ok("anonymous")?;
        app.get_with("/account", &cookie).status(401)?;
        Ok(())
    })
}

pub(crate) fn step_up_carries_max_age_and_goes_round_once<H: Harness>() -> Outcome {
    let app = App::<H>::new(&Setup::new().login_page())?;
    let ask = || setup::remembered("ada").map(|ada| Request::get("/fresh").navigation().cookie(ada));
    let first = app.send(ask()?).redirected("/login?next=/fresh&max_age=0")?;
    let tried = first.all("set-cookie").concat();
    let tried = tried.split(';').next().unwrap_or_default().to_owned();
    let again = app.send(ask()?.cookie(&tried));
    again.denied(401, "Please log in again")?.without("location")?;
    Ok(())
}
