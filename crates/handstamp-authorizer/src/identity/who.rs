//! A user and how the user is known, as rules see them.

use std::fmt;

use crate::identity::authentication::Authentication;

/// A known user and how the user is known: what a [`Rule`](crate::rules::Rule) judges.
pub struct Who<'a, U> {
    /// The user.
    pub user: &'a U,
    /// How the user is known.
    pub authentication: &'a Authentication,
}

impl<U> Clone for Who<'_, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Who<'_, U> {}

impl<U: fmt::Debug> fmt::Debug for Who<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Who");
        shown.field("user", self.user).field("authentication", self.authentication).finish()
    }
}
