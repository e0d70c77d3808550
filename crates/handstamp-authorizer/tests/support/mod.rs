//! A request that a test writes down, and ways to ask about it.
// Each test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::*;

/// A request.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    scheme: Option<String>,
    authority: Option<String>,
    peer: Option<IpAddr>,
    exchange: Option<AuthContext>,
}

impl Fake {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), ..Self::default() }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), value.as_ref().to_vec()));
        self
    }

    pub(crate) fn scheme(mut self, scheme: &str) -> Self {
        self.scheme = Some(scheme.into());
        self
    }

    pub(crate) fn authority(mut self, authority: &str) -> Self {
        self.authority = Some(authority.into());
        self
    }

    pub(crate) fn peer(mut self, peer: &str) -> Self {
        self.peer = Some(peer.parse().unwrap());
        self
    }

    /// Goes through the response layer of `auth`, as in an adapter.
    pub(crate) fn enter<U: Clone + Send + Sync + 'static>(mut self, auth: &Auth<U>) -> Self {
        if let Some(made) = auth.entry().enter(&self) {
            self.exchange = Some(made);
        }
        self
    }

    /// What the response would carry.
    pub(crate) fn finish(&self) -> Result<Vec<(&'static str, String)>, Reply> {
        let effects = block_on(self.exchange.as_ref().unwrap().finish().get())?;
        Ok(effects.headers().map(|(name, value)| (name, value.to_string())).collect())
    }

    pub(crate) fn exchange(&self) -> &AuthContext {
        self.exchange.as_ref().unwrap()
    }
}

impl RequestView for Fake {
    fn method(&self) -> &str {
        &self.method
    }
    fn target(&self) -> &str {
        &self.target
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers.iter().filter(|(n, _)| n == name).nth(nth).map(|(_, value)| value.as_slice())
    }
    fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }
    fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }
    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }
    fn exchange(&self) -> Option<&AuthContext> {
        self.exchange.as_ref()
    }
}

/// Polls to the end. Futures of these tests wake by themselves or never.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    for _ in 0..1_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
    panic!("never ready");
}

/// An authenticator out of a closure, which counts how often it was asked.
pub(crate) struct Says<F> {
    say: F,
    pub(crate) asked: Arc<AtomicUsize>,
    challenges: Vec<Challenge>,
}

pub(crate) fn says<U, F>(say: F) -> Says<F>
where
    F: Fn(&dyn RequestView) -> MaybeFuture<Identity<U>> + Send + Sync + 'static,
{
    Says { say, asked: Arc::default(), challenges: Vec::new() }
}

impl<F> Says<F> {
    pub(crate) fn challenge(mut self, challenge: Challenge) -> Self {
        self.challenges.push(challenge);
        self
    }
}

impl<U, F> Authenticator<U> for Says<F>
where
    F: Fn(&dyn RequestView) -> MaybeFuture<Identity<U>> + Send + Sync + 'static,
{
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        (self.say)(request)
    }
    fn challenges(&self) -> Vec<Challenge> {
        self.challenges.clone()
    }
}

/// Somebody by a cookie.
pub(crate) fn ada(via: CredentialKind) -> Identity {
    Identity::known(Principal::new("ada"), via)
}

/// One `Set-Cookie` line as effects.
pub(crate) fn cookie_effect(name: &str) -> Effects {
    let mut effects = Effects::none();
    effects.set_cookie(SetCookie::new(name, "1").unwrap());
    effects
}

/// The value of the only header of this name.
pub(crate) fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    let mut found = reply.headers.iter().filter(|(n, _)| *n == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} twice: {reply:?}");
    value
}
