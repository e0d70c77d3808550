/// A decimal number without a sign, a blank, an underscore or a leading zero.
pub(crate) fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading = text.len() > 1 && text.starts_with('0');
    if plain && !leading { text.parse().ok() } else { None }
}

/// The logarithm of a power of two to the base 2.
pub(crate) fn log2(n: u32) -> Option<u8> {
    let log = n.is_power_of_two().then(|| n.trailing_zeros())?;
    u8::try_from(log).ok().filter(|log| *log > 0)
}
