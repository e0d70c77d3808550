/// Why the pages cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There is no source of users.
    #[error("no login source: add one to `LoginSources`")]
    NoSource,
    /// Nothing is said about who guesses.
    #[error(
        "no throttle: set one, such as a `MemoryThrottle`, or call `without_throttle` where another part of the app \
         slows down whoever guesses"
    )]
    NoThrottle,
    /// A path is none of this site's, has other characters than letters, digits and `-_.~/`, or is there twice.
    #[error("`{0}` cannot be a path of the login pages: it must begin with `/` and be there once")]
    Path(String),
    /// A source of the content security policy has a character that ends it.
    #[error(
        "`{0}` cannot stand in `form-action`: it must be an origin, such as `https://app.example`"
    )]
    FormAction(String),
    /// A template does not compile, or fails when it is filled.
    #[error("the template `{name}` is wrong")]
    Template {
        /// Which one.
        name: &'static str,
        /// What is wrong.
        source: handstamp_authorizer::BoxError,
    },
    /// There is no randomness.
    #[error("no randomness for the tags of names in the log")]
    Random(#[source] handstamp_authorizer::Error),
}
