use handstamp_authorizer::adapter::{AuthContext, RequestPolicies};
use handstamp_authorizer::{CredentialKind, MaybeFuture, RequestView};

use crate::brought::Brought;
use crate::client_info::ClientInfo;
use crate::handle::SessionHandle;
use crate::session_login::SessionLogin;
use crate::session_state::{SessionState, StoreFailed};

/// The other session logins of an `Auth`, as far as the request brings something for them. Each has a cookie of
/// its own, by which a user may be known: a logout ends them all.
pub(crate) struct OtherLogins<'r>(Vec<(SessionLogin, Brought<'r>)>);

impl<'r> OtherLogins<'r> {
    pub(crate) fn of(
        login: &SessionLogin,
        policies: &RequestPolicies,
        request: &'r dyn RequestView,
    ) -> Self {
        let others = policies.capabilities::<SessionLogin>();
        let others = others.filter(|other| other.slot() != login.slot());
        let brought = others.filter_map(|other| {
            let brought = Brought::of(other, request);
            brought.presented(other, request)?;
            Some((other.clone(), brought))
        });
        Self(brought.collect())
    }

    pub(crate) fn presented(&self) -> Option<CredentialKind> {
        (!self.0.is_empty()).then_some(CredentialKind::Cookie)
    }

    /// Opens their sessions, which are ended by whoever ends the first one.
    pub(crate) fn open(
        &self,
        context: &AuthContext,
        client: ClientInfo<'_>,
    ) -> (Vec<SessionHandle>, MaybeFuture<Result<(), StoreFailed>>) {
        let mut handles = Vec::new();
        let mut opened = MaybeFuture::Ready(Ok(()));
        for (login, brought) in &self.0 {
            let state = SessionState::of(login, context);
            let opening = state.open(login, brought);
            opened = match (opened, opening) {
                (MaybeFuture::Ready(Ok(())), opening) => opening,
                (opened, MaybeFuture::Ready(Ok(()))) => opened,
                (opened, opening) => MaybeFuture::boxed(async {
                    opened.await?;
                    opening.await
                }),
            };
            let handle = SessionHandle::new(login.clone(), state);
            handle.note(client);
            handles.push(handle);
        }
        (handles, opened)
    }
}
