//! One answer.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_itsdangerous::BadData;
use handstamp_value::json::{self, Style};
use handstamp_value::{Dict, Value};

use super::notation;
use super::question::limits;

pub(super) enum Answer {
    /// It holds, and this is the value.
    Value { value: Value, timestamp: Option<SystemTime> },
    /// This was written.
    Written { token: Vec<u8>, json: Option<String>, set_cookie: Option<String> },
    /// The response has these `Set-Cookie` lines, and this `Vary` where it was asked for.
    Respond { set_cookie: Vec<String>, vary: Option<Option<String>> },
    /// The app answered with this status, to this user.
    Served { status: u16, user_id: Option<String>, fresh: Option<bool> },
    /// It can be made.
    Made,
    /// It does not hold.
    Refused(Refusal),
    /// The kind is not supported.
    Unsupported,
}

/// A refusal in the terms of itsdangerous 2.2.
pub(super) struct Refusal {
    name: &'static str,
    message: String,
    payload: Option<Vec<u8>>,
    /// `None` where Python's class has no such attribute.
    date_signed: Option<Option<SystemTime>>,
    original_error: Option<String>,
}

impl Answer {
    /// A refusal that is none of itsdangerous.
    pub(super) fn refused(message: impl ToString) -> Self {
        Self::named("Refused", message)
    }

    /// A refusal by a name.
    pub(super) fn named(name: &'static str, message: impl ToString) -> Self {
        Self::Refused(Refusal::new(name, message))
    }

    /// The question itself is wrong.
    pub(super) fn not_understood(error: &anyhow::Error) -> Self {
        Self::named("BadQuestion", format!("{error:#}"))
    }

    /// What a token was refused for.
    pub(super) fn bad_data<E: std::error::Error>(token: &[u8], error: &BadData<E>) -> Self {
        let name = match error {
            BadData::BadSignature(_) => "BadSignature",
            BadData::BadTimeSignature(_) => "BadTimeSignature",
            BadData::SignatureExpired(_) => "SignatureExpired",
            BadData::BadPayload(_) => "BadPayload",
            _ => "Refused",
        };
        let timed = matches!(name, "BadTimeSignature" | "SignatureExpired");
        let original_error = match error {
            BadData::BadPayload(original) => Some(original.to_string()),
            _ => None,
        };
        Self::Refused(Refusal {
            name,
            message: error.to_string(),
            payload: error.unverified_payload(token).map(<[u8]>::to_vec),
            date_signed: timed.then(|| error.date_signed()),
            original_error,
        })
    }

    /// The line to print.
    pub(super) fn write(self, id: Value) -> anyhow::Result<String> {
        let mut fields = Dict::new();
        fields.insert("id", id);
        fields.insert("ok", !matches!(self, Self::Refused(_) | Self::Unsupported));
        match self {
            Self::Value { value, timestamp } => {
                fields.insert("value", notation::write(&value));
                if let Some(timestamp) = timestamp {
                    fields.insert("timestamp", unix(timestamp));
                }
            }
            Self::Written { token, json, set_cookie } => {
                fields.insert("token", notation::text_or_bytes(token));
                if let Some(json) = json {
                    fields.insert("json", json);
                }
                if let Some(set_cookie) = set_cookie {
                    fields.insert("set_cookie", set_cookie);
                }
            }
            Self::Respond { set_cookie, vary } => {
                if let Some(vary) = vary {
                    fields.insert("vary", vary);
                }
                let lines = set_cookie.into_iter().map(Value::from).collect();
                fields.insert("set_cookie", Value::List(lines));
            }
            Self::Served { status, user_id, fresh } => {
                fields.insert("status", i64::from(status));
                fields.insert("user_id", user_id);
                fields.insert("fresh", fresh);
            }
            Self::Made => {}
            Self::Refused(refusal) => refusal.write(&mut fields),
            Self::Unsupported => {
                fields.insert("error", "Unsupported");
            }
        }
        let style = Style::default().with_compact(true);
        Ok(json::write_dict(&fields, &style, &limits())?)
    }
}

impl Refusal {
    fn new(name: &'static str, message: impl ToString) -> Self {
        let message = message.to_string();
        Self { name, message, payload: None, date_signed: None, original_error: None }
    }

    fn write(self, fields: &mut Dict) {
        fields.insert("error", self.name);
        fields.insert("message", self.message);
        if let Some(payload) = self.payload {
            fields.insert("payload", STANDARD.encode(payload));
        }
        if let Some(date_signed) = self.date_signed {
            fields.insert("date_signed", date_signed.map(unix));
        }
        if let Some(original_error) = self.original_error {
            fields.insert("original_error", original_error);
        }
    }
}

/// Unix seconds. Time stamps are none before 1970.
fn unix(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
