//! What can go wrong while things are set up or a reply is made.

/// What can go wrong outside a decision: in a setting, or in a text that should become a header.
///
/// A decision never ends in an error. What is wrong with a request is an [`Identity`] or a
/// [`Denial`], and ends in a reply.
///
/// [`Identity`]: crate::Identity
/// [`Denial`]: crate::denial::Denial
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A cookie's name, value or attribute has a character that cookies cannot have.
    #[error("a cookie's name, value or attribute has a character that cookies cannot have")]
    CookieText,
    /// A trusted origin is not of the form `https://host` or `https://host:port`.
    #[error("{0:?} is no origin: write scheme and host, as in https://app.example.com")]
    Origin(String),
    /// A trusted proxy is no IP address and no network in CIDR notation.
    #[error("{0:?} is no address or network: write 10.0.0.7 or 10.0.0.0/8")]
    Network(String),
    /// A login URL that is neither an absolute path nor an absolute http(s) URL.
    #[error("{0:?} is no login URL: write an absolute path such as /login, or a whole URL")]
    LoginUrl(String),
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness")]
    Random,
    /// A header by which programs are to be known is no header name, or browsers send it too.
    #[error(
        "{0:?} cannot tell a program from a browser; take a header name of your own, such as X-Api-Client"
    )]
    ProgramHeader(String),
}
