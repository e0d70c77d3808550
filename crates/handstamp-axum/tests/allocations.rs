//! What a protected route costs beyond an open one, in allocations.
//!
//! Its own binary: the counting allocator counts for everybody.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use handstamp_authorizer::rules::{Anyone, role};
use handstamp_authorizer::{Authentication, Subject, rules};
use handstamp_axum::{
    Auth, AuthExt, Authenticated, MaybeUser, Principal, Require, RequireSession, Session, User,
};
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;
use tower::ServiceExt;

/// What Flask-Login 0.6 under Flask 3.1 has set for the user 1742, and when.
const KEY: &str = "dev-secret-key-0123456789abcdef-rotate-me";
const COOKIE: &str = concat!(
    "session=.eJwlzklKBEEQQNG75NpFxpBD9GWKGFEEharulXh3C9w-_uL_tKPOvN7b43m",
    "-8q0dH9EeTdkByWACRuDCAFrgsIAlmGTQNEKYFZppssZCKU1BiqFcAahqlYi",
    "7ECTFracNKpjCy71wpG-OHeaLcfBavcaWzmHKkO7tHnldef7fwB3d4tdZx_P",
    "7M79uc6dymDhzkAJ1Jus4nbdZEVVWCTLpbr9_mJBAXw.awJcLg.mwLhMQvbW",
    "wn9DBHRwvXN6zkqB8c",
);

fn at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_316_842)
}

/// The app's own user, from its table.
struct Account {
    id: &'static str,
}

impl Subject for Account {
    fn id(&self) -> &str {
        self.id
    }
    fn has_role(&self, name: &str) -> bool {
        name == "admin"
    }
}

type Known = Arc<Account>;

rules! {
    Admin = role("admin");
}

async fn open() -> &'static str {
    "open"
}

async fn one(User(account): User<Known>) -> &'static str {
    account.id
}

async fn how(Authenticated(account, how): Authenticated<Known>) -> &'static str {
    assert_eq!(how.scheme, "APIKey");
    account.id
}

async fn rule(Require(account, _): Require<Admin, Known>) -> &'static str {
    account.id
}

async fn three(_: User<Known>, _: MaybeUser<Known>, _: Require<Admin, Known>) -> &'static str {
    "1742"
}

async fn session(session: Session) -> &'static str {
    session.with(|session| assert_eq!(session.get_str("_user_id"), Some("1742")));
    "1742"
}

async fn brought(_: RequireSession) -> &'static str {
    "1742"
}

/// An app whose `Auth` knows the account of Flask's cookie.
fn app() -> Router {
    let account = Arc::new(Account { id: "1742" });
    let known = move |user: Principal, _: &Authentication| {
        (user.id() == account.id).then(|| Arc::clone(&account))
    };
    let login = SessionLogin::flask(SecretKey::new(KEY).unwrap()).clock(at).build().unwrap();
    let auth: Auth<Known> = Auth::new(login.map_user(known));
    let routes = Router::new()
        .route("/open", get(open))
        .route("/one", get(one))
        .route("/how", get(how))
        .route("/rule", get(rule))
        .route("/three", get(three))
        .route("/session", get(session))
        .route("/brought", get(brought))
        // axum's own price for any layer on a route.
        .route("/layered", get(open).layer(tower::layer::util::Identity::new()))
        .route("/anyone", get(open).layer(auth.require_layer(Anyone)))
        .route("/admin", get(open).layer(auth.require_layer(role("admin"))));
    auth.attach(routes)
}

/// How often a request allocates, after two that warm up whatever is kept.
fn count(app: &Router, path: &str) -> i64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ask = || {
        let request = Request::get(path).header("cookie", COOKIE).body(Body::empty()).unwrap();
        let service = app.clone();
        let mut status = 0;
        let counted = allocation_counter::measure(|| {
            status = runtime.block_on(service.oneshot(request)).unwrap().status().as_u16();
        });
        assert_eq!(status, 200, "{path}");
        i64::try_from(counted.count_total).unwrap()
    };
    ask();
    ask();
    ask()
}

#[test]
fn a_protected_route_of_a_known_cookie() {
    let app = app();
    let open = count(&app, "/open");
    let counts = ["/one", "/how", "/rule", "/three"].map(|path| (path, count(&app, path) - open));
    println!("beyond an open route: {counts:?}");
    for (path, beyond) in counts {
        assert!(beyond <= 2, "{path} allocates {beyond} times more than an open route");
    }
}

#[test]
fn a_route_with_the_session() {
    let app = app();
    let open = count(&app, "/open");
    let counts = ["/session", "/brought"].map(|path| (path, count(&app, path) - open));
    println!("beyond an open route: {counts:?}");
    for (path, beyond) in counts {
        assert!(beyond <= SESSION, "{path} allocates {beyond} times more than an open route");
    }
}

/// The handle, the session's values, and what it says of itself at the end.
const SESSION: i64 = 3;

#[test]
fn a_rule_as_a_layer() {
    let app = app();
    let layered = count(&app, "/layered");
    let counts = ["/anyone", "/admin"].map(|path| (path, count(&app, path) - layered));
    println!("beyond a layer that does nothing: {counts:?}");
    for (path, beyond) in counts {
        assert!(
            beyond <= RULE,
            "{path} allocates {beyond} times more than a layer that does nothing"
        );
    }
}

/// The answer that is kept, the session, the future, and a clone of the service within.
const RULE: i64 = 4;

#[test]
fn the_layer_around_an_open_route() {
    let bare: Router = Router::new().route("/open", get(open));
    let around = count(&app(), "/open") - count(&bare, "/open");
    println!("the layer: {around}");
    assert!(around <= LAYER, "the layer allocates {around} times");
}

/// The context, its place among the request's extensions, and axum's own price for any layer.
const LAYER: i64 = 5;
