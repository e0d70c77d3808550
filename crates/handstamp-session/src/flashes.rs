use handstamp_value::{Text, Value};

use crate::session::Session;

/// The key of the messages (`flask.helpers.flash`).
const KEY: &str = "_flashes";

/// A message that is shown to the user once, on the next page.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Flash {
    /// What it is about: in Flask `message` by default, often `error` or `info`.
    pub category: Text,
    /// The message: most often text, but Flask takes any value.
    pub message: Value,
}

impl Session {
    /// Leaves a message for the next page, as Flask's `flash(message, category)`. The key `_flashes` is a list of
    /// `(category, message)` tuples.
    pub fn flash(&mut self, category: impl Into<Text>, message: impl Into<Value>) {
        let mut flashes = match self.get(KEY) {
            Some(Value::List(flashes)) => flashes.clone(),
            _ => Vec::new(),
        };
        flashes.push(Value::Tuple(vec![Value::Str(category.into()), message.into()]));
        self.insert_value(KEY, flashes);
    }

    /// Takes the messages out, oldest first, as Flask's `get_flashed_messages(with_categories=True)`.
    /// An entry that is not a pair of a text and a value is dropped.
    pub fn take_flashes(&mut self) -> Vec<Flash> {
        let Some(Value::List(flashes)) = self.remove(KEY) else { return Vec::new() };
        flashes
            .into_iter()
            .filter_map(|flash| match flash {
                Value::Tuple(pair) | Value::List(pair) => match <[Value; 2]>::try_from(pair) {
                    Ok([Value::Str(category), message]) => Some(Flash { category, message }),
                    _ => None,
                },
                _ => None,
            })
            .collect()
    }
}
