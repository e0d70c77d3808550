use std::time::SystemTime;

use handstamp_authorizer::{Duplicate, Effects, Principal, RequestView, cookie};

use super::{ClientInfo, Login};
use crate::{Codec, Error, Session};

/// A codec, the settings of its cookie, and how a session names the user: what a framework's session
/// middleware and login extension are configured with.
pub trait Dialect: Codec {
    /// The name of the cookie.
    fn cookie_name(&self) -> &str;

    /// Which of two cookies of that name counts.
    fn duplicate(&self) -> Duplicate;

    /// Whether the request brings anything by which this dialect may know somebody: the cookie, good or bad,
    /// unless the dialect has others besides.
    fn is_shown(&self, request: &dyn RequestView) -> bool {
        cookie(request, self.cookie_name(), self.duplicate()).is_some_and(|raw| !raw.is_empty())
    }

    /// Notes what [`login`](Self::login) and [`logout`](Self::logout) will want to know of the request.
    /// Nothing, unless the dialect needs it.
    fn visitor(&self, _request: &dyn RequestView) -> ClientInfo {
        ClientInfo::default()
    }

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
    fn login(
        &self,
        session: &mut Session,
        login: &Login<'_>,
        visitor: &ClientInfo,
        now: SystemTime,
    );

    /// Takes out what a login has written. Everything, unless the dialect knows better.
    fn logout(&self, session: &mut Session, _visitor: &ClientInfo) {
        session.clear();
    }

    /// Writes that the user who is logged in has proved once more who they are. Nothing, unless the dialect
    /// tells fresh logins from others.
    fn confirm_login(&self, _session: &mut Session, _visitor: &ClientInfo) {}

    /// What the response must carry for a session that was opened: whether it was changed, emptied, or is
    /// refreshed anyway is the dialect's own rule. `Vary: Cookie` is added by whoever calls.
    ///
    /// # Errors
    /// What the session holds has no form in this dialect, or is too large for a cookie.
    fn save(&self, session: &mut Session, now: SystemTime) -> Result<Effects, Error>;
}
