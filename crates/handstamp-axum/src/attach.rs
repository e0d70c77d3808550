//! State and response layer, put in place together.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::extract::{FromRef, Request};
use axum::response::{IntoResponse, Response};
use handstamp_authorizer::{Auth, BoxFuture, Effects, Entry, Exchange, Ready, Reply, Requirement};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::denied::finish;
use crate::{RequireLayer, View};

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
    /// run time: `.route_layer(auth.require(role("Administrator")))`.
    fn require(&self, rule: impl Requirement<U>) -> RequireLayer<U>;

    /// The response layer alone, for a tower stack that is put together by hand.
    fn layer(&self) -> ExchangeLayer;
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

    fn require(&self, rule: impl Requirement<U>) -> RequireLayer<U> {
        RequireLayer(self.guard(rule))
    }

    fn layer(&self) -> ExchangeLayer {
        ExchangeLayer(Arc::clone(self.entry()))
    }
}

/// Puts an [`Exchange`] on each request, and what it gathered on the response. Made by
/// [`AuthExt::attach`] or [`AuthExt::layer`].
#[derive(Debug, Clone)]
pub struct ExchangeLayer(Arc<Entry>);

impl<S> Layer<S> for ExchangeLayer {
    type Service = ExchangeService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ExchangeService { entry: Arc::clone(&self.0), inner }
    }
}

/// The service of [`ExchangeLayer`].
#[derive(Debug, Clone)]
pub struct ExchangeService<S> {
    entry: Arc<Entry>,
    inner: S,
}

impl<S> Service<Request> for ExchangeService<S>
where
    S: Service<Request>,
    S::Response: IntoResponse,
{
    type Response = Response;
    type Error = S::Error;
    type Future = ExchangeFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let exchange = self.entry.enter(&View::new(&parts));
        if let Some(exchange) = &exchange {
            parts.extensions.insert(exchange.clone());
        }
        let handler = self.inner.call(Request::from_parts(parts, body));
        ExchangeFuture { handler, exchange, closing: None }
    }
}

pin_project! {
    /// The future of [`ExchangeService`].
    #[derive(Debug)]
    pub struct ExchangeFuture<F> {
        #[pin]
        handler: F,
        exchange: Option<Exchange>,
        closing: Option<Closing>,
    }
}

/// The handler has answered, and a store is being waited for.
struct Closing {
    response: Response,
    effects: BoxFuture<'static, Result<Effects, Reply>>,
}

impl<F, R, E> Future for ExchangeFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if this.closing.is_none() {
            let response = ready!(this.handler.poll(cx))?.into_response();
            let Some(exchange) = this.exchange else { return Poll::Ready(Ok(response)) };
            match exchange.finish() {
                Ready::Now(effects) => return Poll::Ready(Ok(finish(response, effects))),
                Ready::Later(effects) => {
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
