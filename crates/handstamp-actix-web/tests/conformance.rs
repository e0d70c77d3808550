//! The suite for adapters, on actix-web.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used)]

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::rt::Runtime;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, error, web};
use handstamp_actix_web::{
    AuthExt, Authenticated, MaybeSession, MaybeUser, MaybeUserId, Require, RequireSession, Session,
    User, UserId, mount,
};
use handstamp_authorizer::rules::{Anyone, Fresh};
use handstamp_conformance::{
    Account, Admin, Auths, Harness, Mounted, Request, Response, Write, act, authentication,
    maybe_name, name,
};

async fn user(User(user): User) -> String {
    name(&user)
}

async fn maybe(MaybeUser(user): MaybeUser) -> String {
    maybe_name(user.as_ref())
}

async fn role(Require(user, _): Require<Admin>) -> String {
    name(&user)
}

async fn fresh(Require(user, _): Require<Fresh>) -> String {
    name(&user)
}

async fn scope(Require(user, _): Require<Write>) -> String {
    name(&user)
}

async fn three(MaybeUser(a): MaybeUser, User(b): User, Require(c, _): Require<Admin>) -> String {
    format!("{} {} {}", maybe_name(a.as_ref()), name(&b), name(&c))
}

async fn echo(_: User, body: web::Bytes) -> web::Bytes {
    body
}

async fn account(User(account): User<Account>) -> String {
    name(&account)
}

async fn both(User(user): User, User(account): User<Account>) -> String {
    format!("{} {}", name(&user), name(&account))
}

async fn authenticated(Authenticated(user, known): Authenticated) -> String {
    authentication(&user, &known)
}

async fn two_logins(
    User(user): User,
    User(account): User<Account>,
    session: Session,
    body: String,
) -> String {
    format!("{} {} {}", name(&user), name(&account), act(&session, &body))
}

async fn acts(session: Session, body: String) -> String {
    act(&session, &body)
}

async fn own(session: Session, body: String) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for line in [("set-cookie", "own=1"), ("set-cookie", "own=2"), ("vary", "Accept")] {
        response.append_header(line);
    }
    response.body(act(&session, &body))
}

async fn fails(session: Session, body: String) -> Result<&'static str, Error> {
    act(&session, &body);
    Err(error::ErrorConflict("conflict"))
}

async fn stream(session: Session, body: String) -> HttpResponse {
    let late = async move { Ok::<_, Infallible>(web::Bytes::from(act(&session, &body))) };
    HttpResponse::Ok().streaming(futures_util::stream::once(late))
}

async fn two(a: Session, b: Session) -> String {
    act(&a, "set one 1") + &act(&b, "set two 2")
}

async fn maybe_session(MaybeSession(found): MaybeSession) -> &'static str {
    found.map_or("none", |_| "some")
}

async fn session(RequireSession(session): RequireSession) -> String {
    act(&session, "get _user_id")
}

async fn maybe_user_id(MaybeUserId(id): MaybeUserId) -> String {
    id.unwrap_or_else(|| "none".into())
}

async fn user_id(UserId(id): UserId) -> String {
    id
}

async fn elsewhere(_: User) -> &'static str {
    "elsewhere"
}

fn routes(Auths { auth, inner, keys, .. }: &Auths, app: &mut web::ServiceConfig) {
    let nested = web::scope("/deep")
        .route("/user", web::to(user))
        .service(web::resource("/rule").wrap(auth.require_layer(Admin)).to(maybe));
    let inner = web::scope("/inner")
        .wrap(inner.layer())
        .wrap(auth.require_layer(Anyone))
        .route("/user", web::to(user))
        .configure(mount(Mounted::below_the_layer()));
    let keys = web::scope("/keys")
        .wrap(keys.layer())
        .route("/act", web::to(acts))
        .route("/user-id", web::to(user_id));
    let session = web::scope("/session")
        .route("/act", web::to(acts))
        .route("/own", web::to(own))
        .route("/error", web::to(fails))
        .route("/stream", web::to(stream))
        .route("/two", web::to(two))
        .route("/maybe", web::to(maybe_session))
        .route("/required", web::to(session))
        .route("/maybe-user-id", web::to(maybe_user_id))
        .route("/user-id", web::to(user_id));
    app.route("/open", web::to(async || "open"))
        .route("/maybe", web::to(maybe))
        .route("/user", web::to(user))
        .route("/role", web::to(role))
        .route("/fresh", web::to(fresh))
        .route("/scope", web::to(scope))
        .service(web::resource("/rule").wrap(auth.require_layer(Admin)).to(maybe))
        .route("/three", web::to(three))
        .route("/echo", web::to(echo))
        .route("/authenticated", web::to(authenticated))
        .route("/two-logins", web::to(two_logins))
        .configure(mount(Mounted::below_the_layer()))
        .route("/account", web::to(account))
        .route("/both", web::to(both))
        .service(web::scope("/nested").service(nested))
        .service(inner)
        .service(keys)
        .service(session)
        .default_service(web::to(elsewhere));
}

type Answer = Pin<Box<dyn Future<Output = Result<ServiceResponse, Error>>>>;
type Served = Box<dyn Fn(TestRequest) -> Answer>;

/// The app, and the one below no layer.
struct ActixWeb(Served, Served, Runtime);

macro_rules! served {
    ($runtime:expr, $app:expr) => {{
        let app = $runtime.block_on(init_service($app));
        Box::new(move |request: TestRequest| -> Answer {
            let answer = app.call(request.to_request());
            Box::pin(async { answer.await.map(|answer| answer.map_into_boxed_body()) })
        })
    }};
}

impl Harness for ActixWeb {
    fn mount(auths: Auths) -> Self {
        let runtime = Runtime::new().unwrap();
        let app = App::new().configure(|app| routes(&auths, app));
        let app = served!(runtime, auths.auth.attach(auths.accounts.attach(app)));
        let bare = served!(
            runtime,
            App::new().route("/bare/user", web::to(user)).configure(mount(Mounted::bare()))
        );
        Self(app, bare, runtime)
    }

    async fn send(&self, sent: Request) -> Response {
        let app = if sent.target.starts_with("/bare/") { &self.1 } else { &self.0 };
        let mut request = TestRequest::with_uri(&sent.target)
            .method(Method::from_bytes(sent.method.as_bytes()).unwrap())
            .peer_addr(SocketAddr::new(sent.peer, 1234));
        for (name, value) in &sent.headers {
            request = request.append_header((&**name, &value[..]));
        }
        let response = match app(request.set_payload(sent.body)).await {
            Ok(response) => response.into_parts().1,
            Err(error) => error.error_response(),
        };
        let (head, body): (_, BoxBody) = response.into_parts();
        let lines = head.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        Response::new(head.status().as_u16(), lines, to_bytes(body).await.unwrap())
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.2.block_on(future)
    }
}

handstamp_conformance::adapter_suite!(ActixWeb);
