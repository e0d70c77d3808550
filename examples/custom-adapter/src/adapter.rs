//! The adapter: a view of the request, a reply as a response, extractors, two layers.

use std::net::IpAddr;
use std::sync::Arc;

use handstamp_authorizer::{
    Auth, AuthContext, Misconfigured, Principal, Reply, RequestView, Rule, misconfigured,
};
use handstamp_session::login::{self, SessionHandle};
use poem::http::{HeaderName, HeaderValue, StatusCode};
use poem::{Endpoint, EndpointExt, Error, FromRequest, Request, RequestBody, Response, Result};

/// Request in: poem's as the authorizer sees it.
pub struct RequestRef<'r>(pub &'r Request);

impl RequestView for RequestRef<'_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }
    fn target(&self) -> &str {
        self.0.original_uri().path_and_query().map_or("/", |target| target.as_str())
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.0.headers().get_all(name).iter().nth(nth).map(HeaderValue::as_bytes)
    }
    fn scheme(&self) -> Option<&str> {
        Some(self.0.scheme().as_str())
    }
    fn authority(&self) -> Option<&str> {
        self.0.original_uri().authority().map(|authority| authority.as_str())
    }
    fn peer(&self) -> Option<IpAddr> {
        self.0.remote_addr().as_socket_addr().map(|peer| peer.ip())
    }
    fn exchange(&self) -> Option<&AuthContext> {
        self.0.data()
    }
}

/// Reply out. One that HTTP cannot say is a 500.
fn denied(reply: Reply) -> Error {
    let mut response = Response::builder().body(reply.body.into_owned());
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.set_status(status);
    for (name, value) in reply.headers {
        append(&mut response, name, &value);
    }
    Error::from_response(response)
}

fn append(response: &mut Response, name: &'static str, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => drop(response.headers_mut().append(HeaderName::from_static(name), value)),
        Err(_) => response.set_status(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Lends the `Auth` to the handlers of this endpoint, and puts on the response what it must carry.
pub fn attach<U, E>(auth: &Auth<U>, endpoint: E) -> impl Endpoint<Output = Response> + use<U, E>
where
    U: Clone + Send + Sync + 'static,
    E: Endpoint + 'static,
{
    let auth = auth.clone();
    endpoint.around(move |endpoint, mut request| {
        let auth = auth.clone();
        async move {
            let made = auth.entry().enter(&RequestRef(&request));
            if let Some(exchange) = &made {
                request.set_data(exchange.clone());
            }
            request.set_data(auth);
            let mut response = endpoint.get_response(request).await;
            if let Some(exchange) = made {
                let effects = exchange.finish().get().await.map_err(denied)?;
                for (name, value) in effects.headers() {
                    append(&mut response, name, &value);
                }
            }
            Ok(response)
        }
    })
}

/// Lets only requests through that meet this rule.
pub fn require<U, R, E>(
    auth: &Auth<U>,
    rule: R,
    endpoint: E,
) -> impl Endpoint<Output = Response> + use<U, R, E>
where
    U: Clone + Send + Sync + 'static,
    R: Rule<U>,
    E: Endpoint + 'static,
{
    let guard = auth.guard(rule);
    endpoint.around(move |endpoint, request| {
        let guard = guard.clone();
        async move {
            guard.check(RequestRef(&request)).await.map_err(denied)?;
            Ok(endpoint.get_response(request).await)
        }
    })
}

/// The innermost `Auth` for this user type.
fn auth_of<U: Send + Sync + 'static>(request: &Request) -> Result<&Auth<U>> {
    request.data().ok_or_else(|| denied(misconfigured(Misconfigured::NoAuth)))
}

/// Gives a type an extractor that asks a question.
macro_rules! extract {
    ($([$($generics:tt)*] $extractor:ty: $request:ident => $found:expr;)*) => { $(
        impl<'r, $($generics)*> FromRequest<'r> for $extractor {
            async fn from_request($request: &'r Request, _: &mut RequestBody) -> Result<Self> {
                $found
            }
        }
    )* };
}

/// The logged-in user, or 401.
pub struct User<U = Principal>(pub U);
/// The logged-in user, or `None`. A bad token is 401 and an outage 503 here as well.
pub struct MaybeUser<U = Principal>(pub Option<U>);
/// A logged-in user who meets the rule, or 401, or 403.
pub struct Require<R, U = Principal>(pub U, pub R);
/// The session of the request, to read and to write.
pub struct Session(pub Arc<SessionHandle>);
/// The session if the request brought a valid one.
pub struct MaybeSession(pub Option<Arc<SessionHandle>>);
/// The session that the request brought, or 401.
pub struct RequireSession(pub Arc<SessionHandle>);
/// The id of the user that the session names, or `None`.
pub struct MaybeUserId(pub Option<String>);
/// The id of the user that the session names, or 401.
pub struct UserId(pub String);

extract! {
    [U: Clone + Send + Sync + 'static] User<U>: request =>
        auth_of(request)?.user(RequestRef(request)).await.map(Self).map_err(denied);
    [U: Clone + Send + Sync + 'static] MaybeUser<U>: request =>
        auth_of(request)?.maybe_user(RequestRef(request)).await.map(Self).map_err(denied);
    [R: Rule<U> + Default, U: Clone + Send + Sync + 'static] Require<R, U>: request => {
        let user = auth_of(request)?.require_user(RequestRef(request), R::default()).await;
        user.map(|user| Self(user, R::default())).map_err(denied)
    };
    [] Session: request => login::session(&RequestRef(request)).map(Self).map_err(denied);
    [] MaybeSession: request => login::maybe_session(&RequestRef(request)).map(Self).map_err(denied);
    [] RequireSession: request => login::require_session(&RequestRef(request)).map(Self).map_err(denied);
    [] MaybeUserId: request => login::maybe_user_id(&RequestRef(request)).map(Self).map_err(denied);
    [] UserId: request => login::require_user_id(&RequestRef(request)).map(Self).map_err(denied);
}
