//! Who is asking: cookies and tokens, good and bad.

use crate::adapter::app::App;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::adapter::setup::Setup;
use crate::adapter::signed;
use crate::failure::Outcome;

/// The routes that want a user, by whichever way.
const REQUIRED: [&str; 5] = ["/user", "/role", "/rule", "/fresh", "/three"];

pub(crate) fn valid_login<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for path in ["/maybe", "/user", "/role", "/fresh", "/rule"] {
            app.get_with(path, &ada).ok("ada")?.has("vary", "cookie")?;
        }
        app.get_with("/three", &ada).ok("ada ada ada")?;
        Ok(())
    })
}

pub(crate) fn anonymous<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get("/maybe").ok("anonymous")?;
        for path in REQUIRED {
            app.get(path).unauthenticated()?.has("vary", "cookie")?;
        }
        Ok(())
    })
}

pub(crate) fn compressed_cookie<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get_with("/maybe", signed::REAL_COOKIE).ok("1742")?;
    app.get_with("/user", signed::REAL_COOKIE).ok("1742")?;
    Ok(())
}

pub(crate) fn fallback_key<H: Harness>() -> Outcome {
    let ada = signed::with_old_key(&signed::fresh("ada")?)?;
    App::<H>::plain()?.get_with("/user", &ada).ok("ada")?;
    Ok(())
}

pub(crate) fn expired_cookie<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let expired = app.expired("ada")?;
        app.get_with("/maybe", &expired).ok("anonymous")?;
        for path in REQUIRED {
            app.get_with(path, &expired).unauthenticated()?;
        }
        Ok(())
    })
}

pub(crate) fn forged_cookie<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for forged in app.forged("ada")? {
            app.get_with("/maybe", &forged).ok("anonymous")?;
            for path in REQUIRED {
                app.get_with(path, &forged).unauthenticated()?;
            }
        }
        Ok(())
    })
}

pub(crate) fn bearer_token<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for path in ["/maybe", "/user", "/role", "/rule"] {
            app.send(Request::get(path).bearer("ada")).ok("ada")?;
        }
        Ok(())
    })
}

pub(crate) fn refused_bearer_is_401_invalid_token<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for path in REQUIRED.into_iter().chain(["/maybe", "/authenticated"]) {
            let refused = app.send(Request::get(path).bearer("bad"));
            let refused = refused.denied(401, "Not authenticated")?;
            refused.lines("www-authenticate", &["Bearer error=\"invalid_token\""])?;
        }
        Ok(())
    })
}

pub(crate) fn role_missing_is_403<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().login_page(), Setup::new().late()] {
        App::<H>::wherever(&setup, |app| {
            let grace = app.logged_in("grace")?;
            for path in ["/role", "/rule", "/three", "/nested/deep/rule"] {
                app.get_with(path, &grace).forbidden()?;
                app.send(Request::get(path).navigation().cookie(&grace)).forbidden()?;
            }
            app.get_with("/user", &grace).ok("grace")?;
            Ok(())
        })?;
    }
    Ok(())
}

/// RFC 6750 section 3.1. A cookie has no scope, and is asked for no token.
pub(crate) fn insufficient_scope_is_403_with_challenge<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().login_page(), |app| {
        app.send(Request::get("/scope").bearer("writer")).ok("writer")?;
        let denied = app.send(Request::get("/scope").bearer("ada").navigation()).forbidden()?;
        let challenge = "Bearer error=\"insufficient_scope\", scope=\"write\"";
        denied.lines("www-authenticate", &[challenge])?;
        let denied = app.get_with("/scope", &app.logged_in("ada")?).forbidden()?;
        denied.without("www-authenticate")?;
        app.get("/scope").unauthenticated()?;
        Ok(())
    })
}

pub(crate) fn not_fresh_is_401<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.remembered("ada")?;
        app.get_with("/user", &ada).ok("ada")?;
        let denied = app.get_with("/fresh", &ada).denied(401, "Please log in again")?;
        let challenge = "APIKey error=\"insufficient_user_authentication\"";
        denied.lines("www-authenticate", &[challenge])?;
        Ok(())
    })
}

pub(crate) fn not_fresh_goes_to_login_again<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().login_page(), |app| {
        let request = Request::get("/fresh?a=1").cookie(app.remembered("ada")?);
        let location = "/login?next=/fresh%3Fa%3D1&max_age=0";
        app.send(request.clone().navigation()).redirected(location)?;
        app.send(request).denied(401, "Please log in again")?.without("location")?;
        Ok(())
    })
}

/// A login that is not fresh afterwards either is not sent round and round.
pub(crate) fn step_up_carries_max_age_and_goes_round_once<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().login_page(), |app| {
        let ada = app.remembered("ada")?;
        let ask = || Request::get("/fresh").navigation().cookie(&ada);
        let first = app.send(ask()).redirected("/login?next=/fresh&max_age=0")?;
        let tried = first.all("set-cookie").concat();
        let tried = tried.split(';').next().unwrap_or_default().to_owned();
        let again = app.send(ask().cookie(&tried));
        again.denied(401, "Please log in again")?.without("location")?;
        Ok(())
    })
}

pub(crate) fn broken_user_loader_is_503<H: Harness>() -> Outcome {
    for setup in [Setup::new().broken(), Setup::new().broken().late().login_page()] {
        App::<H>::wherever(&setup, |app| {
            let ada = app.logged_in("ada")?;
            for path in REQUIRED.into_iter().chain(["/maybe"]) {
                app.get_with(path, &ada).unavailable()?;
                app.send(Request::get(path).navigation().cookie(&ada)).unavailable()?;
            }
            app.get("/maybe").ok("anonymous")?;
            app.get_with("/open", &ada).ok("open")?;
            Ok(())
        })?;
    }
    Ok(())
}

/// How the user is known comes with the user.
pub(crate) fn authentication_is_shown<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().late()] {
        App::<H>::wherever(&setup, |app| {
            let ada = app.logged_in("ada")?;
            app.get_with("/authenticated", &ada).ok("ada Cookie APIKey fresh")?;
            let ada = app.remembered("ada")?;
            app.get_with("/authenticated", &ada).ok("ada Cookie APIKey remembered")?;
            let bearer = Request::get("/authenticated").bearer("ada");
            app.send(bearer).ok("ada Header Bearer remembered")?;
            app.get("/authenticated").unauthenticated()?;
            Ok(())
        })?;
    }
    Ok(())
}
