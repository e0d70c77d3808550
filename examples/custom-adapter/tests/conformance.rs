//! The suite for adapters, on poem.
#![allow(clippy::unwrap_used)]

use std::future::Future;
use std::net::SocketAddr;

use example_custom_adapter::{
    Authenticated, MaybeSession, MaybeUser, MaybeUserId, Require, RequireSession, Session, User,
    UserId, attach, mount, require,
};
use handstamp::authorizer::rules::{Anyone, Fresh};
use handstamp::conformance::{
    Account, Admin, Auths, Harness, Mounted, Write, act, authentication, maybe_name, name,
};
use poem::endpoint::BoxEndpoint;
use poem::http::{StatusCode, uri::Scheme};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Endpoint, EndpointExt, Request, Response, Route, handler};

#[handler]
async fn open_route() -> &'static str {
    "open"
}

#[handler]
async fn user_route(User(user): User) -> String {
    name(&user)
}

#[handler]
async fn maybe_route(MaybeUser(user): MaybeUser) -> String {
    maybe_name(user.as_ref())
}

#[handler]
async fn role_route(Require(user, _): Require<Admin>) -> String {
    name(&user)
}

#[handler]
async fn fresh_route(Require(user, _): Require<Fresh>) -> String {
    name(&user)
}

#[handler]
async fn scope_route(Require(user, _): Require<Write>) -> String {
    name(&user)
}

#[handler]
async fn three_route(
    MaybeUser(a): MaybeUser,
    User(b): User,
    Require(c, _): Require<Admin>,
) -> String {
    format!("{} {} {}", maybe_name(a.as_ref()), name(&b), name(&c))
}

#[handler]
async fn echo_route(_: User, body: String) -> String {
    body
}

#[handler]
async fn account_route(User(account): User<Account>) -> String {
    name(&account)
}

#[handler]
async fn both_route(User(user): User, User(account): User<Account>) -> String {
    format!("{} {}", name(&user), name(&account))
}

#[handler]
async fn authenticated_route(Authenticated(user, how): Authenticated) -> String {
    authentication(&user, &how)
}

#[handler]
async fn two_logins_route(
    User(user): User,
    User(account): User<Account>,
    Session(session): Session,
    body: String,
) -> String {
    format!("{} {} {}", name(&user), name(&account), act(&session, &body))
}

#[handler]
async fn acts_route(Session(session): Session, body: String) -> String {
    act(&session, &body)
}

#[handler]
async fn own_route(Session(session): Session, body: String) -> Response {
    let response = Response::builder().header("set-cookie", "own=1").header("set-cookie", "own=2");
    response.header("vary", "Accept").body(act(&session, &body))
}

#[handler]
async fn fails_route(Session(session): Session, body: String) -> poem::Result<()> {
    act(&session, &body);
    Err(poem::Error::from_status(StatusCode::CONFLICT))
}

#[handler]
async fn stream_route(Session(session): Session, body: String) -> Body {
    let late = async move { Ok::<_, std::io::Error>(act(&session, &body)) };
    Body::from_bytes_stream(futures_util::stream::once(late))
}

#[handler]
async fn two_route(Session(a): Session, Session(b): Session) -> String {
    act(&a, "set one 1") + &act(&b, "set two 2")
}

#[handler]
async fn maybe_session_route(MaybeSession(session): MaybeSession) -> &'static str {
    session.map_or("none", |_| "some")
}

#[handler]
async fn session_route(RequireSession(session): RequireSession) -> String {
    act(&session, "get _user_id")
}

#[handler]
async fn maybe_user_id_route(MaybeUserId(id): MaybeUserId) -> String {
    id.unwrap_or_else(|| "none".to_owned())
}

#[handler]
async fn user_id_route(UserId(id): UserId) -> String {
    id
}

#[handler]
async fn elsewhere_route(_: User) -> &'static str {
    "elsewhere"
}

fn app(
    Auths { auth, inner, accounts, keys, .. }: &Auths,
) -> impl Endpoint<Output = Response> + use<> {
    let nested =
        Route::new().at("/user", user_route).at("/rule", require(auth, Admin, maybe_route));
    let sessions = Route::new()
        .at("/act", acts_route)
        .at("/own", own_route)
        .at("/error", fails_route)
        .at("/stream", stream_route)
        .at("/two", two_route)
        .at("/maybe", maybe_session_route)
        .at("/required", session_route)
        .at("/maybe-user-id", maybe_user_id_route)
        .at("/user-id", user_id_route);
    let inner_routes = Route::new().at("/user", user_route);
    let inner_routes = mount(Mounted::below_the_layer(), inner_routes);
    let keyed = Route::new().at("/act", acts_route).at("/user-id", user_id_route);
    let routes = Route::new()
        .at("/open", open_route)
        .at("/maybe", maybe_route)
        .at("/user", user_route)
        .at("/role", role_route)
        .at("/fresh", fresh_route)
        .at("/scope", scope_route)
        .at("/rule", require(auth, Admin, maybe_route))
        .at("/three", three_route)
        .at("/echo", echo_route)
        .at("/account", account_route)
        .at("/both", both_route)
        .at("/authenticated", authenticated_route)
        .at("/two-logins", two_logins_route)
        .nest("/keys", attach(keys, keyed))
        .nest("/nested", Route::new().nest("/deep", nested))
        .nest("/inner", require(auth, Anyone, attach(inner, inner_routes)))
        .nest("/session", sessions)
        .at("/*rest", elsewhere_route);
    let routes = mount(Mounted::below_the_layer(), routes);
    let bare = mount(Mounted::bare(), Route::new().at("/bare/user", user_route));
    bare.nest("/", attach(auth, attach(accounts, routes)))
}

struct Poem(BoxEndpoint<'static>, tokio::runtime::Runtime);

impl Harness for Poem {
    fn mount(auths: Auths) -> Self {
        Self(app(&auths).boxed(), tokio::runtime::Builder::new_current_thread().build().unwrap())
    }

    async fn send(
        &self,
        sent: handstamp::conformance::Request,
    ) -> handstamp::conformance::Response {
        let mut request = poem::http::Request::builder().method(&*sent.method).uri(&*sent.target);
        for (name, value) in &sent.headers {
            request = request.header(name, &value[..]);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let peer = RemoteAddr(Addr::SocketAddr(SocketAddr::new(sent.peer, 1234)));
        let head = (head, LocalAddr::default(), peer, Scheme::HTTP).into();
        let response = self.0.get_response(Request::from_parts(head, sent.body.into())).await;
        let (head, body) = response.into_parts();
        let body = body.into_vec().await.unwrap();
        handstamp::conformance::Response::new(head.status.as_u16(), head.headers.iter(), body)
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.1.block_on(future)
    }
}

handstamp::conformance::adapter_suite!(Poem);
