use std::time::SystemTime;

use handstamp_authorizer::{Duplicate, Effects, Principal, RequestView};

use crate::{Codec, Error, Session};

/// A codec, the settings of its cookie, and how a session names the user: what a framework's session
/// middleware and login extension are configured with.
pub trait Dialect: Codec {
    /// The name of the cookie.
    fn cookie_name(&self) -> &str;

    /// Which of two cookies of that name counts.
    fn duplicate(&self) -> Duplicate;

    /// The user that the session names, if any. May change the session: a login extension restores a
    /// remembered user, or throws out a session that came from somebody else's browser.
    fn identify(
        &self,
        session: &mut Session,
        request: &dyn RequestView,
        now: SystemTime,
    ) -> Option<Principal>;

    /// Names the user in a session that was emptied for the login: what [`identify`](Self::identify)
    /// reads. The time of login is written by whoever calls.
    fn login(&self, session: &mut Session, user_id: &str, now: SystemTime);

    /// Takes out what a login has written. Everything, unless the dialect knows better.
    fn logout(&self, session: &mut Session) {
        session.clear();
    }

    /// What the response must carry for a session that was opened: whether it was changed, emptied, or is
    /// refreshed anyway is the dialect's own rule. `Vary: Cookie` is added by whoever calls.
    ///
    /// # Errors
    /// What the session holds has no form in this dialect, or is too large for a cookie.
    fn save(&self, session: &mut Session, now: SystemTime) -> Result<Effects, Error>;
}
