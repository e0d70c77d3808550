//! The tutorial from the outside. The cookie is the one that Starlette 1.10.0 sets for the same session at
//! the same second.

use handstamp::prelude::*;
use std::time::{Duration, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt as _;

const KEY: &str = "c1bb4b1b7e2cf6f2a1b0d5f0e37a2f64";
const NOW: u64 = 1_795_330_800;

/// Recorded: `session["username"] = "john"`, `session["_handstamp"] = {"u": "john", "l": "0" * 22, "t": NOW}`.
const SET: &str = "session=eyJ1c2VybmFtZSI6ICJqb2huIiwgIl9oYW5kc3RhbXAiOiB7InUiOiAiam9obiIsICJsIjogIjAw\
                   MDAwMDAwMDAwMDAwMDAwMDAwMDAiLCAidCI6IDE3OTUzMzA4MDB9fQ==.awKS8A.\
                   gK0nXMLaauGs4XMTrYPmGUEGcgY; path=/; Max-Age=1209600; httponly; samesite=lax";
/// Recorded: `session.clear()`.
const CLEARED: &str =
    "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax";

struct Answer {
    status: u16,
    set_cookie: Vec<String>,
    location: Option<String>,
    body: String,
}

async fn ask(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let now = || UNIX_EPOCH + Duration::from_secs(NOW);
    let zeros = |bytes: &mut [u8]| bytes.fill(0);
    let login = SessionLogin::starlette(SecretKey::new(KEY).unwrap()).clock(now).random(zeros);
    let login = login.build().unwrap();
    let request = Request::builder().method(method).uri(target).header("host", "app.example");
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let response = super::app(login).unwrap().oneshot(request).await.unwrap();
    let all = |name: &str| -> Vec<String> {
        let lines = response.headers().get_all(name).iter();
        lines.map(|line| line.to_str().unwrap().to_owned()).collect()
    };
    let (status, set_cookie) = (response.status().as_u16(), all("set-cookie"));
    let location = all("location").pop();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, set_cookie, location, body: String::from_utf8(body.to_vec()).unwrap() }
}

const SAME_ORIGIN: (&str, &str) = ("origin", "http://app.example");
const ANOTHER_SITE: (&str, &str) = ("origin", "https://evil.example");

fn cookie() -> (&'static str, &'static str) {
    ("cookie", SET.split(';').next().unwrap())
}

#[tokio::test]
async fn in_and_out_again() {
    let answer = ask("GET", "/", &[], "").await;
    assert!(answer.body.contains("Hello, stranger"));
    assert!(answer.set_cookie.is_empty());

    let answer = ask("POST", "/login", &[SAME_ORIGIN], "username=john&password=doe").await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")));
    assert_eq!(answer.set_cookie, [SET]);

    let answer = ask("GET", "/users/me", &[cookie()], "").await;
    assert_eq!(answer.body, r#"{"username":"john","full_name":"John Doe"}"#);
    assert!(answer.set_cookie.is_empty(), "only read");
    let answer = ask("GET", "/", &[cookie()], "").await;
    assert!(answer.body.contains("Hello, John Doe."));

    let answer = ask("POST", "/logout", &[SAME_ORIGIN, cookie()], "").await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")));
    assert_eq!(answer.set_cookie, [CLEARED]);
    assert_eq!(ask("GET", "/users/me", &[("cookie", "session=null")], "").await.status, 401);
}

#[tokio::test]
async fn a_wrong_password_gets_the_form_again() {
    for form in ["username=john&password=Doe", "username=eve&password=doe", "username=&password="] {
        let answer = ask("POST", "/login", &[SAME_ORIGIN], &format!("{form}&next=/users/me")).await;
        assert_eq!(answer.status, 401, "{form}");
        assert!(answer.set_cookie.is_empty());
        assert!(answer.body.contains("Wrong name or password."));
        assert!(answer.body.contains(r#"value="&#x2f;users&#x2f;me""#));
    }
    let answer = ask("POST", "/login", &[SAME_ORIGIN], "username=john").await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
}

#[tokio::test]
async fn another_site_cannot_log_a_visitor_in_or_out() {
    let answer = ask("POST", "/login", &[ANOTHER_SITE], "username=john&password=doe").await;
    assert_eq!(answer.status, 403);
    assert!(answer.set_cookie.is_empty());
    let answer = ask("POST", "/logout", &[ANOTHER_SITE, cookie()], "").await;
    assert_eq!(answer.status, 403);
    assert!(answer.set_cookie.is_empty());
    let answer = ask("GET", "/logout", &[cookie()], "").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED.as_u16());
}

#[tokio::test]
async fn the_way_to_the_login_and_back() {
    let browser = [("sec-fetch-mode", "navigate"), ("accept", "text/html")];
    let answer = ask("GET", "/users/me", &browser, "").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location.as_deref(), Some("/login?next=/users/me"));
    let page = ask("GET", "/login?next=/users/me", &browser, "").await.body;
    assert!(page.contains(r#"value="&#x2f;users&#x2f;me""#));

    let to = async |next: &str| {
        let form = format!("username=john&password=doe&next={next}");
        ask("POST", "/login", &[SAME_ORIGIN], &form).await.location
    };
    assert_eq!(to("/users/me").await.as_deref(), Some("/users/me"));
    assert_eq!(to("//evil.example").await.as_deref(), Some("/"));
    assert_eq!(to("https://evil.example").await.as_deref(), Some("/"));
}
