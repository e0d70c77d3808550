//! Decompression with a limit. Each thread keeps one decompressor.

use std::cell::RefCell;

use flate2::{Decompress, FlushDecompress, Status};

use crate::base64;
use crate::payload_error::PayloadError;

/// A thread keeps its buffer for compressed payloads up to this size, in bytes.
const KEPT: usize = 64 * 1024;

struct Inflater {
    state: Decompress,
    compressed: Vec<u8>,
}

impl Inflater {
    fn new() -> Self {
        Self { state: Decompress::new(true), compressed: Vec::new() }
    }

    fn inflate(
        &mut self,
        text: &[u8],
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), PayloadError> {
        base64::decode_into(text, &mut self.compressed).map_err(|_| PayloadError::Base64)?;
        self.state.reset(true);
        out.clear();
        let result = run(&mut self.state, &self.compressed, limit, out);
        if self.compressed.capacity() > KEPT {
            self.compressed = Vec::new();
        }
        result
    }
}

/// Inflates one complete zlib stream: nothing is missing, and nothing follows it.
fn run(
    state: &mut Decompress,
    compressed: &[u8],
    limit: usize,
    out: &mut Vec<u8>,
) -> Result<(), PayloadError> {
    let mut rest = compressed;
    // JSON shrinks to about a third. One byte above the limit shows whether there is more.
    let mut room = compressed.len().saturating_mul(4).max(1024).min(limit.saturating_add(1));
    loop {
        out.reserve(room);
        let (read, written) = (state.total_in(), out.len());
        let status = state
            .decompress_vec(rest, out, FlushDecompress::None)
            .map_err(|_| PayloadError::Zlib)?;
        if out.len() > limit {
            return Err(PayloadError::TooLarge { limit });
        }
        let read = usize::try_from(state.total_in() - read).map_err(|_| PayloadError::Zlib)?;
        rest = rest.get(read..).ok_or(PayloadError::Zlib)?;
        if status == Status::StreamEnd {
            return if rest.is_empty() { Ok(()) } else { Err(PayloadError::Zlib) };
        }
        let out_of_room = out.len() == out.capacity();
        if !out_of_room && (rest.is_empty() || (read == 0 && out.len() == written)) {
            return Err(PayloadError::Zlib);
        }
        room = out.len().max(1024).min(limit.saturating_add(1) - out.len());
    }
}

/// Decodes base64 and inflates it into `out`, which is overwritten.
pub(crate) fn inflate_base64(
    text: &[u8],
    limit: usize,
    out: &mut Vec<u8>,
) -> Result<(), PayloadError> {
    thread_local! {
        static KEPT_INFLATER: RefCell<Inflater> = RefCell::new(Inflater::new());
    }
    let kept = KEPT_INFLATER.try_with(|kept| {
        let mut kept = kept.try_borrow_mut().ok()?;
        Some(kept.inflate(text, limit, out))
    });
    // A thread that is ending has dropped its decompressor already.
    kept.ok().flatten().unwrap_or_else(|| Inflater::new().inflate(text, limit, out))
}
