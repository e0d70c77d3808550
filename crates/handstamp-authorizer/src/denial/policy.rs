//! What is answered to a denial.

use crate::denial::reason::Denial;
use crate::request::view::RequestView;
use crate::response::reply::Reply;

/// Turns a denial into a reply. A closure is a policy too.
///
/// Default: [`JsonDenial`](crate::denial::JsonDenial). `WWW-Authenticate` and `Cache-Control` are added
/// to the reply where it has none.
pub trait DenialPolicy: Send + Sync + 'static {
    /// What is answered. It must not say which check failed.
    fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply;
}

impl<F> DenialPolicy for F
where
    F: Fn(&Denial, &dyn RequestView) -> Reply + Send + Sync + 'static,
{
    fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        self(denial, request)
    }
}
