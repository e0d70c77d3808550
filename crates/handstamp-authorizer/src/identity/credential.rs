//! The kinds of credentials.

/// The kind of credential that a request brings. It decides whether the cross-origin rule applies, and
/// which of several authenticators is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialKind {
    /// A cookie, which a browser sends along wherever the request comes from.
    Cookie,
    /// HTTP Basic, which a browser remembers and sends along as well.
    Basic,
    /// A header that a program has to add: a bearer token, an API key.
    Header,
    /// The connection: a client certificate, a Unix socket.
    Connection,
}

impl CredentialKind {
    /// Whether a browser adds this credential by itself, so that another site's page could make use
    /// of it (cross-site request forgery).
    #[must_use]
    pub fn is_ambient(self) -> bool {
        match self {
            Self::Cookie | Self::Basic | Self::Connection => true,
            Self::Header => false,
        }
    }

    /// Whether it was shown in a header of its own, so that it precedes cookies.
    #[must_use]
    pub fn is_in_header(self) -> bool {
        match self {
            Self::Basic | Self::Header => true,
            Self::Cookie | Self::Connection => false,
        }
    }
}
