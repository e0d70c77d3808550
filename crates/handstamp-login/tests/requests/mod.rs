//! A request without a framework, and what becomes of it.
#![allow(dead_code, reason = "each test file uses its part")]

#[cfg(feature = "flask")]
pub(crate) mod flask;
pub(crate) mod log;
pub(crate) mod response;
pub(crate) mod slow_store;

use std::future::IntoFuture;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::{
    Auth, Authentication, Principal, Reply, RequestView, Subject, TrustedProxies,
};
use handstamp_login::{SessionHandle, SessionLogin, extract};

/// Waits for what needs no runtime. A future that gives way is polled again.
pub(crate) fn answered<F: IntoFuture>(future: F) -> F::Output {
    let mut future = pin!(future.into_future());
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut context) {
            return answer;
        }
    }
    panic!("it never answers")
}

/// Polls once, with nobody to wake.
pub(crate) fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

pub(crate) struct Request {
    method: &'static str,
    scheme: Option<&'static str>,
    headers: Vec<(&'static str, Vec<u8>)>,
    peer: Option<IpAddr>,
    context: Option<AuthContext>,
}

impl Request {
    pub(crate) fn get() -> Self {
        Self::of("GET")
    }

    pub(crate) fn of(method: &'static str) -> Self {
        Self { method, scheme: None, headers: Vec::new(), peer: None, context: None }
    }

    pub(crate) fn by(mut self, scheme: &'static str) -> Self {
        self.scheme = Some(scheme);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name, value.as_ref().to_vec()));
        self
    }

    /// One `Cookie` line; none for an empty list.
    pub(crate) fn cookies(self, cookies: &[(&str, &str)]) -> Self {
        let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { self } else { self.header("cookie", pairs.join("; ")) }
    }

    pub(crate) fn from(mut self, peer: &str) -> Self {
        self.peer = Some(peer.parse().unwrap());
        self
    }

    /// The request as the response layer of this `Auth` hands it on. A second one joins the first.
    pub(crate) fn enter<U: Clone + Send + Sync + 'static>(mut self, auth: &Auth<U>) -> Self {
        if let Some(context) = auth.policies().enter(&self) {
            self.context = Some(context);
        }
        self
    }

    pub(crate) fn entered(&self) -> &AuthContext {
        self.context.as_ref().unwrap()
    }

    /// The response's header lines, or the reply that goes out instead.
    pub(crate) fn finished(&self) -> Result<Vec<(&'static str, String)>, Reply> {
        let effects = answered(self.entered().finish())?;
        Ok(effects.headers().map(|(name, value)| (name, value.into_owned())).collect())
    }

    /// The response's header lines of this name.
    pub(crate) fn finish(&self, wanted: &str) -> Vec<String> {
        let lines = self.finished().unwrap().into_iter();
        lines.filter(|(name, _)| *name == wanted).map(|(_, value)| value).collect()
    }
}

impl RequestView for Request {
    fn method(&self) -> &str {
        self.method
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers.iter().filter(|(n, _)| *n == name).nth(nth).map(|(_, value)| &value[..])
    }
    fn scheme(&self) -> Option<&str> {
        self.scheme
    }
    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

/// What a request found and what its response set.
pub(crate) struct Served {
    /// Who asked; else the status of the denial.
    pub(crate) who: Result<(Principal, Authentication), u16>,
    /// The `Set-Cookie` lines; else the status of the reply that went out instead.
    pub(crate) response: Result<Vec<String>, u16>,
}

impl Served {
    /// The id of the user, if there is one.
    pub(crate) fn id(&self) -> Option<&str> {
        self.who.as_ref().ok().map(|(user, _)| user.id())
    }

    /// How the user is known, who must be there.
    pub(crate) fn how(&self) -> &Authentication {
        &self.who.as_ref().unwrap().1
    }

    /// The `Set-Cookie` lines of a response that went out.
    pub(crate) fn cookies(&self) -> &[String] {
        self.response.as_ref().unwrap()
    }

    /// The value of a cookie that the response set.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        let mut lines = self.cookies().iter().filter(|line| line.starts_with(&start));
        let line = lines.next()?;
        assert!(lines.next().is_none(), "two lines about {name}: {:?}", self.cookies());
        Some(line.split(';').next().unwrap().strip_prefix(&start).unwrap())
    }
}

/// Serves one request: who is asking, then the handler. Proxies in 10.0.0.0/8 are trusted.
pub(crate) fn serve(
    login: &SessionLogin,
    request: Request,
    handler: impl FnOnce(&SessionHandle),
) -> Served {
    let proxies = TrustedProxies::none().trust("10.0.0.0/8").unwrap();
    let auth = Auth::builder(login.clone()).trusted_proxies(proxies).build();
    let request = request.enter(&auth);
    let who = answered(auth.authenticated(&request)).map_err(|reply| reply.status);
    if let Ok(session) = answered(extract::session(&request)) {
        handler(&session);
    }
    let response = request.finished().map_err(|reply| reply.status);
    let response = response.map(|lines| {
        let cookies = lines.into_iter().filter(|(name, _)| *name == "set-cookie");
        cookies.map(|(_, value)| value).collect()
    });
    Served { who, response }
}
