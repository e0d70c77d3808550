//! What rules may ask of a user.

use std::sync::Arc;

/// What rules may ask of a user. Implement it for the app's own account type. Everything but the id has
/// a default that grants nothing.
///
/// How the user is known (freshness, scopes, time of login) is not the user's to say: that is the
/// [`Authentication`](crate::Authentication).
pub trait Subject {
    /// The name that is stable for this user: an account's key, a token's `sub`.
    fn id(&self) -> &str;

    /// Whether the user has the role of exactly this name.
    fn has_role(&self, _name: &str) -> bool {
        false
    }

    /// Whether the user has the permission of exactly this name.
    fn has_permission(&self, _name: &str) -> bool {
        false
    }
}

impl<T: Subject + ?Sized> Subject for Arc<T> {
    fn id(&self) -> &str {
        (**self).id()
    }
    fn has_role(&self, name: &str) -> bool {
        (**self).has_role(name)
    }
    fn has_permission(&self, name: &str) -> bool {
        (**self).has_permission(name)
    }
}
