//! Routes that come with a login, mounted.

use crate::app::App;
use crate::setup::Setup;
use crate::failure::Outcome;
use crate::harness::Harness;
use crate::message::Request;

pub(crate) fn endpoint_is_served<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.get("/mounted").ok("GET anonymous")?.lines("content-type", &["text/plain"])?;
    app.get("/mounted?a=1").ok("GET anonymous")?;
    let post = Request::post("/mounted").same_origin().body("name=ada&a=%20");
    app.send(post).status(303)?.lines("location", &["/seen?name=ada&a=%20"])?;
    Ok(())
}

/// An endpoint finds the session of its request, and what it changes is saved.
pub(crate) fn endpoint_logs_in<H: Harness>() -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| {
        let post = Request::post("/mounted").same_origin().body("login=ada");
        let (cookie, _) = app.send(post).status(303)?.session_cookie()?;
        app.get_with("/user", &cookie).ok("ada")?;
        app.get_with("/mounted", &cookie).ok("GET ada")?.has("vary", "cookie")?;
        let foreign = Request::post("/mounted").with("origin", "https://evil.example");
        app.send(foreign.body("login=ada")).denied(403, "Cross-origin request refused")?;
        Ok(())
    })
}

pub(crate) fn endpoint_answers_head_and_options<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    app.send(Request::new("HEAD", "/mounted")).status(200)?.body("")?;
    let options = app.send(Request::new("OPTIONS", "/mounted")).status(204)?;
    options.body("")?.lines("allow", &["GET, POST, HEAD, OPTIONS"])?;
    Ok(())
}

pub(crate) fn endpoint_takes_its_methods_only<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    for method in ["PUT", "DELETE", "PATCH"] {
        let answer = app.send(Request::new(method, "/mounted").same_origin()).status(405)?;
        answer.lines("allow", &["GET, POST, HEAD, OPTIONS"])?;
    }
    Ok(())
}

pub(crate) fn endpoint_limits_the_body<H: Harness>() -> Outcome {
    let app = App::<H>::plain()?;
    let post = |length| Request::post("/mounted").same_origin().body(&"a".repeat(length));
    app.send(post(1_000)).status(303)?;
    app.send(post(1_001)).status(413)?;
    app.send(post(100_000)).status(413)?;
    Ok(())
}

pub(crate) fn endpoint_without_layer_is_500<H: Harness>() -> Outcome {
    App::<H>::plain()?.get("/bare/mounted").misconfigured()?;
    Ok(())
}
