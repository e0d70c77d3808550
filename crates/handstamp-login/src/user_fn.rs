use std::fmt;
use std::time::SystemTime;

use handstamp_session::Session;

use crate::client_info::ClientInfo;
use crate::login::Login;
use crate::user_in_session::{SessionUser, UserInSession};

/// How a session names its user, by a pair of closures: one reads, the other writes what the first will read.
///
/// ```
/// use handstamp_authorizer::Principal;
/// use handstamp_login::{SessionUser, UserFn};
///
/// // ihatemoney keeps whose pages a browser may see: {"ann": true}, and one key for its administrator.
/// let admin = UserFn::new(
///     |session| {
///         let is_admin: bool = session.get_as("is_admin").ok()??;
///         is_admin.then(|| SessionUser::new(Principal::new("admin")))
///     },
///     |session, _login| {
///         session.insert_value("is_admin", true);
///     },
/// );
/// ```
pub struct UserFn<R, W> {
    read: R,
    write: W,
    forget: fn(&mut Session),
}

impl<R, W> UserFn<R, W>
where
    R: Fn(&Session) -> Option<SessionUser> + Send + Sync + 'static,
    W: Fn(&mut Session, &Login<'_>) + Send + Sync + 'static,
{
    /// `read` answers `None` for a session that names nobody. `write` is given an empty session. A logout
    /// empties the session.
    #[must_use]
    pub fn new(read: R, write: W) -> Self {
        Self { read, write, forget: Session::clear }
    }

    /// Sets what a logout takes out. Default: everything.
    #[must_use]
    pub fn with_forget(mut self, forget: fn(&mut Session)) -> Self {
        self.forget = forget;
        self
    }
}

impl<R, W> UserInSession for UserFn<R, W>
where
    R: Fn(&Session) -> Option<SessionUser> + Send + Sync + 'static,
    W: Fn(&mut Session, &Login<'_>) + Send + Sync + 'static,
{
    fn read(&self, session: &Session, _: ClientInfo<'_>, _: SystemTime) -> Option<SessionUser> {
        (self.read)(session)
    }

    fn write(&self, session: &mut Session, login: &Login<'_>, _: ClientInfo<'_>, _: SystemTime) {
        (self.write)(session, login);
    }

    fn forget(&self, session: &mut Session) {
        (self.forget)(session);
    }
}

impl<R, W> fmt::Debug for UserFn<R, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserFn")
    }
}
