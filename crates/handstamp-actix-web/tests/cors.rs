//! actix-cors around an app that is attached: a script of another site asks first, without a cookie.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::SystemTime;

use actix_cors::Cors;
use actix_web::http::Method;
use actix_web::{App, test, web};
use handstamp_actix_web::authorizer::CrossOrigin;
use handstamp_actix_web::authorizer::rules::{Rule, when};
use handstamp_actix_web::{Auth, AuthExt, Principal, SecretKey, SessionLogin, Subject, User};
use handstamp_flask::{Session, session_codec};

const PAL: &str = "https://pal.example";

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

fn auth(trusted: bool) -> Auth {
    let rule = CrossOrigin::same_origin();
    let rule = if trusted { rule.trust(PAL).unwrap() } else { rule };
    Auth::builder(SessionLogin::flask(key()).build().unwrap()).cross_origin(rule).build()
}

fn cors() -> Cors {
    let pal = Cors::default().allowed_origin(PAL).allowed_methods(["POST"]);
    pal.allowed_header("content-type").supports_credentials()
}

async fn pay(User(user): User) -> String {
    user.id().to_owned()
}

/// Lets Ann alone through.
fn rule() -> impl Rule<Principal> {
    when(|user: &Principal| user.id() == "ann")
}

fn preflight() -> test::TestRequest {
    let request = test::TestRequest::default().method(Method::OPTIONS).uri("/pay");
    let request = request.insert_header(("origin", PAL));
    let request = request.insert_header(("access-control-request-method", "POST"));
    request.insert_header(("access-control-request-headers", "content-type"))
}

fn paying() -> test::TestRequest {
    let request = test::TestRequest::post().uri("/pay").insert_header(("host", "app.example"));
    request.insert_header(("origin", PAL))
}

fn cookie() -> (&'static str, String) {
    let session = Session::from_dict([("_user_id", "ann")].into_iter().collect());
    let value = session_codec(key()).build().encode(&session, SystemTime::now()).unwrap();
    ("cookie", format!("session={value}"))
}

/// Calls the app; an `Err` of a middleware is a response as well.
macro_rules! ask {
    ($app:expr, $request:expr) => {
        match test::try_call_service(&$app, $request.to_request()).await {
            Ok(response) => response.into_parts().1.map_into_boxed_body(),
            Err(error) => error.error_response(),
        }
    };
}

#[actix_web::test]
async fn a_preflight_is_answered_outside_of_the_rules() {
    let auth = auth(true);
    let pay = web::resource("/pay").wrap(auth.require_layer(rule())).route(web::post().to(pay));
    let app = test::init_service(auth.attach(App::new().service(pay)).wrap(cors())).await;
    let answer = ask!(app, preflight());
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers().get("access-control-allow-origin").unwrap(), PAL);
    assert_eq!(answer.headers().get("access-control-allow-credentials").unwrap(), "true");

    let answer = ask!(app, paying().insert_header(cookie()));
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers().get("access-control-allow-origin").unwrap(), PAL);
    let answer = ask!(app, paying());
    assert_eq!(answer.status(), 401, "a denial is readable by the script, too");
    assert_eq!(answer.headers().get("access-control-allow-origin").unwrap(), PAL);
}

/// Inside of the rules, the preflight is anonymous: browsers send no cookie with it.
#[actix_web::test]
async fn a_preflight_inside_of_the_rules_is_denied() {
    let auth = auth(true);
    let pay = web::resource("/pay").wrap(cors()).wrap(auth.require_layer(rule()));
    let pay = pay.route(web::post().to(self::pay));
    let app = test::init_service(auth.attach(App::new().service(pay))).await;
    assert_eq!(ask!(app, preflight()).status(), 401);
}

/// CORS says what a script may read. Whether a request with a cookie may change something is the cross-origin rule's
/// to say.
#[actix_web::test]
async fn cors_alone_lets_no_cookie_change_anything() {
    let auth = auth(false);
    let app = auth.attach(App::new().route("/pay", web::post().to(pay))).wrap(cors());
    let app = test::init_service(app).await;
    assert_eq!(ask!(app, paying().insert_header(cookie())).status(), 403);
}
