//! Compressing as `zlib.compress`, by a compressor that each thread keeps.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

/// zlib-rs' levels are not zlib's. This one finds the matches that zlib finds at its level 6, down
/// to the byte for sessions of usual size: so what is compressed here is what Python compresses.
/// zlib-rs' own level 6 misses matches of three bytes, and decides otherwise in 1 of 90 sessions.
const LEVEL: Compression = Compression::new(9);

/// The first two bytes of a stream, which name the level; these are what Python writes.
const HEADER: [u8; 2] = [0x78, 0x9C];

struct Deflater {
    state: Compress,
    compressed: Vec<u8>,
}

impl Deflater {
    fn new() -> Self {
        Self { state: Compress::new(LEVEL, true), compressed: Vec::new() }
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
        if let Some(header) = self.compressed.first_chunk_mut() {
            *header = HEADER;
        }
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
