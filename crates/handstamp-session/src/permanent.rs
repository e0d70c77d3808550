//! Sessions that outlive the browser window (Flask's `session.permanent`).

use handstamp_value::Value;

use crate::session::Session;

const KEY: &str = "_permanent";

impl Session {
    /// Whether the session is permanent (Flask's `session.permanent`): its cookie is kept when the browser is
    /// closed. Any value that is true in Python counts.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self.get_as(KEY) {
            Ok(permanent) => permanent == Some(true),
            Err(_) => match self.get(KEY) {
                Some(Value::Int(number)) => *number != 0.into(),
                Some(Value::Float(number)) => *number != 0.0,
                Some(Value::List(items) | Value::Tuple(items)) => !items.is_empty(),
                Some(Value::Dict(dict)) => !dict.is_empty(),
                Some(Value::Bytes(bytes)) => !bytes.is_empty(),
                Some(Value::Str(text) | Value::Markup(text)) => !text.as_wtf8().is_empty(),
                Some(other) => *other != Value::Null,
                None => false,
            },
        }
    }

    /// Makes the session permanent, or no longer so. A Flask app reads it as `session.permanent`; Starlette
    /// gives it no meaning.
    pub fn set_permanent(&mut self, permanent: bool) {
        self.insert_value(KEY, permanent);
    }
}
