//! An authenticator that says beforehand what it answers, and counts what is done to it.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;

use handstamp_authorizer::{
    Authentication, Authenticator, BoxFuture, CredentialKind, Identity, Known, MaybeFuture,
    Principal, Refusal, RequestView,
};

use super::cookie_effect;

/// What one authenticator says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Say {
    /// Anonymous, and nothing was brought.
    Nothing,
    /// Anonymous, and what was brought in a header is somebody else's.
    NotMine,
    Cookie(&'static str),
    Header(&'static str),
    Basic(&'static str),
    /// A bad token.
    Refused,
    /// The session store is down.
    Outage,
    /// What knows tokens is down.
    TokenOutage,
}
use Say::{Basic, Cookie, Header, NotMine, Nothing, Outage, Refused, TokenOutage};

impl Say {
    fn presented(self) -> Option<CredentialKind> {
        match self {
            Nothing => None,
            Cookie(_) | Outage => Some(CredentialKind::Cookie),
            Header(_) | Refused | TokenOutage | NotMine => Some(CredentialKind::Header),
            Basic(_) => Some(CredentialKind::Basic),
        }
    }

    /// Each with an effect that tells who spoke, and the `Vary` of what was looked at.
    fn identity(self) -> Identity {
        let effects = |name| {
            let mut effects = cookie_effect(name);
            match self {
                Cookie(_) | Nothing => effects.vary_cookie(),
                _ => effects.vary_authorization(),
            }
            effects
        };
        let known = |name, authentication| {
            let known = Known::new(Principal::new(name), authentication);
            Identity::Known(known.with_effects(effects(name)))
        };
        match self {
            Nothing | NotMine => Identity::Anonymous(effects("anonymous")),
            Cookie(name) => known(name, Authentication::cookie()),
            Header(name) => known(name, Authentication::bearer()),
            Basic(name) => known(name, Authentication::basic()),
            Refused => Identity::Refused(Refusal::invalid_token("bad token")),
            Outage | TokenOutage => Identity::Unavailable("gone".into()),
        }
    }
}

/// How often each was done.
#[derive(Default, Debug)]
pub(crate) struct Counts {
    pub(crate) authenticated: AtomicUsize,
    pub(crate) prepared: AtomicUsize,
    pub(crate) polled: AtomicUsize,
}

impl Counts {
    /// Authenticated, prepared, polled.
    pub(crate) fn all(&self) -> [usize; 3] {
        [&self.authenticated, &self.prepared, &self.polled].map(|count| count.load(SeqCst))
    }
}

pub(crate) struct Member {
    say: Say,
    later: bool,
    pub(crate) counts: Arc<Counts>,
}

pub(crate) fn member(say: Say, later: bool) -> Member {
    Member { say, later, counts: Arc::default() }
}

impl Member {
    fn future(&self) -> BoxFuture<'static, Identity> {
        let (say, counts, mut waited) = (self.say, Arc::clone(&self.counts), false);
        Box::pin(poll_fn(move |cx| {
            if waited {
                return Poll::Ready(say.identity());
            }
            waited = true;
            counts.polled.fetch_add(1, SeqCst);
            cx.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

impl Authenticator for Member {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
        self.counts.authenticated.fetch_add(1, SeqCst);
        match self.later {
            false => MaybeFuture::Ready(self.say.identity()),
            true => MaybeFuture::Future(self.future()),
        }
    }
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        self.say.presented()
    }
    fn prepare(&self, _: &dyn RequestView) -> BoxFuture<'static, Identity> {
        self.counts.prepared.fetch_add(1, SeqCst);
        self.future()
    }
}
