//! May they: `Require<R>` for a rule that is a type, `auth.require(rule)` for one that is a value.

use std::fmt;
use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{self, Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::{Error, FromRequest, HttpRequest};
use handstamp_authorizer::{Ask, Guard, Principal, Rule};
use pin_project_lite::pin_project;

use crate::user::Extract;
use crate::{AuthRejection, RequestRef};

/// A logged-in user who meets the rule `R`: `Require(user, _): Require<Admin>`. Fails with 401, or with
/// 403 where somebody is logged in and may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Require<R, U = Principal>(pub U, pub Met<R>);

/// The rule `R` was met.
pub struct Met<R>(PhantomData<fn() -> R>);

impl<U, R> FromRequest for Require<R, U>
where
    U: Clone + Send + Sync + 'static,
    R: Rule<U> + Default,
{
    type Error = AuthRejection;
    type Future = Extract<Self, R, U, U>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let make = |user| Self(user, Met(PhantomData));
        Extract::new(request, |auth, view| auth.require_user(view, R::default()), make)
    }
}

impl<R> fmt::Debug for Met<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Met")
    }
}

impl<R> Clone for Met<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Met<R> {}

impl<R> PartialEq for Met<R> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<R> Eq for Met<R> {}

/// Lets only requests through that meet a rule. Made by [`AuthExt::require`](crate::AuthExt::require);
/// goes on a scope or a resource below [`attach`](crate::AuthExt::attach), with `wrap`.
///
/// A middleware and not a [`Guard`](actix_web::guard::Guard): what a guard refuses is a 404.
pub struct RequireLayer<U = Principal>(pub(crate) Guard<U>);

impl<U> Clone for RequireLayer<U> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
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
        ready(Ok(RequireService { guard: self.0.clone(), inner: Rc::new(inner) }))
    }
}

/// The service of [`RequireLayer`].
pub struct RequireService<U, S> {
    guard: Guard<U>,
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
        let ask = self.guard.check(RequestRef::new(request.request()));
        let inner = Rc::clone(&self.inner);
        RequireFuture { asking: Some((ask, request)), inner, handler: None }
    }
}

pin_project! {
    /// The future of [`RequireService`].
    pub struct RequireFuture<U, S, F> {
        asking: Option<(Ask<RequestRef, Arc<dyn Rule<U>>, U, Option<U>>, ServiceRequest)>,
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
        if let Some((ask, _)) = this.asking {
            let answer = task::ready!(Pin::new(ask).poll(cx));
            if let Some((ask, request)) = this.asking.take() {
                drop(ask); // it holds the request, which the router below must have for itself
                match answer {
                    Ok(_) => this.handler.set(Some(this.inner.call(request))),
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
