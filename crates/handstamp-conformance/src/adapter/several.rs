//! Several logins on one request.

use crate::adapter::app::App;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::adapter::setup::{PROXY, Setup};
use crate::adapter::signed;
use crate::failure::Outcome;

const REFUSED: &str = "Cross-origin request refused";

/// Whatever the order of the authenticators, and whichever has to be waited for.
fn in_any_order<H: Harness>(run: impl Fn(&App<H>) -> Outcome) -> Outcome {
    for setup in [Setup::new(), Setup::new().cookie_first()] {
        App::wherever(&setup, &run)?;
        App::wherever(&setup.late_bearer(), &run)?;
    }
    Ok(())
}

pub(crate) fn header_precedes_cookie<H: Harness>() -> Outcome {
    in_any_order::<H>(|app| {
        let ada = app.logged_in("ada")?;
        for path in ["/user", "/maybe"] {
            app.send(Request::get(path).bearer("grace").cookie(&ada)).ok("grace")?;
        }
        app.send(Request::get("/role").bearer("grace").cookie(&ada)).forbidden()?;
        Ok(())
    })
}

pub(crate) fn bad_bearer_beside_good_cookie_is_401<H: Harness>() -> Outcome {
    in_any_order::<H>(|app| {
        let ada = app.logged_in("ada")?;
        for path in ["/user", "/maybe", "/role", "/rule", "/authenticated"] {
            let refused = app.send(Request::get(path).bearer("bad").cookie(&ada));
            let refused = refused.denied(401, "Not authenticated")?;
            refused.lines("www-authenticate", &["Bearer error=\"invalid_token\""])?;
        }
        Ok(())
    })
}

/// The refresh of a permanent session is an effect too.
pub(crate) fn loser_has_no_effect<H: Harness>() -> Outcome {
    in_any_order::<H>(|app| {
        let ada = app.cookie_of(&signed::permanent("ada")?)?;
        app.get_with("/user", &ada).ok("ada")?.session_cookie()?;
        for token in ["grace", "bad"] {
            let both = Request::get("/user").bearer(token).cookie(&ada);
            app.send(both).without("set-cookie")?;
        }
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
        let written = app.act("/keys/act", &ada, "set colour blue").ok("done")?;
        app.sets(written, "colour", Some("blue"))?;
        Ok(())
    })
}

/// Two logins on one cookie: when one logs out, the other's refresh does not log in again.
pub(crate) fn two_logins_on_one_route<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.cookie_of(&signed::permanent("ada")?)?;
        let answer = app.act("/two-logins", &ada, "get _user_id").ok("ada account of ada ada")?;
        answer.session_cookie()?;
        let answer = app.act("/two-logins", &ada, "logout").ok("ada account of ada done")?;
        let (cookie, _) = answer.session_cookie()?;
        app.get_with("/maybe", &cookie).ok("anonymous")?;
        app.get_with("/account", &cookie).status(401)?;
        Ok(())
    })
}
