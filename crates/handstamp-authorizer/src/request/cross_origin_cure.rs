//! What the log says of a request that the cross-origin rule refuses.

use crate::request::origin::Origin;
use crate::request::view::RequestView;

/// The origin that a request shows, the one that the rule expects, and what to do about it.
pub(crate) struct Cure<'r> {
    pub(crate) origin: &'r str,
    pub(crate) expected: String,
    pub(crate) cure: &'static str,
}

impl<'r> Cure<'r> {
    pub(crate) fn of(request: &'r dyn RequestView) -> Self {
        let host = request.host().unwrap_or("(no host)");
        let expected = match request.scheme() {
            Some(scheme) => format!("{scheme}://{host}"),
            None => host.to_owned(),
        };
        let origin = request.text("origin");
        Self { origin: origin.unwrap_or("(none)"), expected, cure: cure(request, origin, host) }
    }
}

fn cure(request: &dyn RequestView, origin: Option<&str>, host: &str) -> &'static str {
    let twice = ["origin", "sec-fetch-site"].iter().any(|name| request.header(name, 1).is_some());
    let shown = origin.and_then(Origin::parse);
    let is_behind_proxy = ["x-forwarded-host", "x-forwarded-proto", "x-forwarded-for"]
        .iter()
        .any(|name| request.header(name, 0).is_some());
    match shown {
        _ if twice => "send one line of Origin and one of Sec-Fetch-Site",
        None if origin.is_some() => {
            "the page has no origin of its own: serve the form from this site"
        }
        None if request.header("sec-fetch-site", 0).is_some() => {
            "the request is another site's: if that page is yours, it has to send Origin, and \
             CrossOrigin::trust takes it"
        }
        None => {
            "a program sends a header that forms cannot send (CrossOrigin::with_program_header), or a \
             CSRF token; a browser sends Origin"
        }
        Some(_) if is_behind_proxy && request.peer().is_none() => {
            "the request comes through a proxy, and the connection's address is unknown: pass it on (in \
             axum by into_make_service_with_connect_info), and trust the proxy by trusted_proxies"
        }
        Some(_) if is_behind_proxy => {
            "the request comes through a proxy: trust it by trusted_proxies, or have it pass on Host and \
             the scheme"
        }
        Some(shown) if shown.has_host(host) => {
            "the host is right and the scheme is not: a proxy that ends TLS has to send \
             X-Forwarded-Proto, and trusted_proxies has to trust it"
        }
        Some(_) => "if the page is yours, add its origin by CrossOrigin::trust",
    }
}
