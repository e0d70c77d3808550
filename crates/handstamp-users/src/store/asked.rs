//! What a store is asked for, before it is asked.

use crate::store::errors::ChangeError;

/// The longest id, name or role that a table is asked for, in bytes.
const LONGEST: usize = 1024;

/// Whether a table could have this id or name: it is not empty, has no NUL, and at most 1,024 bytes.
pub(crate) fn can_be_kept(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && !text.contains('\0')
}

/// The roles, each once, in the order given.
///
/// A role is not empty, has no comma and no space at its ends, so that a list of them can be one text.
pub(crate) fn roles(names: &[String]) -> Result<Vec<&str>, ChangeError> {
    let mut roles: Vec<&str> = Vec::with_capacity(names.len());
    for name in names {
        if !can_be_kept(name) || name.contains(',') || name.trim() != name {
            return Err(ChangeError::Role(name.chars().take(LONGEST).collect()));
        }
        if !roles.contains(&name.as_str()) {
            roles.push(name);
        }
    }
    Ok(roles)
}
