//! Texts with a fault in one place.

/// The text with another character at this place.
pub(crate) fn changed_at(text: &str, at: usize) -> String {
    let change = |(i, c)| match c {
        _ if i != at => c,
        'A' => 'B',
        _ => 'A',
    };
    text.chars().enumerate().map(change).collect()
}
