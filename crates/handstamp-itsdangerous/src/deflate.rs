//! Compression as Python's `zlib.compress(json)`: level 6, a window of 32 KiB, memory level 8.
//! Each thread keeps one compressor.
//!
//! zlib-rs follows zlib-ng, not zlib: no level of it writes zlib's bytes for every input. Its level
//! 9 comes closest. Like zlib's level 6 it finds matches of three bytes; levels 1 to 8 do not, and
//! write the same bytes as zlib for 1 in 100 sessions at most. Level 9, measured against zlib
//! 1.2.13 in CPython 3.11 with 20,000 sessions that `xtask/python/payload_values.py` makes, of
//! those that Python compresses:
//!
//! | JSON in bytes | the same bytes |
//! |---|---|
//! | below 300 | 99 % |
//! | 300 to 1,000 | 90 % |
//! | 1,000 to 4,000 | 74 % |
//! | above 4,000 | 44 % |
//!
//! Of recorded sessions with unusual values below 300 bytes, 95 % are the same.
//!
//! There are two main reasons for a difference. zlib does not look for a better match once it has
//! one of 16 bytes, and level 9 does: either stream can be a few bytes shorter than the other, and
//! in sum they are equally long. And zlib-rs does not start a match three bytes before the end: a
//! text that ends in three bytes which occur earlier (`}}}`) takes one or two bytes more than in
//! zlib.
//!
//! The second reason can change whether a text of less than 100 bytes is compressed at all. It did
//! so in 2 of 150,000 made-up sessions, in 1 of 664 recorded ones, and in 8 % of 276,000 small
//! values that were nested to provoke it. No other difference in this decision has been seen.
//!
//! Some builds of Python are linked with zlib-ng, which writes different bytes again. All of these
//! libraries read each other's streams.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

/// The level of zlib-rs that comes closest to zlib's level 6.
const LEVEL: Compression = Compression::new(9);

/// The first two bytes of a stream, which name the level. Python's name level 6.
const HEADER: [u8; 2] = [0x78, 0x9C];

struct Deflater {
    state: Compress,
    compressed: Vec<u8>,
}

impl Deflater {
    fn new() -> Self {
        Self { state: Compress::new(LEVEL, true), compressed: Vec::new() }
    }

    /// The compressed bytes, if Python would use them: `len(compressed) < len(json) - 1`.
    fn shorter(&mut self, bytes: &[u8]) -> Option<&[u8]> {
        let room = bytes.len().checked_sub(2)?;
        self.state.reset();
        self.compressed.clear();
        self.compressed.reserve(room);
        // A stream that needs more room than this is not used, so one call is enough.
        let status =
            self.state.compress_vec(bytes, &mut self.compressed, FlushCompress::Finish).ok()?;
        if let Some(header) = self.compressed.first_chunk_mut() {
            *header = HEADER;
        }
        (status == Status::StreamEnd && self.compressed.len() <= room).then_some(&self.compressed)
    }
}

/// Calls `then` with the compressed bytes, or with `None` if they would save fewer than two bytes.
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
    // A thread that is ending has dropped its compressor already.
    if !matches!(kept, Ok(Ok(()))) {
        hand_over(&mut Deflater::new());
    }
}
