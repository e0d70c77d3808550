//! A request of the suite, as the authorizer sees it.

use std::net::IpAddr;

use handstamp_authorizer::RequestView;
use handstamp_authorizer::adapter::AuthContext;
use handstamp_conformance::Request;

/// A request, and what a layer has put on it.
pub struct View {
    pub request: Request,
    pub context: Option<AuthContext>,
}

impl View {
    /// Path and query, where the target may be a whole URL.
    fn parts(&self) -> (Option<&str>, &str) {
        let target = &*self.request.target;
        match target.strip_prefix("http://").map(|rest| rest.split_at(rest.find('/').unwrap())) {
            Some((authority, target)) => (Some(authority), target),
            None => (None, target),
        }
    }

    pub fn path(&self) -> &str {
        self.target().split('?').next().unwrap()
    }

    /// The body as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.request.body).into_owned()
    }
}

impl RequestView for View {
    fn method(&self) -> &str {
        &self.request.method
    }
    fn target(&self) -> &str {
        self.parts().1
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let lines = self.request.headers.iter().filter(|(found, _)| found == name);
        lines.map(|(_, value)| value.as_slice()).nth(nth)
    }
    fn scheme(&self) -> Option<&str> {
        self.parts().0.map(|_| "http")
    }
    fn authority(&self) -> Option<&str> {
        self.parts().0
    }
    fn peer(&self) -> Option<IpAddr> {
        Some(self.request.peer)
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}
