//! The app from the outside: what a logout and "log out everywhere" end.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use handstamp::prelude::*;
use tower::ServiceExt as _;

const SAME_ORIGIN: &str = "http://app.example";

/// One app: sessions and revocations are in its memory.
struct App(Router);

struct Answer {
    status: u16,
    /// The first `Set-Cookie`.
    set_cookie: String,
}

impl App {
    fn new() -> Self {
        let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap();
        Self(super::app(key.into()).unwrap())
    }

    async fn ask(&self, method: &str, target: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("host", "app.example")
            .header("origin", SAME_ORIGIN)
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let response = self.0.clone().oneshot(request).await.unwrap();
        let set_cookie = response.headers().get("set-cookie");
        let set_cookie = set_cookie.map(|line| line.to_str().unwrap().to_owned());
        Answer { status: response.status().as_u16(), set_cookie: set_cookie.unwrap_or_default() }
    }

    /// Logs in with a browser of its own. Returns the cookie.
    async fn login(&self) -> String {
        let answer = self.ask("POST", "/login", "", "name=ada&password=lovelace").await;
        assert_eq!(answer.status, 204);
        answer.set_cookie.split(';').next().unwrap().to_owned()
    }

    async fn me(&self, cookie: &str) -> u16 {
        self.ask("GET", "/me", cookie, "").await.status
    }
}

#[tokio::test]
async fn a_wrong_password_begins_no_session() {
    let answer = App::new().ask("POST", "/login", "", "name=ada&password=wrong").await;
    assert_eq!((answer.status, &*answer.set_cookie), (401, ""));
}

#[tokio::test]
async fn the_cookie_is_an_id_and_a_copy_of_it_ends_with_the_logout() {
    let app = App::new();
    let (here, there) = (app.login().await, app.login().await);
    assert_ne!(here, there);
    assert!(!here.contains('.'), "a signed session: {here}");
    assert_eq!((app.me(&here).await, app.me(&there).await), (200, 200));

    let answer = app.ask("POST", "/logout", &here, "").await;
    assert_eq!(answer.status, 204);
    assert!(answer.set_cookie.starts_with("session=;"), "{}", answer.set_cookie);
    assert_eq!((app.me(&here).await, app.me(&there).await), (401, 200));
}

#[tokio::test]
async fn log_out_everywhere_ends_all_logins_but_none_that_comes_after() {
    let app = App::new();
    let (here, there) = (app.login().await, app.login().await);
    assert_eq!(app.ask("POST", "/logout-everywhere", &here, "").await.status, 204);
    assert_eq!((app.me(&here).await, app.me(&there).await), (401, 401));

    let again = app.login().await;
    assert_eq!((app.me(&again).await, app.me(&there).await), (200, 401));
    assert_eq!(app.ask("POST", "/logout-everywhere", "", "").await.status, 401);
}
