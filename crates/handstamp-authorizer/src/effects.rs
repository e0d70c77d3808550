//! What a response must carry because of a login.

use crate::SetCookie;

/// Headers that a response must carry, as data: nothing is sent before the adapter's layer applies
/// them with [`Exchange::finish`](crate::Exchange::finish).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Effects {
    headers: Vec<(&'static str, String)>,
}

impl Effects {
    /// Nothing. Allocates nothing.
    pub const fn none() -> Self {
        Self { headers: Vec::new() }
    }

    /// Whether there is nothing to do.
    pub fn is_none(&self) -> bool {
        self.headers.is_empty()
    }

    /// Adds one `Set-Cookie` line.
    pub fn set_cookie(&mut self, cookie: &SetCookie) {
        self.headers.push(("set-cookie", cookie.to_string()));
    }

    /// Says that the answer depends on a request header: adds `Vary`, once for each name.
    pub fn vary(&mut self, name: &'static str) {
        self.once("vary", name);
    }

    /// Keeps the answer out of every cache: `Cache-Control: no-store`.
    pub fn no_store(&mut self) {
        self.once("cache-control", "no-store");
    }

    fn once(&mut self, name: &'static str, value: &str) {
        if !self.headers.iter().any(|(n, v)| *n == name && v == value) {
            self.headers.push((name, value.to_owned()));
        }
    }

    /// Takes over what another party wants. `Vary` and `Cache-Control` stay single.
    pub fn merge(&mut self, other: Self) {
        for (name, value) in other.headers {
            if name == "set-cookie" {
                self.headers.push((name, value));
            } else {
                self.once(name, &value);
            }
        }
    }

    /// The header lines, names in lower case. Each is to be *appended*: several `Set-Cookie`
    /// lines must never be folded into one (RFC 9110 section 5.3).
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }
}
