//! The session that a request brings.

use crate::app::App;
use crate::setup::{self, Setup, logged_in, session_with};
use crate::{Failure, Harness, Outcome, Request};

/// Cookies that are no session.
fn bad() -> Result<Vec<String>, Failure> {
    let forged = setup::forged("ada")?.into_iter().map(|(_, cookie)| cookie);
    Ok(forged.chain([setup::expired("ada")?, String::new()]).collect())
}

pub(crate) fn session_or_none<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get_with("/session/maybe", &logged_in("ada")?).ok("some")?.has("vary", "cookie")?;
    app.get_with("/session/maybe", &session_with("colour", "blue")?).ok("some")?;
    for cookie in bad()? {
        app.get_with("/session/maybe", &cookie).ok("none")?.has("vary", "cookie")?;
    }
    Ok(())
}

pub(crate) fn session_or_401<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get_with("/session/required", &logged_in("ada")?).ok("ada")?;
    app.get_with("/session/required", &session_with("colour", "blue")?).ok("none")?;
    for cookie in bad()? {
        let denied = app.get_with("/session/required", &cookie);
        let denied = denied.denied(401, "No valid session cookie was found.")?;
        denied.lines("www-authenticate", &["Bearer", "APIKey"])?.has("vary", "cookie")?;
    }
    Ok(())
}

pub(crate) fn user_id_or_none<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get_with("/session/maybe-user-id", &logged_in("ada")?).ok("ada")?.has("vary", "cookie")?;
    for cookie in bad()?.into_iter().chain([session_with("colour", "blue")?]) {
        app.get_with("/session/maybe-user-id", &cookie).ok("none")?;
    }
    Ok(())
}

pub(crate) fn user_id_or_401<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get_with("/session/user-id", &logged_in("ada")?).ok("ada")?;
    for cookie in bad()?.into_iter().chain([session_with("colour", "blue")?]) {
        let denied = app.get_with("/session/user-id", &cookie);
        denied.denied(401, "User ID was not found.")?.has("vary", "cookie")?;
    }
    Ok(())
}

/// What the session alone says is not held back by a database that is down.
pub(crate) fn session_needs_no_user_loader<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::new(&Setup::new().broken())?, logged_in("ada")?);
    app.get_with("/session/user-id", &ada).ok("ada")?;
    app.get_with("/session/required", &ada).ok("ada")?;
    Ok(())
}

pub(crate) fn session_of_a_bad_cookie_is_empty<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for cookie in bad()? {
        let request = Request::post("/session/act").same_origin().cookie(&cookie).body("get _user_id");
        app.send(request).ok("none")?.has("vary", "cookie")?.without("set-cookie")?;
    }
    Ok(())
}
