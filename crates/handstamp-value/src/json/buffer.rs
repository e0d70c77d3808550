use std::cell::RefCell;

use crate::json::index::Index;

/// How many buffers a thread keeps.
const KEPT: usize = 8;
/// The largest that it keeps, in bytes. Inflating up to 64 KiB leaves that much behind, so that a bomb that is
/// refused costs no more than a text that is taken.
const LARGEST_KEPT: usize = 160 * 1024;

thread_local! {
    static SPARE: RefCell<Vec<Buffer>> = const { RefCell::new(Vec::new()) };
}

/// Text in memory, and the index of its keys. A thread keeps a few of them, so that a server that reads one
/// text after another allocates nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffer {
    text: String,
    index: Index,
}

impl Buffer {
    /// An empty buffer, a used one if there is one.
    pub(crate) fn take() -> Self {
        let spare = SPARE.try_with(|spare| spare.try_borrow_mut().ok()?.pop());
        spare.ok().flatten().unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// The text, and the index to be filled.
    pub(crate) fn parts_mut(&mut self) -> (&str, &mut Index) {
        (&self.text, &mut self.index)
    }

    /// Takes the memory out, to be filled.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text).into_bytes()
    }

    /// Puts it back with text in it. `false` if it is not UTF-8; the memory is kept, empty.
    pub(crate) fn set_bytes(&mut self, bytes: Vec<u8>) -> bool {
        let kept = String::from_utf8(bytes).map_err(|error| {
            let mut bytes = error.into_bytes();
            bytes.clear();
            String::from_utf8(bytes).unwrap_or_default()
        });
        let is_utf8 = kept.is_ok();
        self.text = kept.unwrap_or_else(|empty| empty);
        is_utf8
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let size = self.text.capacity().max(self.index.capacity());
        if size == 0 || size > LARGEST_KEPT {
            return;
        }
        let (mut text, mut index) =
            (std::mem::take(&mut self.text), std::mem::take(&mut self.index));
        text.clear();
        index.clear();
        // A thread that is ending keeps nothing: the memory is freed.
        let _ = SPARE.try_with(|spare| {
            if let Ok(mut spare) = spare.try_borrow_mut()
                && spare.len() < KEPT
            {
                spare.push(Self { text, index });
            }
        });
    }
}
