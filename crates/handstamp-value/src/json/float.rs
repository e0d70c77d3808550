use std::fmt::Write as _;

/// Writes a float as Python's `json` does: `repr()`, and NaN, Infinity, -Infinity.
pub(crate) fn write_float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    } else {
        // Rust's Debug and Python's repr() agree on the digits (the fewest that read back the same),
        // but for ties, and on when to use an exponent (below 1e-4, from 1e16 on).
        let start = out.len();
        let _ = write!(out, "{value:?}");
        break_tie(out, start, value);
        if let Some(at) = out.get(start..).and_then(|text| text.find('e')) {
            let exponent = out.split_off(start + at + 1);
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(digits) => ('-', digits),
                None => ('+', exponent.as_str()),
            };
            let _ = write!(out, "{sign}{digits:0>2}");
        }
    }
}

/// A shorter text is never one of two that are equally near: a float is exact to 15 digits.
const TIES_FROM: usize = 15;

/// Where two shortest texts are equally near, Rust writes the greater one, and Python the one whose last
/// digit is even.
fn break_tie(out: &mut String, start: usize, value: f64) {
    let Some(text) = out.get(start..) else { return };
    let mantissa = text.split('e').next().unwrap_or(text);
    if mantissa.len() < TIES_FROM {
        return;
    }
    let last = start + mantissa.len() - 1;
    let shortest = format!("{value:e}");
    let decimals = shortest.split_once('e').and_then(|(digits, _)| digits.split_once('.'));
    let even = format!("{value:.*e}", decimals.map_or(0, |(_, after)| after.len()));
    if even != shortest && even.parse() == Ok(value) {
        let digit = even.split('e').next().and_then(|digits| digits.get(digits.len() - 1..));
        out.replace_range(last..=last, digit.unwrap_or_default());
    }
}
