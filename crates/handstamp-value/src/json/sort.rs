use std::cmp::Ordering;

use crate::json::write_error::WriteError;
use crate::key::Key;
use crate::value::Dict;
use crate::value::Value;

/// The pairs in the order in which `sorted(dict.items())` has them; NaN comes last.
///
/// Python's order of NaN among other numbers is an accident of its sort algorithm, which changes from version
/// to version (COMPATIBILITY.md).
pub(crate) fn sorted(dict: &Dict) -> Result<Vec<(&Key, &Value)>, WriteError> {
    let all_text = dict.iter().all(|(key, _)| matches!(key, Key::Text(_)));
    let number = |key: &Key| matches!(key, Key::Int(_) | Key::Bool(_) | Key::Float(_));
    if !all_text && !dict.iter().all(|(key, _)| number(key)) {
        return Err(WriteError::UnsortableKeys);
    }
    let mut pairs: Vec<_> = dict.iter().collect();
    pairs.sort_by(|(left, _), (right, _)| {
        let nan_last = is_nan(left).cmp(&is_nan(right));
        nan_last.then_with(|| left.compare(right).unwrap_or(Ordering::Equal))
    });
    Ok(pairs)
}

fn is_nan(key: &Key) -> bool {
    matches!(key, Key::Float(float) if float.is_nan())
}
