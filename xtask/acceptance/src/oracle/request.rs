//! A request without a framework.

use std::net::IpAddr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use anyhow::Context as _;
use handstamp_authorizer::adapter::{AuthContext, Effects};
use handstamp_authorizer::{Auth, MaybeFuture, RequestView};

/// A `GET /`.
#[derive(Default)]
pub(super) struct Request {
    headers: Vec<(&'static str, Vec<u8>)>,
    peer: Option<IpAddr>,
    context: Option<AuthContext>,
}

impl Request {
    /// With this header, if there is a value.
    pub(super) fn with_header(
        mut self,
        name: &'static str,
        value: Option<impl AsRef<[u8]>>,
    ) -> Self {
        self.headers.extend(value.map(|value| (name, value.as_ref().to_vec())));
        self
    }

    /// From this address.
    pub(super) fn with_peer(mut self, peer: Option<IpAddr>) -> Self {
        self.peer = peer;
        self
    }

    /// As the response layer of this `Auth` hands it on.
    pub(super) fn enter<U: Clone + Send + Sync + 'static>(
        mut self,
        auth: &Auth<U>,
    ) -> anyhow::Result<Self> {
        self.context = Some(auth.policies().enter(&self).context("the request was let in twice")?);
        Ok(self)
    }

    /// What the login adds to the response. `None` if it cannot be sent.
    pub(super) fn finish(&self) -> Option<Effects> {
        match self.context.as_ref()?.finish() {
            MaybeFuture::Ready(Ok(effects)) => Some(effects),
            _ => None,
        }
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
        let mut lines = self.headers.iter().filter(|(found, _)| *found == name);
        lines.nth(nth).map(|(_, value)| value.as_slice())
    }

    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }

    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}

/// The answer to a question that needs no backend.
pub(super) fn answered<T>(question: impl Future<Output = T>) -> anyhow::Result<T> {
    match pin!(question).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Ok(answer),
        Poll::Pending => anyhow::bail!("the answer takes a wait"),
    }
}
