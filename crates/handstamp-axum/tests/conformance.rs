//! The suite for adapters, on axum.
#![cfg(feature = "session")]
#![allow(clippy::unwrap_used)]

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRef, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::any;
use handstamp_authorizer::rules::{Anyone, Fresh};
use handstamp_axum::{
    Auth, AuthExt, Authenticated, MaybeSession, MaybeUser, MaybeUserId, Require, RequireSession,
    Session, User, UserId, mount,
};
use handstamp_conformance::{
    Account, Admin, Auths, Harness, Mounted, Response, Write, act, authentication, maybe_name, name,
};
use tokio::runtime::Runtime;
use tower::ServiceExt;

#[derive(Clone, FromRef)]
struct AppState {
    auth: Auth,
    accounts: Auth<Account>,
}

async fn user(User(user): User) -> String {
    name(&user)
}

async fn maybe(MaybeUser(user): MaybeUser) -> String {
    maybe_name(user.as_ref())
}

async fn three(MaybeUser(a): MaybeUser, User(b): User, Require(c, _): Require<Admin>) -> String {
    format!("{} {} {}", maybe_name(a.as_ref()), name(&b), name(&c))
}

async fn own(session: Session, body: String) -> impl IntoResponse {
    let headers = [("set-cookie", "own=1"), ("set-cookie", "own=2"), ("vary", "Accept")];
    (axum::response::AppendHeaders(headers), act(&session, &body))
}

async fn stream(session: Session, body: String) -> Body {
    let late = async move { Ok::<_, Infallible>(Bytes::from(act(&session, &body))) };
    Body::from_stream(futures_util::stream::once(late))
}

async fn acts(session: Session, body: String) -> String {
    act(&session, &body)
}

async fn two_logins(
    User(user): User,
    User(account): User<Account>,
    session: Session,
    body: String,
) -> String {
    format!("{} {} {}", name(&user), name(&account), act(&session, &body))
}

fn app(Auths { auth, inner, accounts, keys, .. }: Auths) -> Router {
    let nested = Router::new()
        .route("/user", any(user))
        .route("/rule", any(maybe).layer(auth.require_layer(Admin)));
    let session = Router::new()
        .route("/act", any(acts))
        .route("/own", any(own))
        .route(
            "/error",
            any(async |session: Session, body: String| {
                act(&session, &body);
                Err::<(), _>(StatusCode::CONFLICT)
            }),
        )
        .route("/stream", any(stream))
        .route(
            "/two",
            any(async |a: Session, b: Session| act(&a, "set one 1") + &act(&b, "set two 2")),
        )
        .route("/maybe", any(async |MaybeSession(found)| found.map_or("none", |_| "some")))
        .route("/required", any(async |RequireSession(found)| act(&found, "get _user_id")))
        .route("/maybe-user-id", any(async |MaybeUserId(id)| id.unwrap_or("none".into())))
        .route("/user-id", any(async |UserId(id)| id));
    let routes = Router::new()
        .route("/open", any(async || "open"))
        .route("/maybe", any(maybe))
        .route("/user", any(user))
        .route("/role", any(async |Require(user, _): Require<Admin>| name(&user)))
        .route("/fresh", any(async |Require(user, _): Require<Fresh>| name(&user)))
        .route("/scope", any(async |Require(user, _): Require<Write>| name(&user)))
        .route("/rule", any(maybe).layer(auth.require_layer(Admin)))
        .route("/three", any(three))
        .route("/echo", any(async |_: User, body: String| body))
        .route(
            "/authenticated",
            any(async |Authenticated(user, known): Authenticated| authentication(&user, &known)),
        )
        .route("/two-logins", any(two_logins))
        .merge(mount(Mounted::below_the_layer()))
        .route("/account", any(async |User(account): User<Account>| name(&account)))
        .route(
            "/both",
            any(async |User(user): User, User(account): User<Account>| {
                format!("{} {}", name(&user), name(&account))
            }),
        )
        .nest("/nested", Router::new().nest("/deep", nested))
        .nest("/session", session)
        .nest_service(
            "/keys",
            keys.attach(
                Router::new()
                    .route("/act", any(acts))
                    .route("/user-id", any(async |UserId(id)| id)),
            ),
        )
        .nest_service(
            "/inner",
            inner
                .attach(
                    Router::new()
                        .route("/user", any(user))
                        .merge(mount(Mounted::below_the_layer())),
                )
                .layer(auth.require_layer(Anyone)),
        )
        .fallback(async |_: User| "elsewhere");
    let bare = Router::new().route("/bare/user", any(user)).merge(mount(Mounted::bare()));
    let bare = bare.with_state(auth.clone());
    auth.attach_with(routes, AppState { auth: auth.clone(), accounts }).merge(bare)
}

struct Axum(Router, Runtime);

impl Harness for Axum {
    fn mount(auths: Auths) -> Self {
        Self(app(auths), tokio::runtime::Builder::new_current_thread().build().unwrap())
    }

    async fn send(&self, sent: handstamp_conformance::Request) -> Response {
        let mut request = Request::builder().method(&*sent.method).uri(&*sent.target);
        for (name, value) in &sent.headers {
            request = request.header(name, &value[..]);
        }
        let peer = ConnectInfo(SocketAddr::new(sent.peer, 1234));
        let request = request.extension(peer).body(Body::from(sent.body)).unwrap();
        let (head, body) = self.0.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Response::new(head.status.as_u16(), head.headers.iter(), body)
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.1.block_on(future)
    }
}

handstamp_conformance::adapter_suite!(Axum);
