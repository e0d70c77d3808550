//! Forms with a CSRF token, as an app has them.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use axum::body::{Body, to_bytes};
use axum::middleware::from_extractor;
use axum::routing::{get, post};
use axum::{Router, response::Response};
use handstamp_axum::{Auth, AuthExt as _, AuthRejection, CsrfHeader, CsrfToken};
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;
use http::Request;
use tower::ServiceExt as _;

fn app() -> Router {
    async fn form(csrf: CsrfToken) -> Result<String, AuthRejection> {
        Ok(csrf.for_form()?)
    }
    async fn submit(csrf: CsrfToken, body: String) -> Result<&'static str, AuthRejection> {
        csrf.check(body.strip_prefix("csrf_token="))?;
        Ok("done")
    }
    let scripts = Router::new().route("/vote", post(async || "done").get(async || "shown"));
    let routes = Router::new()
        .route("/form", get(form).post(submit))
        .merge(scripts.layer(from_extractor::<CsrfHeader>()));
    let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap();
    Auth::new(SessionLogin::flask(key).build().unwrap()).attach(routes)
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut request = Request::builder().method(method).uri(path).header("host", "app.example");
    request = request.header("sec-fetch-site", "same-origin");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_form_that_was_shown_is_taken() {
    let shown = ask("GET", "/form", &[], "").await;
    let set = shown.headers()["set-cookie"].to_str().unwrap();
    let cookie = set.split(';').next().unwrap().to_owned();
    let token = to_bytes(shown.into_body(), 1_000).await.unwrap();
    let token = std::str::from_utf8(&token).unwrap();

    let form = format!("csrf_token={token}");
    let own = [("cookie", cookie.as_str())];
    assert_eq!(ask("POST", "/form", &own, &form).await.status(), 200);
    assert_eq!(ask("POST", "/form", &own, "csrf_token=x").await.status(), 400);
    assert_eq!(ask("POST", "/form", &own, "").await.status(), 400);
    assert_eq!(ask("POST", "/form", &[], &form).await.status(), 400, "another session's");

    let script = [("cookie", cookie.as_str()), ("x-csrftoken", token)];
    assert_eq!(ask("POST", "/vote", &script, "").await.status(), 200);
    assert_eq!(ask("POST", "/form", &script, "").await.status(), 200);
    assert_eq!(ask("POST", "/vote", &own, &form).await.status(), 400);
    assert_eq!(ask("GET", "/vote", &[], "").await.status(), 200);
}
