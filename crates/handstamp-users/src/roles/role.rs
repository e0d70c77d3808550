use serde::{Deserialize, Serialize};

/// Something that a role allows: a name, which rules compare, and a description, which people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Permission {
    name: String,
    #[serde(default)]
    description: String,
}

impl Permission {
    /// A permission of this name.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into() }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it allows, for people.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }
}

/// A role of the app: a name, which accounts have, a description, and its permissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Role {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    permissions: Vec<Permission>,
}

impl Role {
    /// A role without permissions.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), permissions: Vec::new() }
    }

    /// Adds a permission.
    pub fn with_permission(mut self, permission: Permission) -> Self {
        self.permissions.push(permission);
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who has it, for people.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What it allows, in the order in which it was added.
    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }
}
