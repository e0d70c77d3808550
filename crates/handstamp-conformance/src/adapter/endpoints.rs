//! Routes that come with a login, mounted.

use crate::adapter::app::App;
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;
use crate::adapter::setup::{PROXY, Setup};
use crate::failure::Outcome;

/// The largest body that the endpoint takes, in bytes.
const LIMIT: usize = 1_000;

/// In a router of its own, and in one below another `Auth`.
const PATHS: [&str; 2] = ["/mounted", "/inner/mounted"];

const ALLOW: &str = "GET, POST, HEAD, OPTIONS";

fn post(path: &str, body: &str) -> Request {
    Request::post(path).same_origin().body(body)
}

pub(crate) fn endpoint_get<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let answer = app.get("/mounted").ok("GET /mounted anonymous")?;
        answer.lines("content-type", &["text/plain"])?;
        app.get("/mounted?a=%20").ok("GET /mounted?a=%20 anonymous")?;
        let answer = app.get_with("/mounted", &app.logged_in("ada")?);
        answer.ok("GET /mounted ada")?.has("vary", "cookie")?;
        Ok(())
    })
}

pub(crate) fn endpoint_post<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for body in ["", "name=ada&a=%20", "a=1&b=2"] {
        let seen = format!("/seen?{body}");
        app.send(post("/mounted", body)).redirected(&seen)?.lines("set-cookie", &["mounted=1"])?;
    }
    Ok(())
}

/// An endpoint finds the session of its request, and what it changes is saved.
pub(crate) fn endpoint_logs_in<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        for path in PATHS {
            let answer = app.send(post(path, "login=ada")).redirected("/")?;
            let (cookie, _) = answer.session_cookie()?;
            answer.has("cache-control", "private")?;
            app.get_with("/user", &cookie).ok("ada")?;
            app.get_with(path, &cookie).ok(&format!("GET {path} ada"))?;
            let foreign = Request::post(path).with("origin", "https://evil.example");
            app.send(foreign.body("login=ada")).denied(403, "Cross-origin request refused")?;
        }
        Ok(())
    })
}

pub(crate) fn endpoint_head<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let ada = app.logged_in("ada")?;
        for path in PATHS {
            let head = Request::new("HEAD", path).cookie(&ada);
            let head = app.send(head).status(200)?.body("")?;
            head.lines("content-type", &["text/plain"])?.has("vary", "cookie")?;
        }
        Ok(())
    })
}

pub(crate) fn endpoint_options<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for path in PATHS {
        let options = app.send(Request::new("OPTIONS", path)).status(204)?;
        options.body("")?.lines("allow", &[ALLOW])?;
    }
    Ok(())
}

/// Whatever the body.
pub(crate) fn endpoint_405<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for method in ["PUT", "DELETE", "PATCH", "PROPFIND"] {
        for path in PATHS {
            for body in ["", &"a".repeat(LIMIT + 1)] {
                let request = Request::new(method, path).same_origin().body(body);
                app.send(request).status(405)?.lines("allow", &[ALLOW])?;
            }
        }
    }
    Ok(())
}

pub(crate) fn endpoint_413<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for path in PATHS {
        app.send(post(path, &"a".repeat(LIMIT))).status(303)?;
        for length in [LIMIT + 1, 100 * LIMIT] {
            app.send(post(path, &"a".repeat(length))).status(413)?.body("{\"detail\":\"Content too large\"}")?;
        }
    }
    Ok(())
}

/// The endpoint sees the whole target, and what the proxies of the innermost `Auth` say.
pub(crate) fn endpoint_below_nested<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        app.get("/inner/mounted?a=1").ok("GET /inner/mounted?a=1 anonymous")?;
        let ada = app.logged_in("ada")?;
        app.get_with("/inner/mounted", &ada).ok("GET /inner/mounted ada")?;
        let proxied = Request::get("/inner/mounted").with("x-forwarded-prefix", "/shop");
        app.send(proxied.clone().peer(PROXY)).ok("GET /shop/inner/mounted anonymous")?;
        app.send(proxied).ok("GET /inner/mounted anonymous")?;
        Ok(())
    })
}

pub(crate) fn endpoint_without_layer<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get("/bare/mounted").misconfigured()?;
    app.send(post("/bare/mounted", "login=ada")).misconfigured()?.without("set-cookie")?;
    Ok(())
}
