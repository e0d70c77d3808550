//! A request that a test writes down, and ways to ask about it.
// Each test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod backend;
pub(crate) mod log;
pub(crate) mod member;
pub(crate) mod verdict;

use std::future::{Future, IntoFuture};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::adapter::{AuthContext, Effects, Policies, RequestPolicies};
use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::denial::Denial;
use handstamp_authorizer::rules::Rule;
use handstamp_authorizer::{
    Auth, Authentication, Authenticator, Challenge, CredentialKind, Identity, MaybeFuture,
    Principal, Reply, RequestView,
};

/// A request.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    scheme: Option<String>,
    authority: Option<String>,
    peer: Option<IpAddr>,
    context: Option<AuthContext>,
    /// The name of every header line that was looked for.
    reads: Arc<Mutex<Vec<String>>>,
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
    pub(crate) fn enter<U: Clone + Send + Sync + 'static>(self, auth: &Auth<U>) -> Self {
        self.enter_policies(auth.policies())
    }

    /// Goes through a response layer with these policies.
    pub(crate) fn enter_policies(mut self, policies: &Arc<Policies>) -> Self {
        if let Some(made) = policies.enter(&self) {
            self.context = Some(made);
        }
        self
    }

    /// What the response would carry.
    pub(crate) fn finish(&self) -> Result<Vec<(&'static str, String)>, Reply> {
        let effects = block_on(self.auth_context().finish())?;
        Ok(effects.headers().map(|(name, value)| (name, value.to_string())).collect())
    }

    /// The same as lines of text.
    pub(crate) fn finished_lines(&self) -> Vec<String> {
        let lines = self.finish().unwrap();
        lines.into_iter().map(|(name, line)| format!("{name}: {line}")).collect()
    }

    pub(crate) fn auth_context(&self) -> &AuthContext {
        self.context.as_ref().expect("the request entered")
    }

    pub(crate) fn innermost(&self) -> RequestPolicies {
        self.auth_context().innermost()
    }

    /// How often a header was looked for.
    pub(crate) fn reads_of(&self, name: &str) -> usize {
        self.reads.lock().unwrap().iter().filter(|read| *read == name).count()
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
        self.reads.lock().unwrap().push(name.to_owned());
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
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

/// Polls to the end. Futures of these tests wake by themselves or never.
pub(crate) fn block_on<T>(future: impl IntoFuture<Output = T>) -> T {
    let mut future = pin!(future.into_future());
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
    presents: Option<CredentialKind>,
}

pub(crate) fn says<U, F>(say: F) -> Says<F>
where
    F: Fn(&dyn RequestView) -> MaybeFuture<Identity<U>> + Send + Sync + 'static,
{
    Says { say, asked: Arc::default(), challenges: Vec::new(), presents: None }
}

impl<F> Says<F> {
    pub(crate) fn challenge(mut self, challenge: Challenge) -> Self {
        self.challenges.push(challenge);
        self
    }

    /// Says that every request brings it such a credential.
    pub(crate) fn presents(mut self, kind: CredentialKind) -> Self {
        self.presents = Some(kind);
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
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        self.presents
    }
    fn challenges(&self) -> Vec<Challenge> {
        self.challenges.clone()
    }
}

/// Ada, by a credential of this kind.
pub(crate) fn ada(kind: CredentialKind) -> Identity {
    Identity::known(Principal::new("ada"), Authentication::new(kind, "APIKey"))
}

/// Every request is Ada's, known in this way.
pub(crate) fn always(authentication: Authentication) -> Auth {
    Auth::new(says(move |_| {
        MaybeFuture::Ready(Identity::known(Principal::new("ada"), authentication.clone()))
    }))
}

/// Every request is anonymous.
pub(crate) fn anonymous() -> Auth {
    Auth::new(says(|_| MaybeFuture::Ready(Identity::anonymous())))
}

/// Why a user who is known in this way does not meet a rule. (The denials with fields cannot be made
/// outside the crate.)
pub(crate) fn denial_of(authentication: Authentication, rule: impl Rule<Principal>) -> Denial {
    let seen = Arc::new(Mutex::new(None));
    let place = Arc::clone(&seen);
    let known = says(move |_| {
        MaybeFuture::Ready(Identity::known(Principal::new("ada"), authentication.clone()))
    });
    let keep = move |denial: &Denial, _: &dyn RequestView| {
        *place.lock().unwrap() = Some(denial.clone());
        Reply::empty(denial.status())
    };
    let auth: Auth = Auth::builder(known).denial(keep).build();
    let request = Fake::get("/").enter(&auth);
    assert!(block_on(auth.require_user(&request, rule)).is_err(), "the rule is met");
    let denial = seen.lock().unwrap().take();
    denial.unwrap()
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

/// The body as text.
pub(crate) fn body(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).unwrap()
}

/// Every `WWW-Authenticate` line.
pub(crate) fn challenges(reply: &Reply) -> Vec<&str> {
    let named = reply.headers.iter().filter(|(name, _)| *name == "www-authenticate");
    named.map(|(_, value)| value.as_str()).collect()
}

/// The names of the cookies that a response sets.
pub(crate) fn cookies_set(request: &Fake) -> Vec<String> {
    let lines = request.finish().unwrap();
    let cookies = lines.iter().filter(|(name, _)| *name == "set-cookie");
    cookies.map(|(_, line)| line.split('=').next().unwrap().to_owned()).collect()
}
