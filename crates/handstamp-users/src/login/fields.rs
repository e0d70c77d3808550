use std::borrow::Cow;

/// The names of a form's fields, and of the keys of a JSON object. Default: `username`, `password`, `remember`,
/// `next`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct FieldNames {
    pub(crate) name: Cow<'static, str>,
    pub(crate) password: Cow<'static, str>,
    pub(crate) remember: Cow<'static, str>,
    pub(crate) next: Cow<'static, str>,
}

impl Default for FieldNames {
    fn default() -> Self {
        Self {
            name: "username".into(),
            password: "password".into(),
            remember: "remember".into(),
            next: "next".into(),
        }
    }
}

impl FieldNames {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the field of the user's name: `email`, say.
    pub fn with_name(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.name = field.into();
        self
    }

    /// Sets the field of the password.
    pub fn with_password(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.password = field.into();
        self
    }

    /// Sets the field that says whether the browser is to remember the user.
    pub fn with_remember(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.remember = field.into();
        self
    }

    /// Sets the field, and the parameter of the query, that says where to go after the login.
    pub fn with_next(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.next = field.into();
        self
    }
}
