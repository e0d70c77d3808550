//! State and response layer, put in place together.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::extract::{FromRef, Request};
use axum::response::{IntoResponse, Response};
use handstamp_authorizer::adapter::{AuthContext, Effects, Policies};
use handstamp_authorizer::rules::Rule;
use handstamp_authorizer::{Auth, BoxFuture, MaybeFuture, Reply};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::rejection::finish;
use crate::require::RequireLayer;
use crate::view::RequestRef;

/// What [`Auth`] can do in axum.
pub trait AuthExt<U> {
    /// Puts this `Auth` and its response layer on a router. Routes that ask for a user must be below
    /// it.
    fn attach(&self, router: Router<Self>) -> Router
    where
        Self: Sized;

    /// The same for an app with a state of its own, which derives [`FromRef`] for the `Auth`.
    fn attach_with<S>(&self, router: Router<S>, state: S) -> Router
    where
        S: Clone + Send + Sync + 'static,
        Self: FromRef<S>;

    /// A layer that lets only requests through that meet this rule, for names that are known only at
    /// run time: `.route_layer(auth.require_layer(role("Administrator")))`.
    fn require_layer(&self, rule: impl Rule<U>) -> RequireLayer<U>;

    /// The response layer alone, for a tower stack of your own.
    fn layer(&self) -> AuthLayer;
}

impl<U: Clone + Send + Sync + 'static> AuthExt<U> for Auth<U> {
    fn attach(&self, router: Router<Self>) -> Router {
        self.attach_with(router, self.clone())
    }

    fn attach_with<S>(&self, router: Router<S>, state: S) -> Router
    where
        S: Clone + Send + Sync + 'static,
        Self: FromRef<S>,
    {
        router.with_state(state).layer(AuthExt::layer(self))
    }

    fn require_layer(&self, rule: impl Rule<U>) -> RequireLayer<U> {
        RequireLayer::new(self.clone(), rule)
    }

    fn layer(&self) -> AuthLayer {
        AuthLayer(Arc::clone(self.policies()))
    }
}

/// Puts an [`AuthContext`] on each request, and what it gathered on the response. Made by
/// [`AuthExt::attach`] or [`AuthExt::layer`].
#[derive(Debug, Clone)]
pub struct AuthLayer(Arc<Policies>);

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthService { policies: Arc::clone(&self.0), inner }
    }
}

/// The service of [`AuthLayer`].
#[derive(Debug, Clone)]
pub struct AuthService<S> {
    policies: Arc<Policies>,
    inner: S,
}

impl<S> Service<Request> for AuthService<S>
where
    S: Service<Request>,
    S::Response: IntoResponse,
{
    type Response = Response;
    type Error = S::Error;
    type Future = AuthFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let context = self.policies.enter(&RequestRef::new(&parts));
        if let Some(context) = &context {
            parts.extensions.insert(context.clone());
        }
        let handler = self.inner.call(Request::from_parts(parts, body));
        AuthFuture { handler, context, closing: None }
    }
}

pin_project! {
    /// The future of [`AuthService`].
    #[derive(Debug)]
    pub struct AuthFuture<F> {
        #[pin]
        handler: F,
        context: Option<AuthContext>,
        closing: Option<Closing>,
    }
}

/// The handler has answered, and a store is being waited for.
struct Closing {
    response: Response,
    effects: BoxFuture<'static, Result<Effects, Reply>>,
}

impl<F, R, E> Future for AuthFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if this.closing.is_none() {
            let response = ready!(this.handler.poll(cx))?.into_response();
            let Some(context) = this.context else { return Poll::Ready(Ok(response)) };
            match context.finish() {
                MaybeFuture::Ready(effects) => return Poll::Ready(Ok(finish(response, effects))),
                MaybeFuture::Future(effects) => {
                    *this.closing = Some(Closing { response, effects });
                }
            }
        }
        let Some(closing) = this.closing else { return Poll::Pending };
        let effects = ready!(closing.effects.as_mut().poll(cx));
        Poll::Ready(Ok(finish(std::mem::take(&mut closing.response), effects)))
    }
}

impl std::fmt::Debug for Closing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Closing")
    }
}
