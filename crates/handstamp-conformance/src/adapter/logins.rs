//! Who is asking: cookies and tokens, good and bad.

use crate::app::App;
use crate::setup::{self, Setup, logged_in};
use crate::failure::Outcome;
use crate::harness::Harness;
use crate::message::Request;

/// The routes that want a user, by whichever way.
const REQUIRED: [&str; 5] = ["/user", "/role", "/rule", "/fresh", "/three"];

pub(crate) fn valid_login<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    for path in ["/maybe", "/user", "/role", "/fresh", "/rule"] {
        app.get_with(path, &ada).ok("ada")?.has("vary", "cookie")?;
    }
    app.get_with("/three", &ada).ok("ada ada ada")?;
    Ok(())
}

pub(crate) fn anonymous<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get("/maybe").ok("anonymous")?;
    for path in REQUIRED {
        app.get(path).unauthenticated()?.has("vary", "cookie")?;
    }
    Ok(())
}

pub(crate) fn compressed_cookie<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get_with("/maybe", setup::REAL_COOKIE).ok("1742")?;
    app.get_with("/user", setup::REAL_COOKIE).ok("1742")?;
    Ok(())
}

pub(crate) fn fallback_key<H: Harness>() -> Outcome {
    App::<H>::plain()?.get_with("/user", &setup::old_key("ada")?).ok("ada")?;
    Ok(())
}

pub(crate) fn expired_cookie<H: Harness>() -> Outcome {
    let (app, expired) = (App::<H>::plain()?, setup::expired("ada")?);
    app.get_with("/maybe", &expired).ok("anonymous")?;
    for path in REQUIRED {
        app.get_with(path, &expired).unauthenticated()?;
    }
    Ok(())
}

pub(crate) fn forged_cookie<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for (_, forged) in setup::forged("ada")? {
        app.get_with("/maybe", &forged).ok("anonymous")?;
        for path in REQUIRED {
            app.get_with(path, &forged).unauthenticated()?;
        }
    }
    Ok(())
}

pub(crate) fn bearer_token<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for path in ["/maybe", "/user", "/role", "/rule"] {
        app.send(Request::get(path).bearer("ada")).ok("ada")?;
    }
    Ok(())
}

pub(crate) fn refused_bearer_is_401_invalid_token<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, logged_in("ada")?);
    for path in REQUIRED.into_iter().chain(["/maybe"]) {
        let request = Request::get(path).bearer("bad");
        for request in [request.clone(), request.cookie(&ada)] {
            let challenge = "Bearer error=\"invalid_token\"";
            let refused = app.send(request).denied(401, "Not authenticated")?;
            refused.lines("www-authenticate", &[challenge])?;
        }
    }
    Ok(())
}

pub(crate) fn role_missing_is_403<H: Harness>() -> Outcome {
    let grace = logged_in("grace")?;
    for setup in [Setup::new(), Setup::new().login_page(), Setup::new().late()] {
        let app = App::<H>::new(&setup)?;
        for path in ["/role", "/rule", "/three", "/nested/deep/rule"] {
            app.get_with(path, &grace).forbidden()?;
            app.send(Request::get(path).navigation().cookie(&grace)).forbidden()?;
        }
        app.get_with("/user", &grace).ok("grace")?;
    }
    Ok(())
}

pub(crate) fn not_fresh_is_401<H: Harness>() -> Outcome {
    let (app, ada) = (App::<H>::plain()?, setup::remembered("ada")?);
    app.get_with("/user", &ada).ok("ada")?;
    let denied = app.get_with("/fresh", &ada).denied(401, "Please log in again")?;
    let challenge = "APIKey error=\"insufficient_user_authentication\"";
    denied.lines("www-authenticate", &[challenge])?;
    Ok(())
}

pub(crate) fn not_fresh_goes_to_login_again<H: Harness>() -> Outcome {
    let app = App::<H>::new(&Setup::new().login_page())?;
    let request = Request::get("/fresh?a=1").cookie(setup::remembered("ada")?);
    app.send(request.clone().navigation()).redirected("/login?next=/fresh%3Fa%3D1&max_age=0")?;
    app.send(request).denied(401, "Please log in again")?;
    Ok(())
}

pub(crate) fn broken_user_loader_is_503<H: Harness>() -> Outcome {
    let ada = logged_in("ada")?;
    for setup in [Setup::new().broken(), Setup::new().broken().late().login_page()] {
        let app = App::<H>::new(&setup)?;
        for path in REQUIRED.into_iter().chain(["/maybe"]) {
            app.get_with(path, &ada).unavailable()?;
            app.send(Request::get(path).navigation().cookie(&ada)).unavailable()?;
        }
        app.get("/maybe").ok("anonymous")?;
        app.get_with("/open", &ada).ok("open")?;
    }
    Ok(())
}
