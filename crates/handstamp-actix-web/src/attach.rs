//! `Auth` and response layer, put in place together.

use std::fmt;
use std::future::{self, Future, Ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{
    Extensions, Service, ServiceFactory, ServiceRequest, ServiceResponse, Transform, forward_ready,
};
use actix_web::{App, Error, HttpMessage};
use handstamp_authorizer::adapter::{AuthContext, Effects, Policies};
use handstamp_authorizer::rules::Rule;
use handstamp_authorizer::{Auth, BoxFuture, MaybeFuture, Principal, Reply};
use pin_project_lite::pin_project;

use crate::rejection::{Answer, finish};
use crate::require::RequireLayer;
use crate::view::RequestRef;

/// What [`Auth`] can do in actix-web.
pub trait AuthExt<U: Clone + Send + Sync + 'static> {
    /// Puts this `Auth` and its response layer around an app. All of its routes can ask for the user
    /// then, those that are added later too.
    fn attach<T, B>(
        &self,
        app: App<T>,
    ) -> App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<EitherBody<B>>,
            Error = Error,
            InitError = (),
        > + use<Self, U, T, B>,
    >
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            >,
        B: MessageBody + 'static,
    {
        app.wrap(self.layer())
    }

    /// A middleware that lets only requests through that meet this rule, for names that are known only
    /// at run time: `.wrap(auth.require_layer(role("Administrator")))`.
    fn require_layer(&self, rule: impl Rule<U>) -> RequireLayer<U>;

    /// What [`attach`](Self::attach) puts around the app, for a part of one:
    /// `web::scope("/admin").wrap(stricter.layer())`.
    fn layer(&self) -> AuthLayer<U>;
}

impl<U: Clone + Send + Sync + 'static> AuthExt<U> for Auth<U> {
    fn require_layer(&self, rule: impl Rule<U>) -> RequireLayer<U> {
        RequireLayer::new(self.clone(), rule)
    }

    fn layer(&self) -> AuthLayer<U> {
        AuthLayer(self.clone())
    }
}

/// Lends the [`Auth`] to the handlers, puts an [`AuthContext`] on each request, and what it gathered on the
/// response. Made by [`AuthExt::attach`] or [`AuthExt::layer`].
#[derive(Debug, Clone)]
pub struct AuthLayer<U = Principal>(Auth<U>);

impl<U, S, B> Transform<S, ServiceRequest> for AuthLayer<U>
where
    U: Clone + Send + Sync + 'static,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = AuthService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let mut data = Extensions::new();
        data.insert(self.0.clone());
        let policies = Arc::clone(self.0.policies());
        future::ready(Ok(AuthService { data: Rc::new(data), policies, inner }))
    }
}

/// The service of [`AuthLayer`].
#[derive(Debug)]
pub struct AuthService<S> {
    data: Rc<Extensions>,
    policies: Arc<Policies>,
    inner: S,
}

impl<S, B> Service<ServiceRequest> for AuthService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = AuthFuture<S::Future, B>;

    forward_ready!(inner);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let context = self.policies.enter(&RequestRef::new(request.request()));
        if let Some(context) = &context {
            request.extensions_mut().insert(context.clone());
        }
        request.add_data_container(Rc::clone(&self.data));
        AuthFuture { handler: self.inner.call(request), context, closing: None }
    }
}

pin_project! {
    /// The future of [`AuthService`].
    pub struct AuthFuture<F, B> {
        #[pin]
        handler: F,
        context: Option<AuthContext>,
        closing: Option<Closing<B>>,
    }
}

/// The handler has answered, and a store is being waited for.
type Closing<B> = (Option<Answer<B>>, BoxFuture<'static, Result<Effects, Reply>>);

impl<F, B> Future for AuthFuture<F, B>
where
    F: Future<Output = Answer<B>>,
    B: MessageBody,
{
    type Output = Answer<EitherBody<B>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if this.closing.is_none() {
            let answer = ready!(this.handler.poll(cx));
            let Some(context) = this.context else {
                return Poll::Ready(finish(answer, Ok(Effects::none())));
            };
            match context.finish() {
                MaybeFuture::Ready(effects) => {
                    return Poll::Ready(finish(answer, effects));
                }
                MaybeFuture::Future(effects) => {
                    *this.closing = Some((Some(answer), effects));
                }
            }
        }
        let Some((answer, effects)) = this.closing else { return Poll::Pending };
        let effects = ready!(effects.as_mut().poll(cx));
        answer.take().map_or(Poll::Pending, |answer| Poll::Ready(finish(answer, effects)))
    }
}

impl<F, B> fmt::Debug for AuthFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthFuture")
    }
}
