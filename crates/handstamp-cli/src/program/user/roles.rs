use std::path::Path;

use handstamp_users::{Role, RoleRegistry};

use super::error::UserError;

/// Names with commas between. Spaces around a name are not part of it.
pub(super) fn read(text: &str, file: Option<&Path>) -> Result<Vec<String>, UserError> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<_> = names.map(str::to_owned).collect();
    if let Some(path) = file {
        let known = known(path)?;
        if let Some(name) = names.iter().find(|name| known.role(name).is_none()) {
            let known: Vec<_> = known.roles().iter().map(Role::name).collect();
            let (name, path) = (name.clone(), path.to_owned());
            return Err(UserError::UnknownRole { name, path, known: known.join(", ") });
        }
    }
    Ok(names)
}

fn known(path: &Path) -> Result<RoleRegistry, UserError> {
    let failed = |source| UserError::RolesFile { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let roles: Vec<Role> = serde_json::from_str(&text)
        .map_err(|source| UserError::RolesText { path: path.to_owned(), source })?;
    Ok(RoleRegistry::new(roles)?)
}

/// For people.
pub(super) fn in_words(roles: &[String]) -> String {
    if roles.is_empty() { "none".to_owned() } else { roles.join(", ") }
}
