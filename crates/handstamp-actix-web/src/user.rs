//! Who is asking: `User`, `MaybeUser`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use handstamp_authorizer::{Anyone, Ask, Auth, Principal, Rule};

use crate::{AuthRejection, HasAuth, RequestRef};

/// The logged-in user. Fails with 401 where nobody is logged in (or with a redirect to the login,
/// where one is set).
///
/// For a route that is open to everybody take [`MaybeUser`]: actix-web turns *every* error of an
/// `Option<User>` into `None`, that of a bad token and that of an outage too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User<U = Principal>(pub U);

/// The logged-in user, or `None`. A bad token is 401 and an outage 503 here as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeUser<U = Principal>(pub Option<U>);

impl<U: Clone + Send + Sync + 'static> FromRequest for User<U> {
    type Error = AuthRejection;
    type Future = Extract<Self, Anyone, U, U>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Extract::new(request, |auth, view| auth.user(view), Self)
    }
}

impl<U: Clone + Send + Sync + 'static> FromRequest for MaybeUser<U> {
    type Error = AuthRejection;
    type Future = Extract<Self, Anyone, U, Option<U>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Extract::new(request, |auth, view| auth.maybe_user(view), Self)
    }
}

/// The future of every extractor here: the question under way, and what to make of its answer.
#[must_use = "nobody is asked before this is polled"]
pub struct Extract<T, R, U, W> {
    asking: Result<Ask<RequestRef, R, U, W>, Option<AuthRejection>>,
    make: fn(W) -> T,
}

impl<T, R, U: 'static, W> Extract<T, R, U, W> {
    pub(crate) fn new(
        request: &HttpRequest,
        ask: impl FnOnce(Auth<U>, RequestRef) -> Ask<RequestRef, R, U, W>,
        make: fn(W) -> T,
    ) -> Self {
        let asking = request.auth().map(|auth| ask(auth, RequestRef::new(request))).map_err(Some);
        Self { asking, make }
    }
}

impl<T, R, U, W> Future for Extract<T, R, U, W>
where
    R: Rule<U>,
    U: Clone + Send + Sync + 'static,
{
    type Output = Result<T, AuthRejection>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        match &mut this.asking {
            Ok(ask) => Pin::new(ask).poll(cx).map_ok(this.make).map_err(AuthRejection),
            Err(denied) => denied.take().map_or(Poll::Pending, |denied| Poll::Ready(Err(denied))),
        }
    }
}

impl<T, R, U, W> fmt::Debug for Extract<T, R, U, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extract")
    }
}
