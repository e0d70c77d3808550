/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// The memory that is taken at once, and that is filled in all passes, in bytes.
    Memory { bytes: u64, work: u64 },
    /// Iterations of a hash function.
    Iterations(u32),
    /// The exponent of bcrypt.
    Bcrypt(u32),
}
