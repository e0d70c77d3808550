use std::time::Duration;

/// A login, as [`SessionHandle::login`](super::SessionHandle::login) takes it: the user's id alone, or with
/// more to say.
///
/// ```
/// use std::time::Duration;
/// use handstamp_session::login::Login;
///
/// let week = Duration::from_secs(7 * 24 * 60 * 60);
/// let login = Login::new("42").remember_for(week);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Login<'a> {
    user_id: &'a str,
    fresh: bool,
    remember: Remember,
}

/// Whether a browser is to remember its user beyond the session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Remember {
    /// No.
    #[default]
    No,
    /// For as long as the dialect is set to.
    Yes,
    /// For this long.
    For(Duration),
}

impl<'a> Login<'a> {
    /// The login of the user with this id: fresh, and not remembered.
    pub fn new(user_id: &'a str) -> Self {
        Self { user_id, fresh: true, remember: Remember::No }
    }

    /// Says that the browser is to remember the user beyond the session (`remember=True` of Flask-Login's
    /// `login_user`). A dialect that has no such thing does nothing.
    pub fn remember(mut self) -> Self {
        self.remember = Remember::Yes;
        self
    }

    /// As [`remember`](Self::remember), for this long (`duration`).
    pub fn remember_for(mut self, duration: Duration) -> Self {
        self.remember = Remember::For(duration);
        self
    }

    /// Says whether the user proved just now who they are (`fresh`). True unless told otherwise.
    pub fn with_fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
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
