use std::time::Duration;

use handstamp_value::Dict;

/// A login, as [`SessionHandle::login`](crate::SessionHandle::login) takes it: the user's id alone, or with
/// more to say.
///
/// ```
/// use std::time::Duration;
/// use handstamp_login::Login;
///
/// let week = Duration::from_secs(7 * 24 * 60 * 60);
/// let login = Login::new("42").with_remember_for(week);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Login<'a> {
    user_id: &'a str,
    fresh: bool,
    remember: Remember,
    generation: Option<u64>,
    roles: &'a [&'a str],
    profile: Option<&'a Dict>,
}

/// Whether a browser is to remember its user beyond the session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Remember {
    /// No.
    #[default]
    No,
    /// For as long as the settings say.
    Yes,
    /// For this long.
    For(Duration),
}

impl<'a> Login<'a> {
    /// The login of the user with this id: fresh, and not remembered.
    pub fn new(user_id: &'a str) -> Self {
        Self {
            user_id,
            fresh: true,
            remember: Remember::No,
            generation: None,
            roles: &[],
            profile: None,
        }
    }

    /// Sets that the browser is to remember the user beyond the session (`remember=True` of Flask-Login's
    /// `login_user`). Ignored where there is no remember cookie.
    pub fn with_remember(mut self) -> Self {
        self.remember = Remember::Yes;
        self
    }

    /// As [`with_remember`](Self::with_remember), for this long (`duration`).
    pub fn with_remember_for(mut self, duration: Duration) -> Self {
        self.remember = Remember::For(duration);
        self
    }

    /// Sets whether the user proved just now who they are (`fresh`). Default: true. A login that is not fresh
    /// has no time of login.
    pub fn with_fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Sets the user's generation, which the login remembers: "log out everywhere" raises it. Default: the one
    /// that the [`Revocation`](handstamp_authorizer::revocation::Revocation) of the login has.
    pub fn with_generation(mut self, generation: u64) -> Self {
        self.generation = Some(generation);
        self
    }

    /// Sets the names of the user's roles, for an app that keeps them in the session. Ignored where a session
    /// has no roles, as Flask-Login's.
    pub fn with_roles(mut self, roles: &'a [&'a str]) -> Self {
        self.roles = roles;
        self
    }

    /// Sets what else an app keeps of its user in the session. Ignored where a session has no such place.
    pub fn with_profile(mut self, profile: &'a Dict) -> Self {
        self.profile = Some(profile);
        self
    }

    /// The names of the user's roles.
    #[must_use]
    pub fn roles(&self) -> &'a [&'a str] {
        self.roles
    }

    /// What else the app keeps of its user, if it was set.
    #[must_use]
    pub fn profile(&self) -> Option<&'a Dict> {
        self.profile
    }

    /// The user's generation, if it was set.
    #[must_use]
    pub fn generation(&self) -> Option<u64> {
        self.generation
    }

    /// The user's id.
    #[must_use]
    pub fn user_id(&self) -> &'a str {
        self.user_id
    }

    /// Whether the user proved just now who they are.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Whether the browser is to remember the user.
    #[must_use]
    pub fn remembered(&self) -> Remember {
        self.remember
    }
}

impl<'a> From<&'a str> for Login<'a> {
    fn from(user_id: &'a str) -> Self {
        Self::new(user_id)
    }
}

impl<'a> From<&'a String> for Login<'a> {
    fn from(user_id: &'a String) -> Self {
        Self::new(user_id)
    }
}
