//! Where a request with a cookie may come from.

use std::borrow::Cow;

use crate::error::Error;
use crate::request::origin::Origin;
use crate::request::view::RequestView;

/// Which pages may send requests that change something on behalf of a browser's user.
///
/// Whoever came in by a credential that a browser adds by itself (a cookie) and uses another method
/// than GET, HEAD, OPTIONS or TRACE must come from a page of the same origin: `Origin` is the scheme
/// and authority of this request, or `Sec-Fetch-Site` says `same-origin`, or `none` without a foreign
/// `Origin`. Browsers have sent one or the other for years. A request with neither is refused, unless it has a
/// header that a form cannot send ([`with_program_header`](Self::with_program_header)) or a valid CSRF token:
/// so a program with a cookie may call the API.
///
/// A WebSocket is opened by a GET (or CONNECT, RFC 8441) and can do anything afterwards, so its
/// handshake is held to the same. Browsers always send `Origin` with it (RFC 6455 section 4.1), so that
/// one without is a program's and passes.
#[derive(Debug, Clone)]
#[must_use]
pub struct CrossOrigin {
    trusted: Vec<String>,
    anywhere: bool,
    program_header: Cow<'static, str>,
}

impl Default for CrossOrigin {
    fn default() -> Self {
        let program_header = Cow::Borrowed("x-requested-with");
        Self { trusted: Vec::new(), anywhere: false, program_header }
    }
}

impl CrossOrigin {
    /// Only the same origin. The default.
    pub fn same_origin() -> Self {
        Self::default()
    }

    /// No check: the app has a defence of its own on every route that changes something.
    pub fn allow_all_without_csrf_defence() -> Self {
        Self { anywhere: true, ..Self::default() }
    }

    /// Adds an origin that is trusted: `https://app.example.com`.
    ///
    /// # Errors
    /// [`Error::Origin`] when it is not scheme, host and perhaps port.
    pub fn trust(mut self, origin: impl AsRef<str>) -> Result<Self, Error> {
        let origin = origin.as_ref();
        let known =
            Origin::parse(origin).filter(|origin| matches!(origin.scheme, "http" | "https"));
        if known.is_none() {
            return Err(Error::Origin(origin.to_owned()));
        }
        self.trusted.push(origin.to_owned());
        Ok(self)
    }

    /// Sets the header by which a program shows that it is one, whatever its value: a browser sends it for no
    /// form, and for another site's script only if CORS allows it. It counts for requests with neither
    /// `Origin` nor `Sec-Fetch-Site`. Default: `X-Requested-With`.
    ///
    /// # Errors
    /// [`Error::ProgramHeader`] when it is no header name, or one that a browser may send by itself or for a
    /// form: `Accept`, `Content-Type`, `Cookie`, `Referer`, …
    pub fn with_program_header(mut self, name: &str) -> Result<Self, Error> {
        let lower = name.to_ascii_lowercase();
        if !is_header_name(&lower) || is_sent_by_browsers(&lower) {
            return Err(Error::ProgramHeader(name.to_owned()));
        }
        self.program_header = lower.into();
        Ok(self)
    }

    /// Whether a request without any credential may begin something, such as a login: it may not, if it
    /// shows that it comes from another site's page. A program sends neither `Origin` nor
    /// `Sec-Fetch-Site`.
    #[must_use]
    pub fn allows_visitor(&self, request: &dyn RequestView) -> bool {
        let silent =
            ["origin", "sec-fetch-site"].iter().all(|name| request.header(name, 0).is_none());
        silent || self.allows(request)
    }

    /// Whether a request that came in by a cookie may do what it asks.
    #[must_use]
    pub fn allows(&self, request: &dyn RequestView) -> bool {
        let handshake = opens_web_socket(request);
        let safe = matches!(request.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE") && !handshake;
        if self.anywhere || safe {
            return true;
        }
        // A browser sends one line of each. Two are somebody's attempt to be read in two ways.
        if ["origin", "sec-fetch-site"].iter().any(|name| request.header(name, 1).is_some()) {
            return false;
        }
        let shown = request.header("origin", 0).is_some();
        let origin = request.text("origin").and_then(Origin::parse);
        let trusted = |origin: &Origin<'_>| {
            self.trusted.iter().filter_map(|one| Origin::parse(one)).any(|one| one.is(origin))
        };
        // Before Sec-Fetch-Site, which says `cross-site` for a trusted origin too.
        if origin.as_ref().is_some_and(trusted) {
            return true;
        }
        let own = || origin.as_ref().is_some_and(|origin| origin.is_of(request));
        match request.header("sec-fetch-site", 0) {
            // By the browser's own word, also where a proxy that is not trusted hides the scheme.
            Some(b"same-origin") => true,
            Some(b"none") => !shown || own(),
            Some(_) => false,
            None if shown => own(),
            None => handshake || request.header(&self.program_header, 0).is_some(),
        }
    }
}

/// RFC 9110 section 5.6.2.
fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

/// Whether a browser sends this header without a script, or lets any script send it (the Fetch standard's
/// forbidden and CORS-safelisted request headers).
fn is_sent_by_browsers(name: &str) -> bool {
    const SENT: &[&str] = &[
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "access-control-request-headers",
        "access-control-request-method",
        "authorization",
        "cache-control",
        "connection",
        "content-encoding",
        "content-language",
        "content-length",
        "content-type",
        "cookie",
        "date",
        "dnt",
        "expect",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "keep-alive",
        "origin",
        "pragma",
        "range",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "user-agent",
        "via",
    ];
    SENT.contains(&name) || name.starts_with("sec-") || name.starts_with("proxy-")
}

fn opens_web_socket(request: &dyn RequestView) -> bool {
    let named = |token: &[u8]| token.trim_ascii().eq_ignore_ascii_case(b"websocket");
    match request.method() {
        "CONNECT" => true,
        "GET" => request.lines("upgrade").any(|line| line.split(|byte| *byte == b',').any(named)),
        _ => false,
    }
}
