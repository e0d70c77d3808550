use std::fmt::Write as _;

/// Writes a float as Python's `json` does: `repr()`, and NaN, Infinity, -Infinity.
pub(crate) fn write_float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    } else {
        // Rust's Debug and Python's repr() agree on the digits (the fewest that read back the same)
        // and on when to use an exponent (below 1e-4, from 1e16 on).
        let start = out.len();
        let _ = write!(out, "{value:?}");
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
