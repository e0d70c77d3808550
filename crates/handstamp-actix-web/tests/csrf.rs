//! Forms with a CSRF token, as an app has them.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpResponse, test, web};
use handstamp_actix_web::{Auth, AuthExt as _, AuthRejection, CsrfHeader, CsrfToken};
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;

async fn form(csrf: CsrfToken) -> Result<String, AuthRejection> {
    Ok(csrf.for_form()?)
}

async fn submit(csrf: CsrfToken, body: String) -> Result<&'static str, AuthRejection> {
    csrf.check(body.strip_prefix("csrf_token="))?;
    Ok("done")
}

async fn protected(
    _: CsrfHeader,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    next.call(request).await
}

fn routes(app: &mut web::ServiceConfig) {
    app.service(web::resource("/form").get(form).post(submit));
    let scripts = web::resource("/vote").wrap(from_fn(protected));
    app.service(scripts.post(async || "done").get(async || "shown"));
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> HttpResponse {
    let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap();
    let auth = Auth::new(SessionLogin::flask(key).build().unwrap());
    let app = test::init_service(auth.attach(App::new().configure(routes))).await;
    let mut request = test::TestRequest::with_uri(path).method(method.parse().unwrap());
    for header in [("host", "app.example"), ("sec-fetch-site", "same-origin")].iter().chain(headers)
    {
        request = request.insert_header(*header);
    }
    let request = request.set_payload(body.to_owned()).to_request();
    // The error of a middleware becomes a response in the server, outside of the app.
    match test::try_call_service(&app, request).await {
        Ok(response) => response.map_into_boxed_body().into(),
        Err(error) => error.error_response(),
    }
}

#[actix_web::test]
async fn a_form_that_was_shown_is_taken() {
    let shown = ask("GET", "/form", &[], "").await;
    let set = shown.headers().get("set-cookie").unwrap().to_str().unwrap();
    let cookie = set.split(';').next().unwrap().to_owned();
    let token = to_bytes(shown.into_body()).await.unwrap();
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
