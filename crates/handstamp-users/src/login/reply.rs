use handstamp_authorizer::{Challenge, Reply};

use crate::login::html::Rendered;
use crate::login::message::Message;
use crate::login::texts::Texts;

/// A page. No cache keeps it, no frame shows it, and its referrer stays on this site: a form that is sent from a
/// page with `no-referrer` has the origin `null`.
pub(crate) fn page(message: Option<Message>, rendered: Rendered) -> Reply {
    let reply = Reply::html(message.map_or(200, Message::status), rendered.page);
    let reply = secured(reply).with_header("content-security-policy", rendered.policy);
    let reply =
        reply.with_header("referrer-policy", "same-origin").with_header("x-frame-options", "DENY");
    with_message(message, reply)
}

/// A redirect.
pub(crate) fn go_to(location: impl Into<String>) -> Reply {
    secured(Reply::see_other(location))
}

/// JSON that says what is wrong.
pub(crate) fn detail(message: Message, texts: &Texts) -> Reply {
    let reply = secured(Reply::detail(message.status(), message.detail(texts)));
    with_message(Some(message), reply)
}

/// JSON.
pub(crate) fn json(value: &serde_json::Value) -> Reply {
    secured(Reply::new(200, "application/json", value.to_string().into_bytes()))
}

fn secured(reply: Reply) -> Reply {
    reply.with_header("cache-control", "no-store").with_header("x-content-type-options", "nosniff")
}

/// A 401 has a challenge (RFC 9110 section 15.5.2); browsers do not know this one, and show the page.
fn with_message(message: Option<Message>, mut reply: Reply) -> Reply {
    if message == Some(Message::Refused) {
        reply = reply.with_header("www-authenticate", Challenge::cookie().to_string());
    }
    match message.and_then(Message::retry_after) {
        Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
        None => reply,
    }
}
