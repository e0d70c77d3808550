//! The roles of the app, and what they allow.

use handstamp::users::{Permission, RegistryError, Role, RoleRegistry};

/// As the demo of zopyx-fastapi-auth has them, so that it accepts the sessions of this app.
pub(crate) fn roles() -> Result<RoleRegistry, RegistryError> {
    let view = Permission::new("view", "View permission");
    let edit = Permission::new("edit", "Edit permission");
    let delete = Permission::new("delete", "Delete permission");
    RoleRegistry::new([
        Role::new("Administrator", "Admin role")
            .with_permission(view.clone())
            .with_permission(edit.clone())
            .with_permission(delete),
        Role::new("User", "User role").with_permission(view.clone()).with_permission(edit),
        Role::new("Viewer", "Viewer role").with_permission(view),
    ])
}
