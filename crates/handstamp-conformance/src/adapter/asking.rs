//! How often somebody is asked, and by whom.

use crate::adapter::app::App;
use crate::failure::{Failure, Outcome, ensure};
use crate::adapter::routes::ROUTES;
use crate::adapter::setup::Setup;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;

fn asked<H: Harness>(app: &App<H>, times: usize, what: &str) -> Outcome {
    let asked = app.asked();
    ensure(asked == times, || format!("{what}: asked {asked} times, not {times}"))
}

fn once<H: Harness>(setup: &Setup) -> Outcome {
    App::<H>::wherever(setup, |app| {
        let ada = app.logged_in("ada")?;
        app.get_with("/three", &ada).ok("ada ada ada")?;
        asked(app, 1, "three extractors")?;
        app.get_with("/rule", &ada).ok("ada")?;
        asked(app, 1, "a layer and an extractor")?;
        app.get_with("/nested/deep/rule", &ada).ok("ada")?;
        asked(app, 1, "a layer and an extractor, nested")?;
        app.get("/three").unauthenticated()?;
        asked(app, 1, "three extractors, of which one denies")?;
        for (cookie, name) in [(&*ada, "ada"), ("", "anonymous")] {
            app.get_with("/maybe", cookie).ok(name)?;
            asked(app, 1, "each request anew")?;
        }
        Ok(())
    })
}

pub(crate) fn three_extractors_ask_once<H: Harness>() -> Outcome {
    once::<H>(&Setup::new())
}

pub(crate) fn three_extractors_ask_once_while_under_way<H: Harness>() -> Outcome {
    once::<H>(&Setup::new().late())
}

pub(crate) fn open_route_asks_no_authenticator<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        app.get_with("/open", &ada).ok("open")?;
        asked(app, 0, "an open route")?;
        app.act("/session/act", &ada, "get _user_id").ok("ada")?;
        asked(app, 0, "a route that wants the session alone")
    })
}

/// Both are of one user type, and the outer one has answered already.
pub(crate) fn inner_auth_is_stricter<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().late()] {
        App::<H>::wherever(&setup, |app| {
            let (ada, grace) = (app.logged_in("ada")?, app.logged_in("grace")?);
            app.get_with("/user", &grace).ok("grace")?;
            app.get_with("/inner/user", &grace).unauthenticated()?;
            app.get_with("/inner/user", &ada).ok("ada")?;
            app.get("/inner/user").unauthenticated()?;
            Ok(())
        })?;
    }
    Ok(())
}

pub(crate) fn two_user_types<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().late()] {
        App::<H>::wherever(&setup, |app| {
            let ada = app.logged_in("ada")?;
            app.get_with("/account", &ada).ok("account of ada")?;
            app.get_with("/both", &ada).ok("ada account of ada")?;
            app.get("/account").unauthenticated()?;
            app.get("/both").unauthenticated()?;
            Ok(())
        })?;
    }
    Ok(())
}

pub(crate) fn a_hundred_at_once<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().late(), |app| {
        let name = |nth: usize| format!("user-{nth}");
        let request = |nth: usize| -> Result<Request, Failure> {
            let request = Request::get(if nth.is_multiple_of(3) { "/maybe" } else { "/user" });
            let name = name(nth);
            Ok(match nth % 2 {
                0 => request.bearer(&name),
                _ => request.cookie(app.logged_in(&name)?),
            })
        };
        let requests: Result<Vec<_>, _> = (0..100).map(request).collect();
        for (nth, answer) in app.send_all(requests?).into_iter().enumerate() {
            answer.ok(&name(nth))?;
        }
        asked(app, 100, "a hundred requests")
    })
}

/// A route that is not mounted is answered by the fallback, or not at all.
pub(crate) fn every_route_is_mounted<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for route in ROUTES {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                let path = route.path.replace('\u{2026}', "some/where/else");
                let request = Request::new(method, &path).same_origin().cookie(&ada);
                let answer = app.send(request);
                let wanted = match (route.path, method) {
                    (path, "OPTIONS") if path.ends_with("/mounted") => 204,
                    (path, "PUT" | "PATCH" | "DELETE") if path.ends_with("/mounted") => 405,
                    ("/bare/user" | "/bare/mounted", _) => 500,
                    (path, "POST") if path.ends_with("/mounted") => 303,
                    ("/scope", _) => 403,
                    ("/session/error", _) => 409,
                    _ => 200,
                };
                let answer = answer.status(wanted)?;
                if route.path.contains('\u{2026}') {
                    if method != "HEAD" {
                        answer.body("elsewhere")?;
                    }
                } else if method == "GET" && answer.is_elsewhere() {
                    return Err(answer.fail("a route of its own"));
                }
            }
        }
        Ok(())
    })
}
