//! Text that does not compress.

/// Letters and digits in an order that no compressor foresees (xorshift64).
pub(crate) fn noise(length: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let digit = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % 36).ok().and_then(|digit| char::from_digit(digit, 36))
    });
    digit.flatten().take(length).collect()
}
