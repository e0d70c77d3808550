//! What a protected route costs beyond an open one, in allocations.
//!
//! Its own binary: the counting allocator counts for everybody.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use handstamp_authorizer::{
    Authenticator, CredentialKind, Duplicate, Identity, MaybeFuture, RequestView, Rule, Subject,
    Verdict, cookie, role,
};
use handstamp_axum::{Auth, AuthExt, MaybeUser, Principal, Require, Session, User};
use handstamp_flask::{SecretKey, SessionLogin};
use tower::ServiceExt;

/// Knows everybody who has the cookie.
struct Known(Principal);

impl Authenticator for Known {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(match cookie(request, "session", Duplicate::First) {
            Some(_) => Identity::known(self.0.clone(), CredentialKind::Cookie),
            None => Identity::nobody(),
        })
    }
}

#[derive(Default)]
struct Anybody;

impl<U: Subject> Rule<U> for Anybody {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(user.is_some().into())
    }
}

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

async fn open() -> &'static str {
    "open"
}

async fn one(_: User) -> &'static str {
    "open"
}

async fn three(_: User, _: MaybeUser, _: Require<Anybody>) -> &'static str {
    "open"
}

async fn session(session: Session) -> &'static str {
    session.with(|session| assert_eq!(session.get_str("_user_id"), Some("1742")));
    "open"
}

fn app(auth: &Auth) -> Router {
    let routes = Router::new()
        .route("/open", get(open))
        .route("/one", get(one))
        .route("/three", get(three))
        .route("/session", get(session))
        // axum's own price for any layer on a route.
        .route("/layered", get(open).layer(tower::layer::util::Identity::new()))
        .route("/rule", get(open).layer(auth.require_layer(role("admin"))));
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

fn beyond(app: &Router, path: &str) -> i64 {
    count(app, path) - count(app, "/open")
}

#[test]
fn a_protected_route_with_a_ready_principal() {
    let auth = Auth::new(Known(Principal::new("ada").with_roles(["admin"])));
    let app = app(&auth);
    let counts = ["/one", "/three"].map(|path| (path, beyond(&app, path)));
    println!("beyond an open route: {counts:?}");
    for (path, beyond) in counts {
        assert!(beyond <= 2, "{path} allocates {beyond} times more than an open route");
    }
    let rule = count(&app, "/rule") - count(&app, "/layered");
    println!("a rule as a layer, beyond a layer that does nothing: {rule}");
    assert!(rule <= RULE, "the layer of a rule allocates {rule} times");
}

/// The answer that is kept, the future, and a clone of the service within.
const RULE: i64 = 4;

#[test]
fn the_layer_around_an_open_route() {
    let auth = Auth::new(Known(Principal::new("ada")));
    let bare: Router = Router::new().route("/open", get(open));
    let around = count(&app(&auth), "/open") - count(&bare, "/open");
    println!("the layer: {around}");
    assert!(around <= LAYER, "the layer allocates {around} times");
}

/// The exchange, its list of `Auth`s, its place among the request's extensions, and axum's own price for any
/// layer.
const LAYER: i64 = 6;

#[test]
fn a_real_cookie_of_flask() {
    let login = SessionLogin::new(SecretKey::new(KEY).unwrap()).with_clock(at);
    let app = app(&Auth::new(login));
    let counts = [("/one", USER), ("/three", USER), ("/session", SESSION)];
    let counts = counts.map(|(path, limit)| (path, beyond(&app, path), limit));
    println!("beyond an open route, with Flask's cookie: {counts:?}");
    for (path, beyond, limit) in counts {
        assert!(beyond <= limit, "{path} allocates {beyond} times more than an open route");
    }
}

/// The answer that is kept, and the handle of the session.
const USER: i64 = 2;

/// The handle, the cookie that it keeps until somebody asks, and what it says of itself at the end.
const SESSION: i64 = 4;
