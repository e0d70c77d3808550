//! What is answered to who may not, and to methods other than GET and POST.

use crate::adapter::app::App;
use crate::adapter::setup::Setup;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::failure::Outcome;

pub(crate) fn navigation_is_redirected_with_303<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().login_page(), |app| {
        for (target, next) in [
            ("/user", "/user"),
            ("/role?a=1&b=%2F", "/role%3Fa%3D1%26b%3D%252F"),
            ("/rule", "/rule"),
            ("/session/required?x", "/session/required%3Fx"),
        ] {
            let redirected = app.send(Request::get(target).navigation());
            redirected.redirected(&format!("/login?next={next}"))?.has("cache-control", "no-store")?;
        }
        let stale = Request::get("/user").navigation().cookie(app.expired("ada")?);
        app.send(stale).redirected("/login?next=/user")?;
        app.send(Request::get("/maybe").navigation()).ok("anonymous")?;
        Ok(())
    })
}

pub(crate) fn post_and_fetch_are_not_redirected<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().login_page(), |app| {
        app.send(Request::post("/user").navigation()).unauthenticated()?.without("location")?;
        let fetch = Request::get("/user").with("accept", "*/*").with("sec-fetch-mode", "cors");
        app.send(fetch).unauthenticated()?.without("location")?;
        let html = Request::get("/user").with("accept", "text/html").with("sec-fetch-mode", "cors");
        app.send(html).unauthenticated()?.without("location")?;
        app.get("/user").unauthenticated()?.without("location")?;
        Ok(())
    })
}

pub(crate) fn head_is_answered_as_get<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().login_page().marked(), |app| {
        let ada = app.logged_in("ada")?;
        let grace = app.logged_in("grace")?;
        for (path, cookie) in [
            ("/user", &*ada),
            ("/role", &*grace),
            ("/user", ""),
            ("/maybe", ""),
            ("/rule", &*ada),
            ("/nested/deep/user", ""),
        ] {
            for navigation in [false, true] {
                let ask = |method| {
                    let request = Request::new(method, path).cookie(cookie);
                    app.send(if navigation { request.navigation() } else { request })
                };
                let (get, mut head) = (ask("GET"), ask("HEAD"));
                head = head.status(get.status_code())?;
                for name in ["location", "www-authenticate", "vary", "set-cookie", "cache-control"] {
                    let lines = get.all(name);
                    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
                    head = head.lines(name, &lines)?;
                }
            }
        }
        Ok(())
    })
}

pub(crate) fn options_is_a_safe_method<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        let preflight = || Request::new("OPTIONS", "/user").with("origin", "https://other.example");
        app.send(preflight().cookie(&ada)).ok("ada")?;
        app.send(preflight()).unauthenticated()?;
        Ok(())
    })
}

pub(crate) fn denials_are_not_stored<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let denials = [
            app.get("/user"),
            app.get("/rule"),
            app.get_with("/role", &app.logged_in("grace")?),
            app.send(Request::get("/maybe").bearer("bad")),
            app.get("/session/required"),
        ];
        for denied in denials {
            denied.has("cache-control", "no-store")?;
        }
        Ok(())
    })
}

pub(crate) fn missing_layer_is_500<H: Harness>() -> Outcome {
    for setup in [Setup::new(), Setup::new().login_page()] {
        App::<H>::wherever(&setup, |app| {
            app.get("/bare/user").misconfigured()?;
            app.get_with("/bare/user", &app.logged_in("ada")?).misconfigured()?;
            app.send(Request::get("/bare/user").navigation()).misconfigured()?;
            Ok(())
        })?;
    }
    Ok(())
}

pub(crate) fn missing_session_is_500<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new().without_sessions(), |app| {
        let paths = ["/session/act", "/session/maybe", "/session/required"];
        for path in paths.into_iter().chain(["/session/maybe-user-id", "/session/user-id"]) {
            app.get_with(path, &app.logged_in("ada")?).misconfigured()?;
        }
        app.send(Request::get("/user").bearer("ada")).ok("ada")?;
        Ok(())
    })
}
