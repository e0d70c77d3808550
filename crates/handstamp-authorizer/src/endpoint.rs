//! Routes that come with a login: a form, a callback, a logout, a document. Every adapter mounts them in
//! one line.

use std::borrow::Cow;
use std::fmt;

use crate::auth::context::AuthContext;
use crate::denial::misconfigured::misconfigured;
use crate::denial::reason::Misconfigured;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::response::reply::Reply;

/// Routes that come with a login. Values in, values out, and no framework.
///
/// ```
/// use handstamp_authorizer::endpoint::{Body, Endpoint};
/// use handstamp_authorizer::{MaybeFuture, Reply, RequestView};
///
/// struct Hello;
///
/// impl Endpoint for Hello {
///     fn paths(&self) -> Vec<std::borrow::Cow<'static, str>> {
///         vec!["/hello".into()]
///     }
///
///     fn methods(&self, _path: &str) -> &[&'static str] {
///         &["GET"]
///     }
///
///     fn serve(&self, _: &dyn RequestView, _: Body) -> MaybeFuture<Reply> {
///         MaybeFuture::Ready(Reply::new(200, "text/plain; charset=utf-8", b"hello"))
///     }
/// }
/// ```
pub trait Endpoint: Send + Sync + 'static {
    /// The paths, each from the root and without parameters: `/auth/login`.
    fn paths(&self) -> Vec<Cow<'static, str>>;

    /// The methods that a path takes. `HEAD` follows from `GET`, and `OPTIONS` is answered for every
    /// path.
    fn methods(&self, path: &str) -> &[&'static str];

    /// The longest body that is read, in bytes. Default: 16 KiB. A longer one is answered with 413.
    fn body_limit(&self) -> usize {
        16 * 1024
    }

    /// Answers. The request is shown with what trusted proxies say of it; its method is one of
    /// [`methods`](Self::methods), and `HEAD` is shown as `GET`. A future takes what it needs off the
    /// request first.
    fn serve(&self, request: &dyn RequestView, body: Body) -> MaybeFuture<Reply>;
}

/// The body of a request, read to its end.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(Vec<u8>);

impl Body {
    /// With these bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A body may be a password: its length is shown.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

/// What the body of a request came to, for [`answer`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadBody {
    /// Read to its end.
    Whole(Body),
    /// Longer than the limit.
    TooLong,
    /// Broken off.
    Broken,
}

/// Answers a request at one of the endpoint's paths, for adapters: looks at the method, and has the
/// endpoint serve it.
///
/// A method that the path does not take is 405 with `Allow`; `OPTIONS` is 204 with `Allow`; `HEAD` is
/// the answer to `GET` without its body. A body over the limit is 413, and one that broke off is 400.
pub fn answer(
    endpoint: &dyn Endpoint,
    path: &str,
    request: &dyn RequestView,
    body: ReadBody,
) -> MaybeFuture<Reply> {
    let methods = endpoint.methods(path);
    let takes = |method: &str| methods.contains(&method);
    let head = request.method() == "HEAD" && takes("GET") && !takes("HEAD");
    if !head && !takes(request.method()) {
        let status = if request.method() == "OPTIONS" { 204 } else { 405 };
        return MaybeFuture::Ready(Reply::empty(status).with_header("allow", allowed(methods)));
    }
    let body = match body {
        ReadBody::Whole(body) => body,
        ReadBody::TooLong => return MaybeFuture::Ready(Reply::detail(413, "Content too large")),
        ReadBody::Broken => return MaybeFuture::Ready(Reply::detail(400, "Bad request")),
    };
    let Some(policies) = request.context().and_then(AuthContext::innermost) else {
        return MaybeFuture::Ready(misconfigured(Misconfigured::NoLayer));
    };
    let served = policies.view(request, |request| {
        if head { endpoint.serve(&Get(request), body) } else { endpoint.serve(request, body) }
    });
    if head { served.map(without_body) } else { served }
}

fn without_body(mut reply: Reply) -> Reply {
    reply.body = Cow::Borrowed(&[]);
    reply
}

fn allowed(methods: &[&'static str]) -> String {
    let mut all = methods.to_vec();
    for (implied, by) in [("HEAD", Some("GET")), ("OPTIONS", None)] {
        if !all.contains(&implied) && by.is_none_or(|by| all.contains(&by)) {
            all.push(implied);
        }
    }
    all.join(", ")
}

/// A HEAD request, seen as GET.
struct Get<'r>(&'r dyn RequestView);

impl RequestView for Get<'_> {
    fn method(&self) -> &str {
        "GET"
    }
    fn target(&self) -> &str {
        self.0.target()
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.0.header(name, nth)
    }
    fn scheme(&self) -> Option<&str> {
        self.0.scheme()
    }
    fn authority(&self) -> Option<&str> {
        self.0.authority()
    }
    fn peer(&self) -> Option<std::net::IpAddr> {
        self.0.peer()
    }
    fn context(&self) -> Option<&AuthContext> {
        self.0.context()
    }
    fn as_sent(&self) -> Option<&dyn RequestView> {
        self.0.as_sent()
    }
}
