//! What a response must carry because of a login.

use std::borrow::Cow;

use crate::response::set_cookie::SetCookie;

/// Header lines that a response must carry, as data: nothing is sent before the adapter's layer applies
/// them after [`AuthContext::finish`](crate::adapter::AuthContext::finish).
///
/// Allocates only for `Set-Cookie` lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Effects {
    set_cookies: Vec<SetCookie>,
    vary: Vary,
    cache: Cache,
}

/// The request headers that the answer depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Vary {
    cookie: bool,
    authorization: bool,
    other: Option<&'static str>,
}

/// Who may keep the answer. The later forbids more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Cache {
    #[default]
    Unsaid,
    Private,
    NoStore,
}

impl Effects {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Adds a `Set-Cookie` line. The answer is for this browser alone then: `Cache-Control: private`.
    pub fn set_cookie(&mut self, cookie: SetCookie) {
        self.set_cookies.push(cookie);
        self.private();
    }

    /// Says that the answer depends on the cookies: `Vary: Cookie`, once.
    pub fn vary_cookie(&mut self) {
        self.vary.cookie = true;
    }

    /// Says that the answer depends on a token: `Vary: Authorization`, once, and no shared cache keeps
    /// it.
    pub fn vary_authorization(&mut self) {
        self.vary.authorization = true;
        self.private();
    }

    /// Says that the answer depends on a header with a credential of its own, such as `X-API-Key`. No
    /// shared cache keeps it. With a second such header no cache keeps it at all.
    pub fn vary_credential(&mut self, header: &'static str) {
        self.vary_on(header);
        self.private();
    }

    fn vary_on(&mut self, header: &'static str) {
        match self.vary.other {
            Some(other) if other != header => self.no_store(),
            _ => self.vary.other = Some(header),
        }
    }

    /// Keeps the answer out of shared caches: `Cache-Control: private`.
    pub fn private(&mut self) {
        self.cache = self.cache.max(Cache::Private);
    }

    /// Keeps the answer out of every cache: `Cache-Control: no-store`.
    pub fn no_store(&mut self) {
        self.cache = Cache::NoStore;
    }

    /// Takes over what another party wants.
    pub fn merge(&mut self, other: Self) {
        self.merge_vary(&other);
        self.set_cookies.extend(other.set_cookies);
        self.cache = self.cache.max(other.cache);
    }

    /// Takes over which headers the answer depends on, and nothing else.
    pub(crate) fn merge_vary(&mut self, other: &Self) {
        self.vary.cookie |= other.vary.cookie;
        self.vary.authorization |= other.vary.authorization;
        if let Some(header) = other.vary.other {
            self.vary_on(header);
        }
    }

    /// The header lines, names in lower case. Each is to be *appended*: several `Set-Cookie`
    /// lines must never be folded into one (RFC 9110 section 5.3).
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> {
        let cache = match self.cache {
            Cache::Unsaid => None,
            Cache::Private => Some(("cache-control", "private")),
            Cache::NoStore => Some(("cache-control", "no-store")),
        };
        let fixed = [
            self.vary.cookie.then_some(("vary", "Cookie")),
            self.vary.authorization.then_some(("vary", "Authorization")),
            self.vary.other.map(|header| ("vary", header)),
            cache,
        ];
        let fixed = fixed.into_iter().flatten().map(|(name, value)| (name, Cow::Borrowed(value)));
        let cookies = self.set_cookies.iter().map(|line| ("set-cookie", line.to_string().into()));
        fixed.chain(cookies)
    }
}
