use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::{
    AuthContext, Authenticator, Capabilities, Challenge, Clock, CredentialKind, Identity, Known,
    MaybeFuture, Misconfigured, Principal, RequestView, SlotId, Subject, cookie,
};

use super::{Dialect, SessionHandle};
use crate::Session;

/// The sessions of one login: dialect, clock, and the place of the handle on each request.
///
/// Session layer and authenticator share one of these, and so one key, one name and one tolerance. Cheap
/// to clone. An authenticator offers it ([`handstamp_authorizer::Capabilities`]), and a session extractor takes
/// it from there.
#[derive(Clone)]
pub struct Sessions(Arc<Inner>);

struct Inner {
    dialect: Box<dyn Dialect>,
    clock: Arc<dyn Clock>,
    owner: SlotId,
}

impl Sessions {
    /// The sessions of a dialect.
    pub fn new(dialect: impl Dialect, clock: Arc<dyn Clock>) -> Self {
        let owner = SlotId::unique();
        Self(Arc::new(Inner { dialect: Box::new(dialect), clock, owner }))
    }

    /// The handle for this request: always the same one. The cookie is copied and nothing is read yet.
    ///
    /// The request is to be seen through trusted proxies
    /// ([`AuthContext::see`](handstamp_authorizer::AuthContext::see)): a login notes the client's address.
    #[must_use]
    pub fn lazy(&self, request: &dyn RequestView, exchange: &AuthContext) -> Arc<SessionHandle> {
        let handle = exchange.part(self.0.owner, || {
            let raw = self.cookie(request).map(Cow::into_owned);
            SessionHandle::unread(self.clone(), exchange, raw)
        });
        handle.note(request);
        handle
    }

    /// The handle for this request: always the same one. The cookie is read here and now, unless it was
    /// before. As with [`lazy`](Self::lazy), the request is to be seen through trusted proxies.
    #[must_use]
    pub fn open(&self, request: &dyn RequestView, exchange: &AuthContext) -> Arc<SessionHandle> {
        let handle = self.open_unnoted(request, exchange);
        handle.note(request);
        handle
    }

    /// As [`open`](Self::open), for who hands the session to nobody.
    fn open_unnoted(
        &self,
        request: &dyn RequestView,
        exchange: &AuthContext,
    ) -> Arc<SessionHandle> {
        exchange.part(self.0.owner, || {
            let read = self.cookie(request).and_then(|raw| self.read(raw.as_bytes()));
            SessionHandle::read(self.clone(), exchange, read)
        })
    }

    /// The user that the session of this request names, as far as the session alone can tell: whether
    /// there is such an account is not asked.
    #[must_use]
    pub fn user(&self, request: &dyn RequestView, exchange: &AuthContext) -> Option<Principal> {
        self.open_unnoted(request, exchange).identify(request)
    }

    /// The time on this login's clock.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.0.clock.now()
    }

    pub(super) fn dialect(&self) -> &dyn Dialect {
        &*self.0.dialect
    }

    /// Whether the request brings anything by which somebody may be known.
    pub(super) fn is_shown(&self, request: &dyn RequestView) -> bool {
        self.dialect().is_shown(request)
    }

    fn cookie<'r>(&self, request: &'r dyn RequestView) -> Option<Cow<'r, str>> {
        let dialect = self.dialect();
        let raw = cookie(request, dialect.cookie_name(), dialect.duplicate())?;
        Some(raw).filter(|raw| !raw.is_empty())
    }

    /// `None` where the cookie is not taken: an old or foreign cookie is a visitor without a session.
    pub(super) fn read(&self, raw: &[u8]) -> Option<Session> {
        match self.dialect().decode(raw, self.now()) {
            Ok(session) => Some(session),
            Err(reason) => {
                let cookie = self.dialect().cookie_name();
                tracing::info!(name: "session.rejected", cookie, %reason, "session rejected");
                None
            }
        }
    }
}

impl Authenticator for Sessions {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let Some(exchange) = request.exchange() else {
            return MaybeFuture::Ready(Identity::Unavailable(Misconfigured::NoLayer.into()));
        };
        MaybeFuture::Ready(match self.user(request, exchange) {
            Some(user) => {
                let auth_time = user.auth_time();
                Identity::Known(Known { auth_time, ..Known::new(user, CredentialKind::Cookie) })
            }
            None => Identity::nobody(),
        })
    }

    fn challenges(&self) -> Vec<Challenge> {
        vec![Challenge::cookie()]
    }

    fn offer(&self, offers: &mut Capabilities) {
        offers.add(self.clone());
    }
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Sessions").field(&self.dialect().cookie_name()).finish()
    }
}
