//! May they: `Require<R>` for a rule that is a type, `auth.require_layer(rule)` for one that is a value.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::{FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use handstamp_authorizer::rules::Rule;
use handstamp_authorizer::{Auth, Principal};
use http::request::Parts;
use tower_layer::Layer;
use tower_service::Service;

use crate::rejection::AuthRejection;
use crate::rejection::response;
use crate::state::HasAuth;
use crate::view::RequestRef;

/// A logged-in user who meets the rule `R`, and the rule: `Require(user, _): Require<Admin>`. Rejects with
/// 401, or with 403 where the user is known and may not.
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

impl<S, U, R> FromRequestParts<S> for Require<R, U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
    R: Rule<U> + RuleType,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        let auth = state.auth();
        let user = auth.require_user(RequestRef::new(parts), R::default()).await?;
        Ok(Self(user, R::default()))
    }
}

/// Lets only requests through that meet a rule. Made by [`AuthExt::require_layer`](crate::AuthExt::require);
/// goes on routes below [`attach`](crate::AuthExt::attach), with `route_layer` or `layer`.
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

impl<U, S> Layer<S> for RequireLayer<U> {
    type Service = RequireService<U, S>;

    fn layer(&self, inner: S) -> Self::Service {
        RequireService { layer: self.clone(), inner }
    }
}

/// The service of [`RequireLayer`].
pub struct RequireService<U, S> {
    layer: RequireLayer<U>,
    inner: S,
}

impl<U, S: Clone> Clone for RequireService<U, S> {
    fn clone(&self) -> Self {
        Self { layer: self.layer.clone(), inner: self.inner.clone() }
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
        let RequireLayer { auth, rule } = self.layer.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            match auth.require(RequestRef::new(&parts), rule).await {
                Ok(()) => Ok(inner.call(Request::from_parts(parts, body)).await?.into_response()),
                Err(reply) => Ok(response(reply)),
            }
        })
    }
}
