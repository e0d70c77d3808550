//! The request that a question describes, without a framework.

use std::net::IpAddr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use anyhow::{Context as _, bail};
use handstamp_authorizer::adapter::{AuthContext, Effects};
use handstamp_authorizer::{Auth, MaybeFuture, Principal, RequestView};
use handstamp_value::{Dict, Value};

use super::question::Question;

/// A GET of `/`.
pub(super) struct Request {
    headers: Vec<(&'static str, Vec<u8>)>,
    peer: Option<IpAddr>,
    context: Option<AuthContext>,
}

impl Request {
    /// With this Cookie header.
    pub(super) fn with_cookie(cookie: Option<&str>) -> Self {
        let headers = cookie.map(|cookie| ("cookie", cookie.as_bytes().to_vec()));
        Self { headers: headers.into_iter().collect(), peer: None, context: None }
    }

    /// That of a browser: address, user agent, cookies.
    pub(super) fn of_browser(question: &Question, input: &Dict) -> anyhow::Result<Self> {
        let text = |name| input.get(name).and_then(Value::as_str);
        let mut request = Self::with_cookie(text("cookie"));
        request.peer = text("addr").map(str::parse).transpose()?;
        let user_agent = text("ua").map(|text| ("user-agent", user_agent(question, text)));
        let forwarded = text("x_forwarded_for").map(|text| ("x-forwarded-for", text.into()));
        request.headers.extend(user_agent.into_iter().chain(forwarded));
        Ok(request)
    }

    /// The request as a response layer hands it on.
    pub(super) fn enter(mut self, auth: &Auth<Principal>) -> anyhow::Result<Self> {
        self.context = auth.policies().enter(&self);
        if self.context.is_none() {
            bail!("no context");
        }
        Ok(self)
    }

    /// What the response carries.
    pub(super) fn finish(&self) -> anyhow::Result<Effects> {
        match self.context.as_ref().context("no context")?.finish() {
            MaybeFuture::Ready(Ok(effects)) => Ok(effects),
            _ => bail!("no response"),
        }
    }
}

/// The header as the test client sends it: that of Python 3 in Latin-1, that of Python 2 in UTF-8.
pub(super) fn user_agent(question: &Question, text: &str) -> Vec<u8> {
    if is_python2(question) {
        return text.as_bytes().to_vec();
    }
    text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
}

/// Whether the app runs on Python 2.
pub(super) fn is_python2(question: &Question) -> bool {
    question.text("python").is_ok_and(|version| version.starts_with('2'))
}

/// The output of a future that waits for nothing: a session in a cookie is there at once.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> anyhow::Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => bail!("it waits"),
    }
}

impl RequestView for Request {
    fn method(&self) -> &str {
        "GET"
    }

    fn target(&self) -> &str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut lines = self.headers.iter().filter(|(header, _)| *header == name);
        lines.nth(nth).map(|(_, value)| value.as_slice())
    }

    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }

    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}
