//! A request without a framework.

use std::net::IpAddr;

use handstamp_authorizer::{Auth, AuthContext, MaybeFuture, RequestView};

pub(crate) struct Request {
    method: &'static str,
    scheme: Option<&'static str>,
    headers: Vec<(&'static str, Vec<u8>)>,
    peer: Option<IpAddr>,
    exchange: Option<AuthContext>,
}

#[allow(dead_code, reason = "each test file uses its part")]
impl Request {
    pub(crate) fn get() -> Self {
        Self::of("GET")
    }

    pub(crate) fn of(method: &'static str) -> Self {
        Self { method, scheme: None, headers: Vec::new(), peer: None, exchange: None }
    }

    pub(crate) fn by(mut self, scheme: &'static str) -> Self {
        self.scheme = Some(scheme);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name, value.as_ref().to_vec()));
        self
    }

    pub(crate) fn from(mut self, peer: &str) -> Self {
        self.peer = Some(peer.parse().unwrap());
        self
    }

    /// The request as the response layer hands it on.
    pub(crate) fn enter<U: Clone + Send + Sync + 'static>(mut self, auth: &Auth<U>) -> Self {
        self.exchange = auth.entry().enter(&self);
        self
    }

    /// The response's header lines of this name.
    pub(crate) fn finish(&self, wanted: &str) -> Vec<String> {
        let MaybeFuture::Ready(effects) = self.exchange.as_ref().unwrap().finish() else {
            panic!("waits")
        };
        let effects = effects.unwrap();
        let found = effects.headers().filter(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.into_owned()).collect()
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
    fn exchange(&self) -> Option<&AuthContext> {
        self.exchange.as_ref()
    }
}
