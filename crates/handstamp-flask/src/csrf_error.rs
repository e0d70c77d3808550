use handstamp_itsdangerous::DumpError;

/// Why a CSRF token is refused, in the words of Flask-WTF. For the log: do not tell the client which check
/// failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsrfError {
    /// No token was sent.
    #[error("the CSRF token is missing")]
    Missing,
    /// The session has no secret: its form was never shown, or the session is over.
    #[error("the CSRF session token is missing")]
    NoSecret,
    /// The token is too old, or was signed further ahead of this clock than is tolerated.
    #[error("the CSRF token has expired")]
    Expired,
    /// The token was not signed with any of the keys, or is signed and holds no text.
    #[error("the CSRF token is invalid")]
    Invalid,
    /// The token is another session's.
    #[error("the CSRF tokens do not match")]
    OtherSession,
}

/// Why a CSRF token cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsrfTokenError {
    /// The session has no secret.
    #[error("the session has no CSRF secret: call `prepare` first")]
    NoSecret,
    /// The secret cannot be written, or the time of signing is before the epoch of time stamps.
    #[error("the CSRF token cannot be signed")]
    NotSigned(#[from] DumpError<handstamp_value::json::WriteError>),
}
