use std::sync::Arc;

#[cfg(feature = "starlette")]
use handstamp_login::starlette::{ZopyxRole, ZopyxUser};

use crate::account::Account;
use crate::roles::role::Role;

/// The roles that an app knows. A value, cheap to clone: an app has one, a test another.
///
/// ```
/// use handstamp_users::{Account, Permission, Role, RoleRegistry};
/// use handstamp_authorizer::Subject;
///
/// let view = Permission::new("view", "See what there is");
/// let edit = Permission::new("edit", "Change what there is");
/// let roles = RoleRegistry::new([
///     Role::new("Administrator", "May do everything").with_permission(view.clone()).with_permission(edit),
///     Role::new("Viewer", "May look").with_permission(view),
/// ])?;
/// let ada = roles.grant(Account::new("42", "ada").with_roles(["Viewer"]));
/// assert!(ada.has_permission("view") && !ada.has_permission("edit"));
/// # Ok::<(), handstamp_users::RegistryError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleRegistry(Arc<[Role]>);

/// Why roles cannot be those of an app.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Two have the same name.
    #[error("there are two roles of the name {0:?}: leave one out, or rename it")]
    Twice(String),
    /// Tables that join names by commas cannot keep the name.
    #[error("{0:?} cannot be the name of a role: it is empty, has a comma, or a space at its ends")]
    Name(String),
}

impl RoleRegistry {
    /// With these roles.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Result<Self, RegistryError> {
        let roles: Vec<_> = roles.into_iter().collect();
        for (at, role) in roles.iter().enumerate() {
            if !is_role_name(role.name()) {
                return Err(RegistryError::Name(role.name().to_owned()));
            }
            if roles.iter().skip(at + 1).any(|other| other.name() == role.name()) {
                return Err(RegistryError::Twice(role.name().to_owned()));
            }
        }
        Ok(Self(roles.into()))
    }

    /// The roles, in the order in which they were given.
    pub fn roles(&self) -> &[Role] {
        &self.0
    }

    /// The role of exactly this name.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.0.iter().find(|role| role.name() == name)
    }

    /// The account with the permissions of its roles, besides those that it has. A role that is not known grants nothing by
    /// its permissions; the account keeps its name.
    pub fn grant(&self, account: Account) -> Account {
        let mut permissions = account.permissions().to_vec();
        let roles = account.roles().iter().filter_map(|name| self.role(name));
        for permission in roles.flat_map(Role::permissions) {
            if !permissions.iter().any(|held| held == permission.name()) {
                permissions.push(permission.name().to_owned());
            }
        }
        if permissions.len() == account.permissions().len() {
            return account;
        }
        account.with_permissions(permissions)
    }

    /// How zopyx-fastapi-auth's session names a user, with these roles as its `ROLES_REGISTRY`: its role routes
    /// accept a login with them. They must say the same as those in Python, descriptions and order included.
    #[cfg(feature = "starlette")]
    #[cfg_attr(docsrs, doc(cfg(feature = "starlette")))]
    pub fn zopyx_user(&self) -> ZopyxUser {
        self.0.iter().fold(ZopyxUser::new(), |user, role| {
            let zopyx = ZopyxRole::new(role.name(), role.description());
            user.with_role(role.permissions().iter().fold(zopyx, |zopyx, permission| {
                zopyx.with_permission(permission.name(), permission.description())
            }))
        })
    }
}

/// Whether a table that joins the names of roles by commas can keep this one.
fn is_role_name(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.contains([',', '\0'])
}

#[cfg(test)]
mod tests {
    use handstamp_authorizer::Subject;

    use super::*;
    use crate::roles::role::Permission;

    fn registry() -> RoleRegistry {
        let view = Permission::new("view", "");
        let edit = Permission::new("edit", "");
        let administrator = Role::new("Administrator", "").with_permission(view.clone());
        RoleRegistry::new([
            administrator.with_permission(edit),
            Role::new("Viewer", "").with_permission(view),
        ])
        .unwrap()
    }

    #[test]
    fn an_account_has_the_permissions_of_its_roles() {
        let account = Account::new("1", "ada").with_roles(["Viewer", "Nobody knows"]);
        let ada = registry().grant(account.with_permissions(["own"]));
        assert_eq!(ada.permissions(), ["own", "view"]);
        assert_eq!(ada.roles(), ["Viewer", "Nobody knows"]);
        assert!(!ada.has_permission("edit"));
        let both = Account::new("2", "bob").with_roles(["Viewer", "Administrator"]);
        assert_eq!(registry().grant(both).permissions(), ["view", "edit"], "each once");
        let neither = Account::new("3", "eve").with_roles(["viewer"]);
        assert_eq!(registry().grant(neither).permissions(), [""; 0]);
    }

    #[test]
    fn what_cannot_be_a_registry() {
        let twice =
            RoleRegistry::new([Role::new("A", ""), Role::new("B", ""), Role::new("A", "x")]);
        assert_eq!(twice, Err(RegistryError::Twice("A".into())));
        for name in ["", " A", "A ", "A,B", "A\0"] {
            let refused = RoleRegistry::new([Role::new(name, "")]);
            assert_eq!(refused, Err(RegistryError::Name(name.into())));
        }
        assert!(RoleRegistry::new([Role::new("A B", ""), Role::new("a b", "")]).is_ok());
    }
}
