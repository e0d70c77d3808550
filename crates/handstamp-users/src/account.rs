use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::Subject;
use serde_json::{Map, Value};

/// A user of the app, as a store or another source of users knows them now. Cheap to clone.
///
/// ```
/// use handstamp_authorizer::Subject;
/// use handstamp_users::Account;
///
/// let ada = Account::new("42", "ada").with_display_name("Ada Lovelace").with_roles(["Viewer"]);
/// assert!(ada.has_role("Viewer"));
/// ```
#[derive(Clone, PartialEq)]
#[must_use]
pub struct Account(Arc<Fields>);

#[derive(Clone, PartialEq)]
struct Fields {
    id: String,
    name: String,
    source: &'static str,
    display_name: Option<String>,
    roles: Vec<String>,
    permissions: Vec<String>,
    disabled: bool,
    created: Option<SystemTime>,
    last_login: Option<SystemTime>,
    properties: Map<String, Value>,
}

impl Account {
    /// A user with this id, which sessions remember, and this name, which is typed in at login.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self(Arc::new(Fields {
            id: id.into(),
            name: name.into(),
            source: "",
            display_name: None,
            roles: Vec::new(),
            permissions: Vec::new(),
            disabled: false,
            created: None,
            last_login: None,
            properties: Map::new(),
        }))
    }

    /// Sets the name of the source that knows the user, for logs. Default: empty.
    pub fn with_source(mut self, source: &'static str) -> Self {
        self.fields().source = source;
        self
    }

    /// Sets the name that people read. Default: none.
    pub fn with_display_name(mut self, name: impl Into<String>) -> Self {
        self.fields().display_name = Some(name.into());
        self
    }

    /// Sets the names of the user's roles. Default: none.
    pub fn with_roles(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.fields().roles = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the names of the user's permissions. Default: none. A
    /// [`RoleRegistry`](crate::RoleRegistry) sets those of the user's roles.
    pub fn with_permissions(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.fields().permissions = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether the user may not log in. Default: false.
    pub fn with_disabled(mut self, disabled: bool) -> Self {
        self.fields().disabled = disabled;
        self
    }

    /// Sets when the account was made. Default: unknown.
    pub fn with_created(mut self, at: SystemTime) -> Self {
        self.fields().created = Some(at);
        self
    }

    /// Sets when the user logged in last by a password. Default: never, or unknown.
    pub fn with_last_login(mut self, at: SystemTime) -> Self {
        self.fields().last_login = Some(at);
        self
    }

    /// Sets what else the app keeps of its user. Default: empty.
    pub fn with_properties(mut self, properties: Map<String, Value>) -> Self {
        self.fields().properties = properties;
        self
    }

    fn fields(&mut self) -> &mut Fields {
        Arc::make_mut(&mut self.0)
    }

    /// The name that is typed in at login.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The name of the source that knows the user.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.0.source
    }

    /// The name that people read: the display name, or the name.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.0.display_name.as_deref().unwrap_or(&self.0.name)
    }

    /// The names of the user's roles.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        &self.0.roles
    }

    /// The names of the user's permissions.
    #[must_use]
    pub fn permissions(&self) -> &[String] {
        &self.0.permissions
    }

    /// Whether the user may not log in.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.0.disabled
    }

    /// When the account was made.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        self.0.created
    }

    /// When the user logged in last by a password.
    #[must_use]
    pub fn last_login(&self) -> Option<SystemTime> {
        self.0.last_login
    }

    /// What else the app keeps of its user.
    #[must_use]
    pub fn properties(&self) -> &Map<String, Value> {
        &self.0.properties
    }
}

impl Subject for Account {
    fn id(&self) -> &str {
        &self.0.id
    }
    fn has_role(&self, name: &str) -> bool {
        self.0.roles.iter().any(|role| role == name)
    }
    fn has_permission(&self, name: &str) -> bool {
        self.0.permissions.iter().any(|permission| permission == name)
    }
}

/// Properties are the app's own and may be private: they are not shown.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.0.id)
            .field("name", &self.0.name)
            .field("roles", &self.0.roles)
            .field("disabled", &self.0.disabled)
            .finish_non_exhaustive()
    }
}
