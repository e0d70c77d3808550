//! The adapter: a view of the request, a reply as a response, extractors, two layers, routes of a login.

use std::net::IpAddr;
use std::sync::Arc;

use handstamp::authorizer::adapter::{AuthContext, misconfigured};
use handstamp::authorizer::denial::Misconfigured;
use handstamp::authorizer::endpoint::{self, Endpoint as Routes, ReadBody, answer};
use handstamp::authorizer::rules::Rule;
use handstamp::authorizer::{Reply, RequestView};
use handstamp::login::{SessionHandle, extract};
use handstamp::prelude::*;
use poem::endpoint::{BoxEndpoint, make};
use poem::error::ReadBodyError;
use poem::http::{HeaderName, HeaderValue, StatusCode};
use poem::{
    Endpoint, EndpointExt, FromRequest, IntoResponse, Request, RequestBody, Response, Result, Route,
};

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
    fn context(&self) -> Option<&AuthContext> {
        self.0.data()
    }
}

/// Reply out. One that HTTP cannot carry is a 500.
fn response(reply: Reply) -> Response {
    let mut response = Response::builder().body(reply.body.into_owned());
    let lines = reply.headers.iter().map(|(name, value)| (*name, value));
    match (append(&mut response, lines), StatusCode::from_u16(reply.status)) {
        (Some(()), Ok(status)) => response.set_status(status),
        _ => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
    response
}

fn denied(reply: Reply) -> poem::Error {
    poem::Error::from_response(response(reply))
}

fn append(
    response: &mut Response,
    lines: impl Iterator<Item = (&'static str, impl AsRef<str>)>,
) -> Option<()> {
    for (name, value) in lines {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        response.headers_mut().append(name, HeaderValue::from_str(value.as_ref()).ok()?);
    }
    Some(())
}

/// A user type of an app.
pub trait AppUser: Clone + Send + Sync + 'static {}

impl<U: Clone + Send + Sync + 'static> AppUser for U {}

/// Lends the `Auth` to the handlers of this endpoint, and puts on the response what it must carry.
pub fn attach<U: AppUser>(auth: &Auth<U>, inner: impl Endpoint + 'static) -> BoxEndpoint<'static> {
    let auth = auth.clone();
    let layer = inner.around(move |inner, mut request| {
        let made = auth.policies().enter(&RequestRef(&request));
        if let Some(context) = &made {
            request.set_data(context.clone());
        }
        request.set_data(auth.clone());
        async move {
            let mut response = inner.get_response(request).await;
            if let Some(context) = made {
                let effects = context.finish().await.map_err(denied)?;
                if append(&mut response, effects.headers()).is_none() {
                    response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                }
            }
            Ok(response)
        }
    });
    layer.boxed()
}

/// Lets only requests through that meet this rule.
pub fn require<U: AppUser>(
    auth: &Auth<U>,
    rule: impl Rule<U>,
    inner: impl Endpoint + 'static,
) -> BoxEndpoint<'static> {
    let (auth, rule) = (auth.clone(), Arc::new(rule));
    let layer = inner.around(move |inner, request| {
        let (auth, rule) = (auth.clone(), Arc::clone(&rule));
        async move {
            auth.require(RequestRef(&request), rule).await.map_err(denied)?;
            Ok(inner.get_response(request).await)
        }
    });
    layer.boxed()
}

/// Adds the routes that come with a login to these, which go below `attach`.
pub fn mount(endpoint: impl Routes, routes: Route) -> Route {
    let endpoint = Arc::new(endpoint);
    endpoint.paths().into_iter().fold(routes, |routes, path| {
        let (endpoint, at) = (Arc::clone(&endpoint), Arc::<str>::from(&*path));
        routes.at(path, make(move |request| serve(Arc::clone(&endpoint), Arc::clone(&at), request)))
    })
}

async fn serve<E: Routes>(endpoint: Arc<E>, path: Arc<str>, mut request: Request) -> Response {
    let body = if endpoint.methods(&path).contains(&request.method().as_str()) {
        read(&mut request, endpoint.body_limit()).await
    } else {
        ReadBody::Whole(endpoint::Body::default())
    };
    response(answer(&*endpoint, &path, &RequestRef(&request), body).await)
}

async fn read(request: &mut Request, limit: usize) -> ReadBody {
    let announced = request.header("content-length").and_then(|length| length.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return ReadBody::TooLong;
    }
    match request.take_body().into_bytes_limit(limit).await {
        Ok(read) => ReadBody::Whole(endpoint::Body::new(read)),
        Err(ReadBodyError::PayloadTooLarge) => ReadBody::TooLong,
        Err(_) => ReadBody::Broken,
    }
}

/// The innermost `Auth` for this user type.
fn auth_of<U: AppUser>(request: &Request) -> Result<&Auth<U>> {
    request.data().ok_or_else(|| denied(misconfigured(Misconfigured::NoAuth)))
}

/// Gives a type an extractor that asks a question.
macro_rules! extract {
    ($([$($generics:tt)*] $extractor:ty: $request:ident => $answer:expr, $made:expr;)*) => { $(
        impl<'r, $($generics)*> FromRequest<'r> for $extractor {
            async fn from_request($request: &'r Request, _: &mut RequestBody) -> Result<Self> {
                $answer.await.map($made).map_err(denied)
            }
        }
    )* };
}

/// The logged-in user, or 401.
pub struct User<U = Principal>(pub U);
/// The logged-in user, or `None`. A bad token is 401 and an outage 503 here as well.
pub struct MaybeUser<U = Principal>(pub Option<U>);
/// The logged-in user, and how the user is known, or 401.
pub struct Authenticated<U = Principal>(pub U, pub Authentication);
/// A logged-in user who meets the rule, or 401, or 403.
pub struct Require<R, U = Principal>(pub U, pub R);
/// The session of the request, to read and to write.
pub struct Session(pub SessionHandle);
/// The session if the request brought a valid one.
pub struct MaybeSession(pub Option<SessionHandle>);
/// The session that the request brought, or 401.
pub struct RequireSession(pub SessionHandle);
/// The id of the user that the session names, or `None`.
pub struct MaybeUserId(pub Option<String>);
/// The id of the user that the session names, or 401.
pub struct UserId(pub String);

extract! {
    [U: AppUser] User<U>: request => auth_of(request)?.user(RequestRef(request)), Self;
    [U: AppUser] MaybeUser<U>: request => auth_of(request)?.maybe_user(RequestRef(request)), Self;
    [U: AppUser] Authenticated<U>: request =>
        auth_of(request)?.authenticated(RequestRef(request)), |(user, how)| Self(user, how);
    [R: Rule<U> + Default, U: AppUser] Require<R, U>: request =>
        auth_of(request)?.require_user(RequestRef(request), R::default()),
        |user| Self(user, R::default());
    [] Session: request => extract::session(RequestRef(request)), Self;
    [] MaybeSession: request => extract::maybe_session(RequestRef(request)), Self;
    [] RequireSession: request => extract::require_session(RequestRef(request)), Self;
    [] MaybeUserId: request => extract::maybe_user_id(RequestRef(request)), Self;
    [] UserId: request => extract::require_user_id(RequestRef(request)), Self;
}
