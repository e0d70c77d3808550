//! What rules may ask of a user.

use std::sync::Arc;
use std::time::SystemTime;

/// What rules may ask of a user. Implement it for the app's own account type; everything but the id
/// has an answer that grants nothing.
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

    /// Whether the token was given this scope (RFC 6749 section 3.3).
    fn has_scope(&self, _name: &str) -> bool {
        false
    }

    /// The authentication context class (`acr` of OpenID Connect).
    fn acr(&self) -> Option<&str> {
        None
    }

    /// Whether the user logged in now, rather than being remembered (`_fresh` of Flask-Login).
    fn is_fresh(&self) -> bool {
        false
    }

    /// When the user last proved who they are.
    fn auth_time(&self) -> Option<SystemTime> {
        None
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
    fn has_scope(&self, name: &str) -> bool {
        (**self).has_scope(name)
    }
    fn acr(&self) -> Option<&str> {
        (**self).acr()
    }
    fn is_fresh(&self) -> bool {
        (**self).is_fresh()
    }
    fn auth_time(&self) -> Option<SystemTime> {
        (**self).auth_time()
    }
}
