use std::sync::Arc;

use handstamp_authorizer::adapter::Capabilities;
use handstamp_authorizer::cookie::CookieNames;
use handstamp_authorizer::denial::Misconfigured;
use handstamp_authorizer::{
    Authenticator, BoxFuture, Challenge, CredentialKind, Identity, MaybeFuture, RequestView,
};

use crate::brought::{Brought, NotedBrought};
use crate::identify::{NotedShown, Shown};
use crate::session_login::SessionLogin;
use crate::session_state::SessionState;

impl Authenticator for SessionLogin {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let Some(context) = request.context() else { return no_layer() };
        let (state, shown) = (SessionState::of(self, context), Shown::of(self, request));
        let brought = Brought::of(self, request);
        log_absence(self, &brought, request);
        match state.open(self, &brought) {
            MaybeFuture::Ready(Ok(())) => self.identify(&state, &shown),
            MaybeFuture::Ready(Err(error)) => {
                MaybeFuture::Ready(Identity::Unavailable(error.into()))
            }
            MaybeFuture::Future(opening) => {
                let (login, shown) = (self.clone(), shown.note(self));
                MaybeFuture::boxed(async move {
                    match opening.await {
                        Ok(()) => {
                            let identity = login.identify(&state, &shown.shown());
                            identity.await
                        }
                        Err(error) => Identity::Unavailable(error.into()),
                    }
                })
            }
        }
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        Brought::of(self, request).presented(self, request)
    }

    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity> {
        let Some(context) = request.context() else { return no_layer().into_boxed() };
        let noted = Shown::of(self, request).note(self);
        let brought = Brought::of(self, request);
        log_absence(self, &brought, request);
        let brought = brought.note(self);
        // Nothing is read yet: an unread session changes nothing.
        Box::pin(opened_later(self.clone(), SessionState::of(self, context), brought, noted))
    }

    fn challenges(&self) -> Vec<Challenge> {
        vec![Challenge::cookie()]
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        capabilities.add(self.clone());
    }
}

async fn opened_later(
    login: SessionLogin,
    state: Arc<SessionState>,
    brought: NotedBrought,
    noted: NotedShown,
) -> Identity {
    let opening = state.open(&login, &brought.brought());
    match opening.await {
        Ok(()) => {
            let identity = login.identify(&state, &noted.shown());
            identity.await
        }
        Err(error) => Identity::Unavailable(error.into()),
    }
}

/// Logs that a visitor brings nothing, and what they bring instead.
fn log_absence(login: &SessionLogin, brought: &Brought<'_>, request: &dyn RequestView) {
    if tracing::enabled!(tracing::Level::DEBUG) && brought.presented(login, request).is_none() {
        let (cookie, others) = (login.cookie().name(), CookieNames(request));
        tracing::debug!(name: "login.no_cookie", cookie, ?others, "anonymous: the request has no session cookie");
    }
}

fn no_layer() -> MaybeFuture<Identity> {
    MaybeFuture::Ready(Identity::Unavailable(Misconfigured::NoLayer.into()))
}
