//! Compressing as `zlib.compress`, by a compressor that each thread keeps.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

struct Deflater {
    state: Compress,
    compressed: Vec<u8>,
}

impl Deflater {
    fn new() -> Self {
        Self { state: Compress::new(Compression::new(6), true), compressed: Vec::new() }
    }

    /// The compressed bytes if they are at least two shorter: `len(compressed) < len(json) - 1`.
    fn shorter(&mut self, bytes: &[u8]) -> Option<&[u8]> {
        let room = bytes.len().checked_sub(2)?;
        self.state.reset();
        self.compressed.clear();
        self.compressed.reserve(room);
        // What needs more room than that is not worth it, so one call decides.
        let status =
            self.state.compress_vec(bytes, &mut self.compressed, FlushCompress::Finish).ok()?;
        (status == Status::StreamEnd && self.compressed.len() <= room).then_some(&self.compressed)
    }
}

/// Hands over the compressed bytes, or `None` if they would save fewer than two bytes.
pub(crate) fn with_deflated(bytes: &[u8], then: impl FnOnce(Option<&[u8]>)) {
    thread_local! {
        static KEPT_DEFLATER: RefCell<Deflater> = RefCell::new(Deflater::new());
    }
    let mut then = Some(then);
    let mut hand_over = |deflater: &mut Deflater| {
        if let Some(then) = then.take() {
            then(deflater.shorter(bytes));
        }
    };
    let kept = KEPT_DEFLATER.try_with(|kept| kept.try_borrow_mut().map(|mut k| hand_over(&mut k)));
    // A thread that is ending has none any more.
    if !matches!(kept, Ok(Ok(()))) {
        hand_over(&mut Deflater::new());
    }
}
