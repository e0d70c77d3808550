//! The session that a request brings.

use crate::adapter::app::App;
use crate::adapter::setup::Setup;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::failure::Outcome;

pub(crate) fn session_or_none<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get_with("/session/maybe", &app.logged_in("ada")?).ok("some")?.has("vary", "cookie")?;
        app.get_with("/session/maybe", &app.session_with("colour", "blue")?).ok("some")?;
        for cookie in app.bad()? {
            app.get_with("/session/maybe", &cookie).ok("none")?.has("vary", "cookie")?;
        }
        Ok(())
    })
}

pub(crate) fn session_or_401<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get_with("/session/required", &app.logged_in("ada")?).ok("ada")?;
        app.get_with("/session/required", &app.session_with("colour", "blue")?).ok("none")?;
        for cookie in app.bad()? {
            let denied = app.get_with("/session/required", &cookie);
            let denied = denied.denied(401, "No valid session cookie was found.")?;
            denied.lines("www-authenticate", &["Bearer", "APIKey"])?.has("vary", "cookie")?;
        }
        Ok(())
    })
}

pub(crate) fn user_id_or_none<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get_with("/session/maybe-user-id", &app.logged_in("ada")?).ok("ada")?.has("vary", "cookie")?;
        for cookie in app.bad()?.into_iter().chain([app.session_with("colour", "blue")?]) {
            app.get_with("/session/maybe-user-id", &cookie).ok("none")?;
        }
        Ok(())
    })
}

pub(crate) fn user_id_or_401<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get_with("/session/user-id", &app.logged_in("ada")?).ok("ada")?;
        for cookie in app.bad()?.into_iter().chain([app.session_with("colour", "blue")?]) {
            let denied = app.get_with("/session/user-id", &cookie);
            denied.denied(401, "User ID was not found.")?.has("vary", "cookie")?;
        }
        Ok(())
    })
}

/// What the session alone says is not held back by a database that is down.
pub(crate) fn session_needs_no_user_loader<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().broken(), |app| {
        let ada = app.logged_in("ada")?;
        app.get_with("/session/user-id", &ada).ok("ada")?;
        app.get_with("/session/required", &ada).ok("ada")?;
        Ok(())
    })
}

pub(crate) fn session_of_a_bad_cookie_is_empty<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for cookie in app.bad()? {
            let request = Request::post("/session/act").same_origin().cookie(&cookie).body("get _user_id");
            app.send(request).ok("none")?.has("vary", "cookie")?.without("set-cookie")?;
        }
        Ok(())
    })
}
