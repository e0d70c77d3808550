//! Request in: axum's as the authorizer sees it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, OriginalUri};
use handstamp_authorizer::RequestView;
use handstamp_authorizer::adapter::AuthContext;
use http::request::Parts;

use crate::header_names::known;

/// The head of a request as [`RequestView`]. For extractors of your own:
/// `auth.user(RequestRef::new(parts)).await`.
#[derive(Debug, Clone, Copy)]
pub struct RequestRef<'r>(&'r Parts);

impl<'r> RequestRef<'r> {
    /// The head of this request.
    pub fn new(parts: &'r Parts) -> Self {
        Self(parts)
    }

    fn uri(&self) -> &http::Uri {
        self.0.extensions.get::<OriginalUri>().map_or(&self.0.uri, |original| &original.0)
    }
}

impl RequestView for RequestRef<'_> {
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    fn target(&self) -> &str {
        self.uri().path_and_query().map_or("/", |target| target.as_str())
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let lines = match known(name) {
            Some(name) => self.0.headers.get_all(name),
            None => self.0.headers.get_all(name),
        };
        lines.iter().nth(nth).map(|value| value.as_bytes())
    }

    fn scheme(&self) -> Option<&str> {
        self.uri().scheme_str()
    }

    fn authority(&self) -> Option<&str> {
        self.uri().authority().map(|authority| authority.as_str())
    }

    fn peer(&self) -> Option<IpAddr> {
        self.0.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())
    }

    fn context(&self) -> Option<&AuthContext> {
        self.0.extensions.get()
    }
}
