use std::fmt;

use crate::cookie_error::BuildError;
use crate::place::Place;
use crate::session_cookie::SessionCookie;
use crate::session_login::SessionLogin;
use crate::settings::{Settings, setters};
use crate::user_in_session::UserInSession;

/// The settings of a [`SessionLogin`], from [`SessionLogin::builder`].
#[must_use]
pub struct SessionLoginBuilder {
    place: Place,
    cookie: Box<dyn SessionCookie>,
    user: Box<dyn UserInSession>,
    settings: Settings,
}

impl SessionLogin {
    /// Starts a login of your own: where sessions live, their cookie, and how they name the user.
    pub fn builder(
        place: Place,
        cookie: impl SessionCookie,
        user: impl UserInSession,
    ) -> SessionLoginBuilder {
        let (cookie, user) = (Box::new(cookie), Box::new(user));
        SessionLoginBuilder { place, cookie, user, settings: Settings::default() }
    }
}

impl SessionLoginBuilder {
    setters!();

    /// The login.
    ///
    /// # Errors
    /// [`BuildError`], where browsers would refuse a cookie or its settings cannot be written.
    pub fn build(self) -> Result<SessionLogin, BuildError> {
        self.settings.build(self.place, self.cookie, self.user)
    }
}

impl fmt::Debug for SessionLoginBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionLoginBuilder")
            .field("place", &self.place)
            .field("cookie", &self.cookie.name())
            .finish_non_exhaustive()
    }
}
