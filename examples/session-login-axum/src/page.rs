//! The pages that people see. minijinja escapes what is put into them.

use std::time::SystemTime;

use minijinja::{Environment, Value, context};

use crate::accounts::Account;

/// The page for a user, whose cookie was signed at this time, and the page for an anonymous visitor.
pub(crate) fn home(account: Option<&Account>, signed_at: Option<SystemTime>) -> String {
    let Some(account) = account else { return page(context! { title => "Hello, stranger" }) };
    let signed = signed_at.map_or_else(String::new, |at| format!(", signed {}", ago(at)));
    let rows = [
        ("You are", format!("{}, user {}", account.full_name, account.username)),
        ("Cookie", format!("session, as Starlette writes it{signed}")),
    ];
    let rows = rows.map(|(what, says)| context! { what, says });
    page(context! { title => format!("Hello, {}.", account.full_name), rows })
}

/// The form. `next` is where it leads to, `problem` what was wrong the last time.
pub(crate) fn login(next: &str, problem: Option<&str>) -> String {
    page(context! { title => "Log in", form => true, next, problem })
}

fn page(values: Value) -> String {
    let page = Environment::new().render_named_str(
        "page.html",
        include_str!("page.html"),
        context! { server => "axum", ..values },
    );
    page.unwrap_or_else(|error| error.to_string())
}

fn ago(at: SystemTime) -> String {
    match SystemTime::now().duration_since(at).map_or(0, |passed| passed.as_secs()) {
        0..5 => "just now".to_owned(),
        seconds @ 5..120 => format!("{seconds} seconds ago"),
        seconds => format!("{} minutes ago", seconds / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        let page = login("/\"><script>&'", Some("<b>"));
        assert!(page.contains("value=\"&#x2f;&quot;&gt;&lt;script&gt;&amp;&#x27;\""), "{page}");
        assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"));
    }
}
