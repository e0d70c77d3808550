use std::fmt;

use serde_json::{Map, Value};

use crate::password::PasswordHash;

/// An account to be made.
#[derive(Clone)]
#[must_use]
pub struct NewAccount {
    pub(crate) name: String,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) display_name: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) properties: Map<String, Value>,
}

impl NewAccount {
    /// An account of this name, without a password: nobody can log in to it by one.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password: None,
            display_name: None,
            roles: Vec::new(),
            properties: Map::new(),
        }
    }

    /// Sets the hash of the password.
    pub fn with_password(mut self, hash: PasswordHash) -> Self {
        self.password = Some(hash);
        self
    }

    /// Sets the name that people read. Default: none.
    pub fn with_display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }

    /// Sets the names of the roles. Default: none.
    pub fn with_roles(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.roles = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets what else the app keeps of its user. Default: empty.
    pub fn with_properties(mut self, properties: Map<String, Value>) -> Self {
        self.properties = properties;
        self
    }
}

impl fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccount")
            .field("name", &self.name)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}
