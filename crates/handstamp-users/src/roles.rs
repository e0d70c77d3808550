//! What users may do: roles, each with its permissions.

mod registry;
mod role;

pub use registry::{RegistryError, RoleRegistry};
pub use role::{Permission, Role};
