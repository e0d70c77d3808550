//! `SameSite`, as every dialect writes it.

/// `SameSite` of a cookie: whether a browser sends it on requests that another site's page makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SameSite {
    /// Only on requests from the same site.
    Strict,
    /// On navigations from other sites as well.
    Lax,
    /// Always; browsers want `Secure` with it.
    None,
}

impl SameSite {
    /// The value of the attribute as RFC 6265bis and Werkzeug write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}
