//! A session's value for people: indented JSON, and the names of Python's types that JSON does not have.

use handstamp_value::{Dict, Key, Value};

use super::escape::quoted;

/// The lines of a value.
pub(crate) fn lines(value: &Value) -> Vec<String> {
    let mut lines = vec![String::new()];
    write(value, 0, &mut lines);
    lines
}

fn write(value: &Value, depth: usize, lines: &mut Vec<String>) {
    match value {
        Value::Null => append("null", lines),
        Value::Bool(truth) => append(&truth.to_string(), lines),
        Value::Int(int) => append(&int.to_string(), lines),
        Value::Float(float) => append(&format!("{float:?}"), lines),
        Value::Str(text) => append(&quoted(&text.to_string_lossy()), lines),
        Value::Markup(text) => {
            append(&format!("markup {}", quoted(&text.to_string_lossy())), lines)
        }
        Value::Bytes(bytes) => append(&format!("bytes {}", bytes.escape_ascii()), lines),
        Value::Uuid(uuid) => append(&format!("uuid {uuid}"), lines),
        Value::DateTime(time) => append(&format!("datetime {time}"), lines),
        Value::List(items) => list(items, depth, lines),
        Value::Tuple(items) => {
            append("tuple ", lines);
            list(items, depth, lines);
        }
        Value::Dict(items) => dict(items, depth, lines),
        _ => append("?", lines),
    }
}

fn list(items: &[Value], depth: usize, lines: &mut Vec<String>) {
    append("[", lines);
    for (place, item) in items.iter().enumerate() {
        lines.push("  ".repeat(depth + 1));
        write(item, depth + 1, lines);
        comma(place, items.len(), lines);
    }
    close("]", items.is_empty(), depth, lines);
}

fn dict(items: &Dict, depth: usize, lines: &mut Vec<String>) {
    append("{", lines);
    for (place, (key, item)) in items.iter().enumerate() {
        // Values that are read from JSON have only text keys.
        let key = match key {
            Key::Text(text) => quoted(&text.to_string_lossy()),
            other => format!("{other:?}"),
        };
        lines.push(format!("{}{key}: ", "  ".repeat(depth + 1)));
        write(item, depth + 1, lines);
        comma(place, items.len(), lines);
    }
    close("}", items.is_empty(), depth, lines);
}

fn comma(place: usize, length: usize, lines: &mut [String]) {
    if place + 1 < length {
        append(",", lines);
    }
}

fn close(bracket: &str, empty: bool, depth: usize, lines: &mut Vec<String>) {
    if !empty {
        lines.push("  ".repeat(depth));
    }
    append(bracket, lines);
}

fn append(text: &str, lines: &mut [String]) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}
