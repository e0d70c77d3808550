//! Where the login sends a browser back to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use handstamp_authorizer::NextUrl;

use crate::adapter::answer::Answer;
use crate::adapter::app::App;
use crate::failure::{Failure, Outcome, ensure};
use crate::hostile::HOSTILE;
use crate::adapter::setup::{PROXY, STRANGER, Setup};
use crate::adapter::harness::Harness;
use crate::adapter::message::Request;

const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// Asks `/login?next=…` of a request, and hands `next` back; `None` where there is none.
fn next_of(answer: Answer) -> Result<Option<String>, Failure> {
    let answer = answer.status(303)?;
    let location = answer.all("location").concat();
    match location.strip_prefix("/login?next=") {
        Some(next) => Ok(Some(percent_decode_str(next).decode_utf8()?.into_owned())),
        None if location == "/login" => Ok(None),
        None => Err(answer.fail("a redirect to /login")),
    }
}

fn expect<H: Harness>(app: &App<H>, request: Request, next: Option<&str>) -> Outcome {
    let answer = app.send(request.clone().navigation());
    let found = next_of(answer)?;
    let text = || format!("expected the next {next:?}, came {found:?}, of\n{request:?}");
    ensure(found.as_deref() == next, text)
}

fn app<H: Harness>() -> Result<App<H>, Failure> {
    App::new(&Setup::new().login_page())
}

pub(crate) fn next_is_whole_under_nesting<H: Harness>() -> Outcome {
    let app = app::<H>()?;
    for target in ["/nested/deep/user", "/nested/deep/user?a=/b&c", "/nested/deep/rule?a=1"] {
        expect(&app, Request::get(target), Some(target))?;
    }
    expect(&app, Request::get("/inner/user?x=1"), Some("/inner/user?x=1"))
}

pub(crate) fn next_behind_a_proxy_that_strips_a_prefix<H: Harness>() -> Outcome {
    let app = app::<H>()?;
    for (prefix, target, next) in [
        ("/shop", "/user?a=1", "/shop/user?a=1"),
        ("/shop/", "/nested/deep/user", "/shop/nested/deep/user"),
        ("/a/b", "/rule", "/a/b/rule"),
    ] {
        let request = Request::get(target).with("x-forwarded-prefix", prefix).peer(PROXY);
        expect(&app, request, Some(next))?;
    }
    Ok(())
}

pub(crate) fn next_believes_no_stranger<H: Harness>() -> Outcome {
    let app = app::<H>()?;
    let request = Request::get("/user").with("x-forwarded-prefix", "/shop");
    expect(&app, request.clone(), Some("/user"))?;
    let request = request.with("x-forwarded-for", PROXY.to_string());
    expect(&app, request.peer(STRANGER), Some("/user"))
}

pub(crate) fn next_of_a_whole_url_is_its_path<H: Harness>() -> Outcome {
    let app = app::<H>()?;
    expect(&app, Request::get("http://app.example/user?a=1"), Some("/user?a=1"))?;
    expect(&app, Request::get("http://evil.example/user"), Some("/user"))
}

/// As the path itself, as a parameter, and as what a proxy says that it stripped.
pub(crate) fn hostile_next_stays_here<H: Harness>() -> Outcome {
    let app = app::<H>()?;
    let in_a_path = |byte: u8| byte.is_ascii_graphic() && !b"#<>\"`".contains(&byte);
    let in_a_header = |byte: u8| byte == b'\t' || !byte.is_ascii_control();
    for hostile in HOSTILE {
        if hostile.starts_with('/') && hostile.bytes().all(in_a_path) {
            expect(&app, Request::get(hostile), None)?;
        }
        let target = format!("/user?next={}", encoded(hostile));
        expect(&app, Request::get(&target), Some(&target))?;
        if hostile.bytes().all(in_a_header) {
            let request = Request::get("/user").with("x-forwarded-prefix", hostile).peer(PROXY);
            let next = next_of(app.send(request.clone().navigation()))?.unwrap_or_default();
            let here = NextUrl::parse(&next).is_some() && next.ends_with("/user");
            ensure(here, || format!("the next {next:?} leads elsewhere, of\n{request:?}"))?;
        }
    }
    Ok(())
}
