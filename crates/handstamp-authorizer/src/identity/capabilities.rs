//! What an authenticator offers besides the user.

use std::any::Any;

/// What authenticators offer to extractors besides the user, by type.
#[derive(Default)]
pub struct Capabilities(Vec<Box<dyn Any + Send + Sync>>);

impl Capabilities {
    /// Adds something. Of two of one type, the first counts.
    pub fn add<T: Any + Send + Sync>(&mut self, value: T) {
        self.0.push(Box::new(value));
    }

    /// The first of this type.
    pub fn find<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.all().next()
    }

    /// All of this type, in the order in which they were added.
    pub(crate) fn all<T: Any + Send + Sync>(&self) -> impl Iterator<Item = &T> {
        self.0.iter().filter_map(|value| value.downcast_ref())
    }
}

impl std::fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Capabilities({})", self.0.len())
    }
}
