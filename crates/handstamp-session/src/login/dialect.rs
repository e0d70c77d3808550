use std::time::SystemTime;

use handstamp_authorizer::{Duplicate, SetCookie};

use crate::{Codec, Error, Session};

/// A codec and the settings of its cookie: what a framework's session middleware is configured with.
pub trait Dialect: Codec {
    /// The name of the cookie.
    fn cookie_name(&self) -> &str;

    /// Which of two cookies of that name counts.
    fn duplicate(&self) -> Duplicate;

    /// What the response must set, if anything, for a session that was opened: whether it was changed,
    /// emptied, or is refreshed anyway is the dialect's own rule.
    ///
    /// # Errors
    /// What the session holds has no form in this dialect, or is too large for a cookie.
    fn save(&self, session: &Session, now: SystemTime) -> Result<Option<SetCookie>, Error>;
}
