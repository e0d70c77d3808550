//! May they: `Require<R>` for a rule that is a type, `auth.require_layer(rule)` for one that is a value.

use std::fmt;
use std::future::{self, Future, Ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, FromRequest, HttpRequest};
use handstamp_authorizer::adapter::Question;
use handstamp_authorizer::rules::Rule;
use handstamp_authorizer::{Auth, Principal};
use pin_project_lite::pin_project;

use crate::rejection::AuthRejection;
use crate::user::Extract;
use crate::view::RequestRef;

/// A logged-in user who meets the rule `R`, and the rule: `Require(user, _): Require<Admin>`. Fails with 401,
/// or with 403 where the user is known and may not.
///
/// The rule is made for each request by `Default` ([`RuleType`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Require<R, U = Principal>(pub U, pub R);

/// A rule that is a type, and so can be made without saying more: every rule that has a `Default`. Never
/// implemented by hand. [`rules!`](handstamp_authorizer::rules!) declares such a type in one line.
#[diagnostic::on_unimplemented(
    message = "`Require` cannot make the rule `{Self}`: it has no `Default`",
    label = "needs `{Self}: Default`",
    note = "derive `Default` for it, or declare a rule as a type: `rules! {{ Admin = role(\"…\"); }}`",
    note = "a rule that is a value goes into a layer: `auth.require_layer(rule)`"
)]
pub trait RuleType: Default {}

#[diagnostic::do_not_recommend]
impl<R: Default> RuleType for R {}

impl<U, R> FromRequest for Require<R, U>
where
    U: Clone + Send + Sync + 'static,
    R: Rule<U> + RuleType,
{
    type Error = AuthRejection;
    type Future = Extract<Self, Question<RequestRef, R, U, U>, U>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let make = |user| Self(user, R::default());
        Extract::of_auth(request, |auth, view| auth.require_user(view, R::default()), make)
    }
}

/// Lets only requests through that meet a rule. Made by [`AuthExt::require_layer`](crate::AuthExt::require);
/// goes on a scope or a resource below [`attach`](crate::AuthExt::attach), with `wrap`.
///
/// A middleware and not a [`Guard`](actix_web::guard::Guard): what a guard refuses is a 404.
pub struct RequireLayer<U = Principal> {
    auth: Auth<U>,
    rule: Arc<dyn Rule<U>>,
}

impl<U> RequireLayer<U> {
    pub(crate) fn new(auth: Auth<U>, rule: impl Rule<U>) -> Self {
        Self { auth, rule: Arc::new(rule) }
    }
}

impl<U> Clone for RequireLayer<U> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), rule: Arc::clone(&self.rule) }
    }
}

impl<U> fmt::Debug for RequireLayer<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequireLayer")
    }
}

impl<U, S, B> Transform<S, ServiceRequest> for RequireLayer<U>
where
    U: Clone + Send + Sync + 'static,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = RequireService<U, S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        future::ready(Ok(RequireService { layer: self.clone(), inner: Rc::new(inner) }))
    }
}

/// The service of [`RequireLayer`].
pub struct RequireService<U, S> {
    layer: RequireLayer<U>,
    inner: Rc<S>,
}

impl<U, S> fmt::Debug for RequireService<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequireService")
    }
}

impl<U, S, B> Service<ServiceRequest> for RequireService<U, S>
where
    U: Clone + Send + Sync + 'static,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = RequireFuture<U, S, S::Future>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let RequireLayer { auth, rule } = &self.layer;
        let question = auth.require(RequestRef::new(request.request()), Arc::clone(rule));
        let inner = Rc::clone(&self.inner);
        RequireFuture { asking: Some((question, request)), inner, handler: None }
    }
}

pin_project! {
    /// The future of [`RequireService`].
    pub struct RequireFuture<U, S, F> {
        asking: Option<(Question<RequestRef, Arc<dyn Rule<U>>, U, ()>, ServiceRequest)>,
        inner: Rc<S>,
        #[pin]
        handler: Option<F>,
    }
}

impl<U, S, B> Future for RequireFuture<U, S, S::Future>
where
    U: Clone + Send + Sync + 'static,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some((question, _)) = this.asking {
            let answer = ready!(Pin::new(question).poll(cx));
            if let Some((question, request)) = this.asking.take() {
                drop(question); // it holds the request, which the router below must have for itself
                match answer {
                    Ok(()) => this.handler.set(Some(this.inner.call(request))),
                    Err(reply) => {
                        let response = request.error_response(AuthRejection(reply));
                        return Poll::Ready(Ok(response.map_into_right_body()));
                    }
                }
            }
        }
        match this.handler.as_pin_mut() {
            Some(handler) => handler.poll(cx).map_ok(ServiceResponse::map_into_left_body),
            None => Poll::Pending,
        }
    }
}

impl<U, S, F> fmt::Debug for RequireFuture<U, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequireFuture")
    }
}
