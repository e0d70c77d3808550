//! The user as the evidence alone tells.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::identity::subject::Subject;
use smol_str::SmolStr;

/// The user as the evidence alone tells: an id, and what the cookie or token says besides.
///
/// Cheap to clone: an id of up to 23 bytes sits in place, everything else is behind one `Arc` that
/// is made only when there is something to say. An app's own type comes from it by
/// [`load_user`](crate::Authenticator::load_user).
#[derive(Clone, PartialEq, Eq)]
pub struct Principal {
    id: SmolStr,
    fresh: bool,
    auth_time: Option<SystemTime>,
    grants: Option<Arc<Grants>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Grants {
    roles: Vec<String>,
    permissions: Vec<String>,
    scopes: Vec<String>,
    acr: Option<String>,
}

impl Principal {
    /// A user with this id and nothing else.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self { id: SmolStr::new(id), fresh: false, auth_time: None, grants: None }
    }

    /// Says whether the user logged in now, rather than being remembered.
    pub fn with_fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// Says when the user logged in.
    pub fn with_auth_time(mut self, at: SystemTime) -> Self {
        self.auth_time = Some(at);
        self
    }

    /// Adds roles.
    pub fn with_roles(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.grants_mut().roles.extend(names.into_iter().map(Into::into));
        self
    }

    /// Adds permissions.
    pub fn with_permissions(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.grants_mut().permissions.extend(names.into_iter().map(Into::into));
        self
    }

    /// Adds scopes.
    pub fn with_scopes(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.grants_mut().scopes.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the authentication context class.
    pub fn with_acr(mut self, acr: impl Into<String>) -> Self {
        self.grants_mut().acr = Some(acr.into());
        self
    }

    fn grants_mut(&mut self) -> &mut Grants {
        Arc::make_mut(self.grants.get_or_insert_default())
    }

    fn granted(&self, list: impl Fn(&Grants) -> &[String], name: &str) -> bool {
        self.grants.as_deref().is_some_and(|grants| list(grants).iter().any(|held| held == name))
    }
}

impl Subject for Principal {
    fn id(&self) -> &str {
        &self.id
    }
    fn has_role(&self, name: &str) -> bool {
        self.granted(|grants| &grants.roles, name)
    }
    fn has_permission(&self, name: &str) -> bool {
        self.granted(|grants| &grants.permissions, name)
    }
    fn has_scope(&self, name: &str) -> bool {
        self.granted(|grants| &grants.scopes, name)
    }
    fn acr(&self) -> Option<&str> {
        self.grants.as_ref()?.acr.as_deref()
    }
    fn is_fresh(&self) -> bool {
        self.fresh
    }
    fn auth_time(&self) -> Option<SystemTime> {
        self.auth_time
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Principal");
        shown.field("id", &self.id.as_str()).field("fresh", &self.fresh);
        shown.field("auth_time", &self.auth_time);
        if let Some(grants) = &self.grants {
            shown.field("grants", grants);
        }
        shown.finish()
    }
}
