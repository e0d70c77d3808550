use handstamp_value::Text;

/// What was done to a session since it was read, for a store that merges what two requests wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    cleared: bool,
    keys: Vec<Text>,
}

impl Changes {
    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.cleared && self.keys.is_empty()
    }

    /// Whether the session was cleared before the keys of [`keys`](Self::keys) were written.
    #[must_use]
    pub fn is_cleared(&self) -> bool {
        self.cleared
    }

    /// The keys that were put in or taken out since then, each once.
    pub fn keys(&self) -> impl Iterator<Item = &Text> {
        self.keys.iter()
    }

    pub(crate) fn touch(&mut self, key: &Text) {
        if !self.keys.contains(key) {
            self.keys.push(key.clone());
        }
    }

    pub(crate) fn clear(&mut self) {
        self.cleared = true;
        self.keys.clear();
    }
}
