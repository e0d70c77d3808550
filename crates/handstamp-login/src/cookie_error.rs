use std::error::Error;

/// Why a `Set-Cookie` line cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CookieError {
    /// Name and value are longer than browsers keep.
    #[error(
        "name and value are longer than {limit} bytes, and browsers drop such a cookie; keep less in it"
    )]
    TooLong {
        /// What browsers keep, in bytes.
        limit: usize,
    },
    /// Name, value or an attribute cannot be written.
    #[error("the cookie cannot be written")]
    Unwritable(#[source] Box<dyn Error + Send + Sync>),
}

impl CookieError {
    /// That the cookie cannot be written, because of this.
    #[must_use]
    pub fn unwritable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unwritable(source.into())
    }
}

/// Why a login cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A cookie's name begins with `__Host-` or `__Secure-`, and its settings do not fit.
    #[error("browsers refuse a cookie {name:?} unless it {needs}: change its settings or its name")]
    CookiePrefix {
        /// The cookie.
        name: String,
        /// What it must be.
        needs: &'static str,
    },
    /// The settings of a cookie cannot be written.
    #[error("the settings of the cookie {name:?} cannot be written")]
    Cookie {
        /// The cookie.
        name: String,
        /// Why.
        source: CookieError,
    },
}
