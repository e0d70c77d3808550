//! What users may do: roles, each with its permissions.

mod registry;
mod role;

pub(crate) use registry::is_role_name;

pub use registry::{RegistryError, RoleRegistry};
pub use role::{Permission, Role};
