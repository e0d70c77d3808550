use std::time::{Duration, SystemTime};

use handstamp_authorizer::{BoxError, LoginId, MaybeFuture, Subject};

use crate::client_info::NotedClient;
use crate::handle::SessionHandle;
use crate::login_record::LoginRecord;

/// No login lasts longer.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl SessionHandle {
    /// Ends the login in this session by the [`Revocation`](handstamp_authorizer::revocation::Revocation) of the
    /// session login, so that copies of its cookie are no login either. Call it before
    /// [`logout`](Self::logout), which forgets the login. `Ok(false)` where there is nothing to end it by: no
    /// `Revocation`, no user, or a login without an id, such as one that a Python app made.
    ///
    /// `kept` is for how long the revocation is remembered: as long as the login could last.
    ///
    /// # Errors
    /// The `Revocation` did not answer, or has no room.
    pub fn revoke_login(&self, kept: Duration) -> MaybeFuture<Result<bool, BoxError>> {
        let login = self.login_settings();
        let (Some(revocation), Some(id)) = (login.revocation(), self.login_id()) else {
            return MaybeFuture::Ready(Ok(false));
        };
        let (now, until) = kept_from(login.now(), kept);
        revocation.revoke_login(&id, now, until).map(|ended| ended.map(|()| true))
    }

    /// Ends all logins of this user that were made before now, this one included. `Ok(false)` where the session
    /// login has no [`Revocation`](handstamp_authorizer::revocation::Revocation).
    ///
    /// `kept` is for how long that is remembered: as long as the longest login could last, a remember cookie
    /// included.
    ///
    /// # Errors
    /// The `Revocation` did not answer, or has no room.
    pub fn revoke_user(
        &self,
        user_id: &str,
        kept: Duration,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        let login = self.login_settings();
        let Some(revocation) = login.revocation() else { return MaybeFuture::Ready(Ok(false)) };
        let (now, until) = kept_from(login.now(), kept);
        revocation.revoke_user(user_id, now, until).map(|ended| ended.map(|()| true))
    }

    /// The id of the login in this session.
    fn login_id(&self) -> Option<LoginId> {
        let (login, mut inner) = (self.login_settings(), self.state().lock());
        let client = inner.client.as_ref().cloned().unwrap_or_default();
        let session = inner.opened(login).seen_by(login)?;
        let user = login.user().read(session, NotedClient::info(&client), login.now())?;
        LoginRecord::of(session, user.principal.id())?.login_id()
    }
}

/// Now, and when that time has passed.
fn kept_from(now: SystemTime, kept: Duration) -> (SystemTime, SystemTime) {
    (now, now.checked_add(kept.min(LONGEST)).unwrap_or(now))
}
