//! May they: `Require<R>` for a rule that is a type, `auth.require(rule)` for one that is a value.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::{FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use handstamp_authorizer::{Guard, Principal, Rule};
use http::request::Parts;
use tower_layer::Layer;
use tower_service::Service;

use crate::{AuthRejection, HasAuth, RequestRef};

/// A logged-in user who meets the rule `R`: `Require(user, _): Require<Admin>`. Rejects with 401, or
/// with 403 where somebody is logged in and may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Require<R, U = Principal>(pub U, pub Met<R>);

/// The rule `R` was met.
pub struct Met<R>(PhantomData<fn() -> R>);

impl<S, U, R> FromRequestParts<S> for Require<R, U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
    R: Rule<U> + Default,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        let user = state
            .auth()
            .require_user(RequestRef::new(parts), R::default())
            .await
            .map_err(AuthRejection)?;
        Ok(Self(user, Met(PhantomData)))
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
/// goes on routes below [`attach`](crate::AuthExt::attach), with `route_layer` or `layer`.
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

impl<U, S> Layer<S> for RequireLayer<U> {
    type Service = RequireService<U, S>;

    fn layer(&self, inner: S) -> Self::Service {
        RequireService { guard: self.0.clone(), inner }
    }
}

/// The service of [`RequireLayer`].
pub struct RequireService<U, S> {
    guard: Guard<U>,
    inner: S,
}

impl<U, S: Clone> Clone for RequireService<U, S> {
    fn clone(&self) -> Self {
        Self { guard: self.guard.clone(), inner: self.inner.clone() }
    }
}

impl<U, S> fmt::Debug for RequireService<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequireService")
    }
}

impl<U, S> Service<Request> for RequireService<U, S>
where
    U: Clone + Send + Sync + 'static,
    S: Service<Request> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The clone stays; the one that was polled ready is the one to call (tower's `Service`).
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let guard = self.guard.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            match guard.check(RequestRef::new(&parts)).await {
                Ok(_) => Ok(inner.call(Request::from_parts(parts, body)).await?.into_response()),
                Err(reply) => Ok(AuthRejection(reply).into_response()),
            }
        })
    }
}
