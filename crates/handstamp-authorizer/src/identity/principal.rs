//! The user as the credential alone tells.

use std::fmt;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::identity::subject::Subject;

/// The user as the credential alone tells: an id, and the roles and permissions that the cookie or
/// token names.
///
/// Cheap to clone: an id of up to 23 bytes is kept in place, everything else is behind one `Arc` that
/// is made only where there is something to keep. An app's own type comes from it by
/// [`load_user`](crate::Authenticator::load_user) or [`map_user`](crate::Authenticator::map_user).
#[derive(Clone, PartialEq, Eq)]
pub struct Principal {
    id: SmolStr,
    named: Option<Arc<Named>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Named {
    roles: Vec<String>,
    permissions: Vec<String>,
}

impl Principal {
    /// A user with this id and nothing else.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self { id: SmolStr::new(id), named: None }
    }

    /// Adds roles.
    #[must_use]
    pub fn with_roles(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.named_mut().roles.extend(names.into_iter().map(Into::into));
        self
    }

    /// Adds permissions.
    #[must_use]
    pub fn with_permissions(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.named_mut().permissions.extend(names.into_iter().map(Into::into));
        self
    }

    fn named_mut(&mut self) -> &mut Named {
        Arc::make_mut(self.named.get_or_insert_default())
    }

    fn has(&self, list: impl Fn(&Named) -> &[String], name: &str) -> bool {
        self.named.as_deref().is_some_and(|named| list(named).iter().any(|held| held == name))
    }
}

impl Subject for Principal {
    fn id(&self) -> &str {
        &self.id
    }
    fn has_role(&self, name: &str) -> bool {
        self.has(|named| &named.roles, name)
    }
    fn has_permission(&self, name: &str) -> bool {
        self.has(|named| &named.permissions, name)
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Principal");
        shown.field("id", &self.id.as_str());
        if let Some(named) = &self.named {
            shown.field("roles", &named.roles).field("permissions", &named.permissions);
        }
        shown.finish()
    }
}
