use std::cell::RefCell;

/// How many buffers a thread keeps, and the largest that it keeps.
const KEPT: usize = 8;
const LARGEST_KEPT: usize = 64 * 1024;

thread_local! {
    static SPARE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Text in memory that the thread keeps for the next session: a server that decodes one cookie after
/// the other allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Buffer(String);

impl Buffer {
    /// An empty buffer, a used one if there is one.
    pub(crate) fn take() -> Vec<u8> {
        let spare = SPARE.try_with(|spare| spare.try_borrow_mut().ok()?.pop());
        spare.ok().flatten().unwrap_or_default()
    }

    pub(crate) fn give_back(mut bytes: Vec<u8>) {
        if bytes.capacity() == 0 || bytes.capacity() > LARGEST_KEPT {
            return;
        }
        bytes.clear();
        // A thread that is ending keeps nothing: the buffer is freed.
        let _ = SPARE.try_with(|spare| {
            if let Ok(mut spare) = spare.try_borrow_mut()
                && spare.len() < KEPT
            {
                spare.push(bytes);
            }
        });
    }

    pub(crate) fn of(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        Self::give_back(std::mem::take(&mut self.0).into_bytes());
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        let mut bytes = Self::take();
        bytes.extend_from_slice(self.0.as_bytes());
        Self(String::from_utf8(bytes).unwrap_or_default())
    }
}
