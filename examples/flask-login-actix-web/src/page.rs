//! The page that people see. minijinja escapes what is put into it.

use std::time::{Duration, SystemTime};

use handstamp::authorizer::denial::{Denial, DenialPolicy, JsonDenial, LoginRedirect};
use handstamp::authorizer::{Error, Reply, RequestView};
use handstamp::prelude::*;
use handstamp::session::Session;
use minijinja::{Environment, context};

use crate::Account;

const SERVER: &str = "actix-web";
const PREFIX: &str = "/actix";
/// What is behind the proxy of the demo, beside Flask.
const SERVERS: [(&str, &str); 2] = [("axum", "/rust"), ("actix-web", "/actix")];

/// A line of the page: what, and what is said of it.
pub(crate) type Row = (&'static str, String);

/// A whole page.
pub(crate) fn page(title: &str, known: bool, rows: &[Row]) -> String {
    let servers = SERVERS.map(|(name, prefix)| context! { name, prefix });
    let rows: Vec<_> = rows.iter().map(|(what, says)| context! { what, says }).collect();
    let page = Environment::new().render_named_str(
        "page.html",
        include_str!("page.html"),
        context! { title, known, rows, servers, server => SERVER, prefix => PREFIX },
    );
    page.unwrap_or_else(|error| error.to_string())
}

/// How this user is known, and since when.
pub(crate) fn rows(account: &Account, how: &Authentication, session: &Session) -> Vec<Row> {
    let signed = session.signed_at().map_or_else(String::new, |at| format!(", signed {}", ago(at)));
    let fresh =
        if how.fresh { "by a password, in this session" } else { "by a cookie that remembers" };
    let since = how.auth_time.map_or_else(|| "Flask does not say when".to_owned(), ago);
    vec![
        ("You are", format!("{}, user {}", account.name, account.id())),
        ("Role", if account.admin { "Administrator" } else { "none" }.to_owned()),
        ("Cookie", format!("session, Flask's own{signed}")),
        ("Logged in", format!("{fresh}; {since}")),
    ]
}

fn ago(at: SystemTime) -> String {
    let passed = SystemTime::now().duration_since(at).unwrap_or(Duration::ZERO).as_secs();
    match passed {
        0..5 => "just now".to_owned(),
        5..120 => format!("{passed} seconds ago"),
        120..7200 => format!("{} minutes ago", passed / 60),
        _ => format!("{} hours ago", passed / 3600),
    }
}

/// A page for people whose role does not suffice, the login page for those who are not logged in, JSON for programs.
pub(crate) fn denials(login_url: &str) -> Result<impl DenialPolicy, Error> {
    let otherwise = LoginRedirect::new(login_url, JsonDenial::default())?;
    Ok(move |denial: &Denial, request: &dyn RequestView| {
        if *denial == Denial::Forbidden && request.is_navigation() {
            let needed = ("Needed", "the role Administrator".to_owned());
            return Reply::html(403, page("You may not see this page", true, &[needed]));
        }
        otherwise.reply(denial, request)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_and_never_markup() {
        let rows = [("You are", "<b>\"&".to_owned())];
        let page = page("Hello, <script>alert(1)</script>", true, &rows);
        assert!(page.contains("Hello, &lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "{page}");
        assert!(page.contains("&lt;b&gt;&quot;&amp;") && !page.contains("<script>"), "{page}");
    }

    #[test]
    fn times_are_in_words() {
        let before = |seconds| ago(SystemTime::now() - Duration::from_secs(seconds));
        assert_eq!(before(30), "30 seconds ago");
        assert_eq!(before(600), "10 minutes ago");
        assert_eq!(before(36_000), "10 hours ago");
        assert_eq!(ago(SystemTime::now() + Duration::from_secs(60)), "just now");
    }
}
