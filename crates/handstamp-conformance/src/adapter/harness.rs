//! What an adapter's author writes.

use std::future::Future;

use handstamp_authorizer::{Auth, Subject, rules};

use crate::adapter::message::{Request, Response};

/// An app of the framework under test, with the routes of [`ROUTES`](crate::ROUTES).
pub trait Harness: Sized {
    /// Makes the app. Nothing of it is shared with another one.
    fn mount(auths: Auths) -> Self;

    /// Sends one request and collects the response, its body to the end. Several are under way at once, and
    /// one may be dropped before it is done: the client has gone away.
    ///
    /// No server is needed: most frameworks can be called. What stands between the wire and the app (a limit on
    /// headers, a `Date` header) is none of the suite's business.
    fn send(&self, request: Request) -> impl Future<Output = Response>;

    /// Runs a future to its end, on the runtime that the framework needs.
    fn block_on<F: Future>(&self, future: F) -> F::Output;
}

/// The [`Auth`]s that the routes ask.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Auths {
    /// Around the whole app, except for `/bare/…`.
    pub auth: Auth,
    /// Around `/inner/…` besides: of the same user type, and stricter.
    pub inner: Auth,
    /// Of another user type, by another login on the same session cookie.
    pub accounts: Auth<Account>,
    /// Around `/keys/…` besides: a key in a header, without a cross-origin rule and without trusted proxies.
    pub keys: Auth,
}

impl Auths {
    pub(crate) fn new(auth: Auth, inner: Auth, accounts: Auth<Account>, keys: Auth) -> Self {
        Self { auth, inner, accounts, keys }
    }
}

/// A user type of an app's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub(crate) name: String,
}

impl Subject for Account {
    fn id(&self) -> &str {
        &self.name
    }
}

rules! {
    /// The rule of the route `/role`: the user has the role `admin`.
    pub Admin = rules::role("admin");
    /// The rule of the route `/scope`: a token has the scope `write`.
    pub Write = rules::scope("write");
}
