use handstamp_value::TypedError;

/// The head of the response has gone out: the session can no longer be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the response has gone out: the session can no longer be changed")]
pub struct Closed;

/// Why a value of the session is not of the type that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct GetError(#[from] TypedError);

/// Why a value was not written into the session.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InsertError {
    /// The response has gone out.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// The type cannot become a value.
    #[error(transparent)]
    Typed(#[from] TypedError),
}

/// Why a user was not logged in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The response has gone out.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// There is no randomness for the login's id.
    #[error("the login has no id")]
    Random(#[source] handstamp_authorizer::Error),
}
