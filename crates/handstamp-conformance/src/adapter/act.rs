//! What a handler does with a session, as text.

use handstamp_login::SessionHandle;

use crate::noise::noise;

/// Does with the session what the text says, line by line, and tells what came of it. What a handler of the
/// routes `/session/…` calls.
pub fn act(session: &SessionHandle, text: &str) -> String {
    let done: Vec<_> = text.lines().map(|line| one(session, line)).collect();
    done.join("\n")
}

fn one(session: &SessionHandle, line: &str) -> String {
    let mut words = line.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    match (word(), word(), word()) {
        ("get", key, _) => match session.get::<String>(key) {
            Ok(Some(value)) => value,
            Ok(None) => "none".to_owned(),
            Err(error) => error.to_string(),
        },
        ("set", key, value) => told(session.insert(key, value)),
        // Random text does not compress: the cookie is at least as long as this.
        ("fill", key, length) => told(session.insert(key, &noise(length.parse().unwrap_or(0)))),
        ("remove", key, _) => told(session.remove(key)),
        ("clear", ..) => told(session.clear()),
        ("login", id, _) => told(session.login(id)),
        ("logout", ..) => told(session.logout()),
        ("flash", category, message) => told(session.flash(category, message)),
        ("flashes", ..) => match session.take_flashes() {
            Ok(flashes) => {
                let shown = flashes.iter().map(|flash| {
                    let message = flash.message.as_str().unwrap_or_default();
                    format!("{}: {message}", flash.category.to_string_lossy())
                });
                shown.collect::<Vec<_>>().join(", ")
            }
            Err(error) => told::<(), _>(Err(error)),
        },
        _ => format!("no such act: {line}"),
    }
}

fn told<T, E: std::fmt::Display>(done: Result<T, E>) -> String {
    match done {
        Ok(_) => "done".to_owned(),
        Err(_) => "refused".to_owned(),
    }
}
