use handstamp_authorizer::Error;

/// Why a hash was not computed for a check. The password counts as wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The text is no hash of a scheme that this table may hold.
    #[error(
        "the stored text is no hash of a scheme that is read: set `Schemes` to what the app writes"
    )]
    Unreadable,
    /// The text is Werkzeug's `md5$…` or `plain$…`, which protect nothing and are not read.
    #[error("the stored password is plain text or MD5, which are not read: set a new one")]
    Unprotected,
    /// It would cost more than the limits allow. Nothing was computed.
    #[error("the stored hash costs more than the limits allow: raise `Limits` if the app wrote it")]
    TooCostly,
    /// The library that wrote it refuses a password of more than 72 bytes.
    #[error("the password is longer than 72 bytes, which bcrypt 5 refuses")]
    TooLong,
}

/// Why a password was not hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashError {
    /// bcrypt would ignore what comes after 72 bytes.
    #[error(
        "bcrypt cannot hash a password of more than 72 bytes: ask for a shorter one, or hash with argon2id"
    )]
    TooLong,
    /// Some of the libraries of bcrypt end the password at a NUL.
    #[error("the password has a NUL character, which libraries of bcrypt cut it at")]
    Nul,
    /// There is no randomness for the salt.
    #[error("the salt cannot be made")]
    Random(#[source] Error),
    /// The function of the hash failed.
    #[error("the hash cannot be computed with these costs")]
    Function,
}

/// Why a policy cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The cost is too low to protect a password, or too high to be waited for.
    #[error("{name} is {given}: choose {least} to {most}")]
    Cost {
        /// Which cost.
        name: &'static str,
        /// What was given.
        given: u64,
        /// The least that is taken.
        least: u64,
        /// The most that is taken.
        most: u64,
    },
}

/// Why a password was neither checked nor hashed: answer with a 503.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordsError {
    /// Too many wait already.
    #[error("{waiting} passwords are waiting to be hashed: throttle logins, or raise `queue`")]
    Busy {
        /// How many wait.
        waiting: usize,
    },
    /// The password cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The thread that computed was lost.
    #[error("the thread that hashes passwords was lost")]
    Lost,
}
