//! The pages of a login, mounted.

use crate::adapter::answer::Answer;
use crate::adapter::app::App;
use crate::adapter::harness::Harness;
use crate::adapter::login_fakes::{LOGIN, LOGOUT};
use crate::adapter::message::Request;
use crate::adapter::setup::Setup;
use crate::failure::{Failure, Outcome};

/// In a router of its own, and in one below another `Auth`.
const PREFIXES: [&str; 2] = ["", "/inner"];

const FORM: &str = "application/x-www-form-urlencoded";

fn everywhere<H: Harness>(run: impl Fn(&App<H>, &str) -> Outcome) -> Outcome {
    App::<H>::wherever(&Setup::new(), |app| PREFIXES.iter().try_for_each(|prefix| run(app, prefix)))
}

/// A form of a page of this site, as a browser sends it.
fn form(path: &str, body: &str) -> Request {
    let request = Request::post(path).same_origin().with("content-type", FORM);
    request.with("accept", "text/html").body(body)
}

/// A program.
fn json(path: &str, body: &str) -> Request {
    Request::post(path).with("content-type", "application/json").body(body)
}

/// The CSRF token of a page.
fn token(page: &Answer) -> Result<String, Failure> {
    let start = "name=\"csrf_token\" value=\"";
    let text = page.text();
    let found = text.split_once(start).and_then(|(_, rest)| rest.split_once('"'));
    let (token, _) = found.ok_or_else(|| page.fail("a CSRF token"))?;
    Ok(token.to_owned())
}

pub(crate) fn login_page_is_shown<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        let path = format!("{prefix}{LOGIN}");
        let page = app.send(Request::get(&format!("{path}?next=/user")).navigation()).status(200)?;
        let page = page.lines("content-type", &["text/html; charset=utf-8"])?;
        let page = page.has("cache-control", "no-store")?.has("vary", "cookie")?;
        let action = format!("action=\"{}\"", path.replace('/', "&#x2f;"));
        let shown = page.text().contains(&action) && page.text().contains("value=\"&#x2f;user\"");
        page.check(shown, || format!("a form with {action} and its next"))?;
        let again = Request::get(&path).navigation().cookie(app.logged_in("ada")?);
        app.send(again).redirected(&format!("{prefix}/"))?;
        Ok(())
    })
}

pub(crate) fn login_by_its_page<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        let path = format!("{prefix}{LOGIN}");
        // A login renews the session, and its token: each begins with a page of its own.
        let log_in = |next: &str| {
            let page = app.send(Request::get(&path).navigation());
            let (cookie, _) = page.session_cookie()?;
            let token = token(&page)?;
            let body = format!("username=ada&password=engine&csrf_token={token}&next={next}");
            Ok::<_, Failure>(app.send(form(&path, &body).cookie(cookie)))
        };
        let answer = log_in("%2Fuser%3Fa%3D1")?.redirected("/user?a=1")?;
        let (cookie, _) = answer.session_cookie()?;
        app.get_with("/user", &cookie).ok("ada")?;
        for hostile in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
            log_in(hostile)?.redirected(&format!("{prefix}/"))?;
        }
        let without = form(&path, "username=ada&password=engine");
        app.send(without.cookie(&cookie)).status(400)?;
        Ok(())
    })
}

pub(crate) fn wrong_password_is_401<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        let path = format!("{prefix}{LOGIN}");
        for (name, password) in [("ada", "wrong"), ("nobody", "engine")] {
            let body = format!("{{\"username\":\"{name}\",\"password\":\"{password}\"}}");
            let answer = app.send(json(&path, &body));
            let answer = answer.denied(401, "Incorrect username or password")?;
            answer.lines("www-authenticate", &["APIKey"])?.without("set-cookie")?;
        }
        let body = "{\"username\":\"ada\",\"password\":\"engine\"}";
        let answer = app.send(json(&path, body)).ok("{\"success\":true}")?;
        let (cookie, _) = answer.session_cookie()?;
        app.get_with("/user", &cookie).ok("ada")?;
        Ok(())
    })
}

pub(crate) fn throttled_login_is_429<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        let body = "{\"username\":\"flooded\",\"password\":\"engine\"}";
        let answer = app.send(json(&format!("{prefix}{LOGIN}"), body)).status(429)?;
        answer.lines("retry-after", &["90"])?.without("set-cookie")?;
        Ok(())
    })
}

pub(crate) fn login_of_another_site_is_refused<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        for page in [LOGIN, LOGOUT] {
            let foreign = Request::post(&format!("{prefix}{page}")).with("content-type", FORM);
            let foreign = foreign.with("origin", "https://evil.example");
            let foreign = foreign.body("username=ada&password=engine");
            app.send(foreign).denied(403, "Cross-origin request refused")?;
        }
        Ok(())
    })
}

pub(crate) fn logout_by_its_page<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        let path = format!("{prefix}{LOGOUT}");
        let page = app.send(Request::get(&path).navigation().cookie(app.logged_in("ada")?));
        let (cookie, _) = page.session_cookie()?;
        app.get_with("/user", &cookie).ok("ada")?;
        let body = format!("csrf_token={}", token(&page)?);
        let answer = app.send(form(&path, &body).cookie(&cookie));
        let answer = answer.redirected(&format!("{prefix}{LOGIN}"))?;
        let (cookie, _) = answer.session_cookie()?;
        app.get_with("/user", &cookie).unauthenticated()?;
        Ok(())
    })
}

pub(crate) fn login_page_methods_and_limits<H: Harness>() -> Outcome {
    everywhere::<H>(|app, prefix| {
        for page in [LOGIN, LOGOUT] {
            let path = format!("{prefix}{page}");
            let ada = app.logged_in("ada")?;
            app.send(Request::new("HEAD", &path).cookie(&ada)).status(200)?.body("")?;
            let put = app.send(Request::new("PUT", &path).same_origin()).status(405)?;
            put.lines("allow", &["GET, POST, HEAD, OPTIONS"])?;
            app.send(form(&path, &"a".repeat(1_001))).status(413)?;
            app.send(Request::post(&path).same_origin().with("content-type", "text/plain").body("a")).status(415)?;
        }
        Ok(())
    })
}
