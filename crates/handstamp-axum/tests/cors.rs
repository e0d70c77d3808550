//! tower-http's CORS layer around an app that is attached: a script of another site asks first, without a cookie.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::SystemTime;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::post;
use handstamp_axum::authorizer::CrossOrigin;
use handstamp_axum::authorizer::rules::{Rule, when};
use handstamp_axum::{Auth, AuthExt, Principal, SecretKey, SessionLogin, Subject, User};
use handstamp_flask::{Session, session_codec};
use http::{HeaderValue, Method, Request, header};
use tower::ServiceExt;
use tower_http::cors::CorsLayer;

const PAL: &str = "https://pal.example";

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

fn auth(trusted: bool) -> Auth {
    let rule = CrossOrigin::same_origin();
    let rule = if trusted { rule.trust(PAL).unwrap() } else { rule };
    Auth::builder(SessionLogin::flask(key()).build().unwrap()).cross_origin(rule).build()
}

fn cors() -> CorsLayer {
    let pal = CorsLayer::new().allow_origin(HeaderValue::from_static(PAL));
    pal.allow_methods([Method::POST]).allow_headers([header::CONTENT_TYPE]).allow_credentials(true)
}

async fn pay(User(user): User) -> String {
    user.id().to_owned()
}

/// Lets Ann alone through.
fn rule() -> impl Rule<Principal> {
    when(|user: &Principal| user.id() == "ann")
}

fn routes(auth: &Auth) -> Router<Auth> {
    Router::new().route("/pay", post(pay)).layer(auth.require_layer(rule()))
}

async fn ask(app: &Router, method: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri("/pay").header("host", "app.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

const PREFLIGHT: &[(&str, &str)] = &[
    ("origin", PAL),
    ("access-control-request-method", "POST"),
    ("access-control-request-headers", "content-type"),
];

fn cookie() -> String {
    let session = Session::from_dict([("_user_id", "ann")].into_iter().collect());
    let value = session_codec(key()).build().encode(&session, SystemTime::now()).unwrap();
    format!("session={value}")
}

#[tokio::test]
async fn a_preflight_is_answered_outside_of_the_rules() {
    let auth = auth(true);
    let app = auth.attach(routes(&auth)).layer(cors());
    let answer = ask(&app, "OPTIONS", PREFLIGHT).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["access-control-allow-origin"], PAL);
    assert_eq!(answer.headers()["access-control-allow-credentials"], "true");

    let (cookie, paid) = (cookie(), [("origin", PAL)]);
    let answer = ask(&app, "POST", &[("cookie", &cookie), paid[0]]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["access-control-allow-origin"], PAL);
    let answer = ask(&app, "POST", &paid).await;
    assert_eq!(answer.status(), 401, "a denial is readable by the script, too");
    assert_eq!(answer.headers()["access-control-allow-origin"], PAL);
}

/// Inside of the rules, the preflight is anonymous: browsers send no cookie with it.
#[tokio::test]
async fn a_preflight_inside_of_the_rules_is_denied() {
    let auth = auth(true);
    let routes = Router::new().route("/pay", post(pay)).layer(cors());
    let app = auth.attach(routes.layer(auth.require_layer(rule())));
    assert_eq!(ask(&app, "OPTIONS", PREFLIGHT).await.status(), 401);
}

/// CORS says what a script may read. Whether a request with a cookie may change something is the cross-origin rule's
/// to say.
#[tokio::test]
async fn cors_alone_lets_no_cookie_change_anything() {
    let auth = auth(false);
    let app = auth.attach(routes(&auth)).layer(cors());
    let cookie = cookie();
    let answer = ask(&app, "POST", &[("cookie", &cookie), ("origin", PAL)]).await;
    assert_eq!(answer.status(), 403);
}
