use super::mapped::{IdKind, MappedTable};
use super::roles::MappedRoles;

impl MappedTable {
    /// The tables of Flask-AppBuilder 4 and 5: `ab_user`, `ab_role`, `ab_user_role`. The names of its roles are those of Flask-AppBuilder,
    /// such as `Admin`. Roles that a user has by a group are not read.
    pub fn flask_appbuilder() -> Self {
        Self::new("ab_user", IdKind::Integer, "id", "username", "password")
            .with_display_name_column("first_name")
            .with_display_name_column("last_name")
            .with_active_column("active")
            .with_created_column("created_on")
            .with_last_login_column("last_login")
            .with_hashes(["scrypt:", "pbkdf2:"])
            .with_roles(MappedRoles::new(
                "ab_user_role",
                "user_id",
                "role_id",
                "ab_role",
                "id",
                "name",
            ))
    }

    /// The tables of Flask-Security 5 with its SQLAlchemy models: `user`, `role`, `roles_users`. Logins are by mail address; its sessions
    /// remember `fs_uniquifier`, which is the id here. A new password leaves the `fs_uniquifier` as it is: it ends logins here, not in
    /// Python.
    pub fn flask_security() -> Self {
        Self::new("user", IdKind::Text, "fs_uniquifier", "email", "password")
            .with_active_column("active")
            .with_roles(
                MappedRoles::new("roles_users", "user_id", "role_id", "role", "id", "name")
                    .with_user_key("id"),
            )
    }

    /// The table of FastAPI Users' SQLAlchemy models: `user` with a UUID as its id. Logins are by mail address. It has no roles: give
    /// superusers one by [`with_flag_role`](Self::with_flag_role), as in `.with_flag_role("is_superuser", "Administrator")`.
    pub fn fastapi_users() -> Self {
        Self::new("user", IdKind::Uuid, "id", "email", "hashed_password")
            .with_active_column("is_active")
            .with_hashes(["$argon2", "$2"])
    }

    /// Django's `auth_user`, `auth_group` and `auth_user_groups`: groups are the roles. Give superusers and staff one by
    /// [`with_flag_role`](Self::with_flag_role), with the columns `is_superuser` and `is_staff`.
    pub fn django() -> Self {
        Self::new("auth_user", IdKind::Integer, "id", "username", "password")
            .with_display_name_column("first_name")
            .with_display_name_column("last_name")
            .with_active_column("is_active")
            .with_created_column("date_joined")
            .with_last_login_column("last_login")
            .with_hashes(["pbkdf2_sha256$", "pbkdf2_sha1$", "argon2$", "bcrypt_sha256$", "scrypt$"])
            .with_roles(MappedRoles::new(
                "auth_user_groups",
                "user_id",
                "group_id",
                "auth_group",
                "id",
                "name",
            ))
    }
}
