//! What a response must carry because of a login.

use crate::response::set_cookie::SetCookie;
use std::borrow::Cow;

/// Headers that a response must carry, as data: nothing is sent before the adapter's layer applies
/// them with [`AuthContext::finish`](crate::AuthContext::finish).
///
/// Allocates only for `Set-Cookie` lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Effects {
    set_cookies: Vec<SetCookie>,
    vary_cookie: bool,
    vary_authorization: bool,
    no_store: bool,
}

impl Effects {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether there is nothing to do.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Adds one `Set-Cookie` line.
    pub fn set_cookie(&mut self, cookie: SetCookie) {
        self.set_cookies.push(cookie);
    }

    /// Says that the answer depends on the cookies: `Vary: Cookie`, once.
    pub fn vary_cookie(&mut self) {
        self.vary_cookie = true;
    }

    /// Says that the answer depends on a token: `Vary: Authorization`, once.
    pub fn vary_authorization(&mut self) {
        self.vary_authorization = true;
    }

    /// Keeps the answer out of every cache: `Cache-Control: no-store`.
    pub fn no_store(&mut self) {
        self.no_store = true;
    }

    /// Takes over what another party wants.
    pub fn merge(&mut self, other: Self) {
        self.set_cookies.extend(other.set_cookies);
        self.vary_cookie |= other.vary_cookie;
        self.vary_authorization |= other.vary_authorization;
        self.no_store |= other.no_store;
    }

    /// The header lines, names in lower case. Each is to be *appended*: several `Set-Cookie`
    /// lines must never be folded into one (RFC 9110 section 5.3).
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> {
        let fixed = [
            self.vary_cookie.then_some(("vary", "Cookie")),
            self.vary_authorization.then_some(("vary", "Authorization")),
            self.no_store.then_some(("cache-control", "no-store")),
        ];
        let fixed = fixed.into_iter().flatten().map(|(name, value)| (name, Cow::Borrowed(value)));
        let cookies = self.set_cookies.iter().map(|line| ("set-cookie", line.to_string().into()));
        fixed.chain(cookies)
    }
}
