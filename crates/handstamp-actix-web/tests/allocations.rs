//! What a protected route costs beyond an open one, in allocations.
//!
//! Its own binary: the counting allocator counts for everybody.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::dev::Service;
use actix_web::rt::Runtime;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use handstamp_actix_web::{
    Auth, AuthExt, Authenticated, MaybeUser, Principal, Require, RequireSession, Session, User,
};
use handstamp_authorizer::rules::{Anyone, role};
use handstamp_authorizer::{Authentication, Subject, rules};
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;

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

/// An `Auth` that knows the account of Flask's cookie.
fn auth() -> Auth<Known> {
    let account = Arc::new(Account { id: "1742" });
    let known = move |user: Principal, _: &Authentication| {
        (user.id() == account.id).then(|| Arc::clone(&account))
    };
    let login = SessionLogin::flask(SecretKey::new(KEY).unwrap()).clock(at).build().unwrap();
    Auth::new(login.map_user(known))
}

#[test]
fn beyond_an_open_route() {
    let (runtime, auth) = (Runtime::new().unwrap(), auth());
    let app = App::new()
        .route("/open", web::get().to(open))
        .route("/one", web::get().to(one))
        .route("/how", web::get().to(how))
        .route("/rule", web::get().to(rule))
        .route("/three", web::get().to(three))
        .route("/session", web::get().to(session))
        .route("/brought", web::get().to(brought))
        .service(web::resource("/anyone").wrap(auth.require_layer(Anyone)).get(open))
        .service(web::resource("/admin").wrap(auth.require_layer(role("admin"))).get(open));
    let bare = App::new().route("/open", web::get().to(open));
    let (app, bare) = runtime
        .block_on(async { (init_service(auth.attach(app)).await, init_service(bare).await) });
    macro_rules! count {
        ($app:expr, $path:expr) => {{
            let ask = || {
                let request = TestRequest::get().uri($path);
                let request = request.insert_header(("cookie", COOKIE)).to_request();
                let mut status = 0;
                let count = allocation_counter::measure(|| {
                    let response = runtime.block_on($app.call(request)).unwrap();
                    status = response.status().as_u16();
                });
                assert_eq!(status, 200, "{}", $path);
                i64::try_from(count.count_total).unwrap()
            };
            ask();
            ask();
            ask()
        }};
    }
    let open = count!(app, "/open");
    let layer = open - count!(bare, "/open");
    let routes = ["/one", "/how", "/rule", "/three", "/anyone", "/admin", "/session", "/brought"];
    let counts = routes.map(|path| (path, count!(app, path) - open));
    println!("the layer {layer}, beyond an open route {counts:?}");
    assert!(layer <= LAYER, "the layer allocates {layer} times");
    for (path, beyond) in counts {
        let limit = if matches!(path, "/session" | "/brought") { SESSION } else { 2 };
        assert!(beyond <= limit, "{path} allocates {beyond} times more than an open route");
    }
}

/// The context, and its place among the request's extensions.
const LAYER: i64 = 2;

/// The handle, the session's values, and what it says of itself at the end.
const SESSION: i64 = 3;
