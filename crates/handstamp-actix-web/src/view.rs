//! Request in: actix-web's as the authorizer sees it.

use std::net::IpAddr;

use actix_web::{HttpMessage, HttpRequest};
use handstamp_authorizer::RequestView;
use handstamp_authorizer::adapter::AuthContext;

use crate::header_names::known;

/// A request as [`RequestView`]. For extractors of your own:
/// `request.auth()?.user(RequestRef::new(&request)).await`.
///
/// It holds the request. In a middleware it must be gone before the inner service is called: actix-web
/// panics when something else still holds the request as a router takes it.
#[derive(Debug, Clone)]
pub struct RequestRef {
    request: HttpRequest,
    /// Taken out once: what the request's extensions lend is borrowed from a `RefCell`.
    context: Option<AuthContext>,
}

impl RequestRef {
    /// Of this request.
    pub fn new(request: &HttpRequest) -> Self {
        let context = request.extensions().get().cloned();
        Self { request: request.clone(), context }
    }
}

impl RequestView for RequestRef {
    fn method(&self) -> &str {
        self.request.method().as_str()
    }

    /// Nested scopes leave it whole. After `NormalizePath` it is the path that the routes were found
    /// by, so that a rule judges what the handler serves.
    fn target(&self) -> &str {
        self.request.uri().path_and_query().map_or("/", |target| target.as_str())
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let headers = self.request.headers();
        let mut lines = match known(name) {
            Some(name) => headers.get_all(name),
            None => headers.get_all(name),
        };
        lines.nth(nth).map(|value| value.as_bytes())
    }

    /// `https` where the server has the TLS itself. Not actix-web's `connection_info()`, which believes
    /// any proxy.
    fn scheme(&self) -> Option<&str> {
        if self.request.app_config().secure() {
            Some("https")
        } else {
            self.request.uri().scheme_str()
        }
    }

    fn authority(&self) -> Option<&str> {
        self.request.uri().authority().map(|authority| authority.as_str())
    }

    fn peer(&self) -> Option<IpAddr> {
        self.request.peer_addr().map(|peer| peer.ip())
    }

    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}
