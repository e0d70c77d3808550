//! Who is asking: `User`, `MaybeUser`, `Authenticated`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use handstamp_authorizer::adapter::Question;
use handstamp_authorizer::rules::Anyone;
use handstamp_authorizer::{Auth, Authentication, Principal, Reply};

use crate::rejection::AuthRejection;
use crate::state::HasAuth;
use crate::view::RequestRef;

/// The logged-in user. Fails for an anonymous request with 401, or with a redirect to the login where a
/// login URL is set.
///
/// For a route that is open to everybody take [`MaybeUser`]: actix-web turns *every* error of an
/// `Option<User>` into `None`, that of a bad token and that of an outage too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User<U = Principal>(pub U);

/// The logged-in user, or `None`. A bad token is 401 and an outage 503 here as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeUser<U = Principal>(pub Option<U>);

/// The logged-in user, and how the user is known: by what credential, since when, how strongly. Fails as
/// [`User`] does.
///
/// ```
/// # use handstamp_actix_web::Authenticated;
/// # use handstamp_authorizer::Subject;
/// async fn account(Authenticated(user, authentication): Authenticated) -> String {
///     format!("{} came by {}, fresh: {}", user.id(), authentication.scheme, authentication.fresh)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated<U = Principal>(pub U, pub Authentication);

impl<U: Clone + Send + Sync + 'static> FromRequest for User<U> {
    type Error = AuthRejection;
    type Future = Extract<Self, Question<RequestRef, Anyone, U, U>, U>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Extract::of_auth(request, |auth, view| auth.user(view), Self)
    }
}

impl<U: Clone + Send + Sync + 'static> FromRequest for MaybeUser<U> {
    type Error = AuthRejection;
    type Future = Extract<Self, Question<RequestRef, Anyone, U, Option<U>>, Option<U>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Extract::of_auth(request, |auth, view| auth.maybe_user(view), Self)
    }
}

impl<U: Clone + Send + Sync + 'static> FromRequest for Authenticated<U> {
    type Error = AuthRejection;
    type Future =
        Extract<Self, Question<RequestRef, Anyone, U, (U, Authentication)>, (U, Authentication)>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let make = |(user, authentication)| Self(user, authentication);
        Extract::of_auth(request, |auth, view| auth.authenticated(view), make)
    }
}

/// The future of every extractor here: the question under way, and what to make of its answer.
#[must_use = "nobody is asked before this is polled"]
pub struct Extract<T, Q, W> {
    question: Result<Q, Option<AuthRejection>>,
    make: fn(W) -> T,
}

impl<T, Q, W> Extract<T, Q, W> {
    #[cfg(feature = "session")]
    pub(crate) fn new(question: Q, make: fn(W) -> T) -> Self {
        Self { question: Ok(question), make }
    }

    /// Asks the `Auth` of the request.
    pub(crate) fn of_auth<U: 'static>(
        request: &HttpRequest,
        ask: impl FnOnce(Auth<U>, RequestRef) -> Q,
        make: fn(W) -> T,
    ) -> Self {
        let question = request.auth().map(|auth| ask(auth, RequestRef::new(request)));
        Self { question: question.map_err(Some), make }
    }
}

impl<T, Q, W> Future for Extract<T, Q, W>
where
    Q: Future<Output = Result<W, Reply>> + Unpin,
{
    type Output = Result<T, AuthRejection>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        match &mut this.question {
            Ok(question) => Pin::new(question).poll(cx).map_ok(this.make).map_err(AuthRejection),
            Err(denied) => denied.take().map_or(Poll::Pending, |denied| Poll::Ready(Err(denied))),
        }
    }
}

impl<T, Q, W> fmt::Debug for Extract<T, Q, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extract")
    }
}
