//! A cookie, and what is said of it.

use crate::support::KEY;

// The `csrf_token` of a session.
pub(crate) const CSRF: &str = r#""51813017b37133a9ea0ce9bc29143bb0a374e9a2""#;

/// A cookie, and what is said of it.
pub(crate) struct Case {
    pub(crate) cookie: String,
    pub(crate) key: &'static str,
    pub(crate) args: &'static [&'static str],
    pub(crate) kind: &'static str,
    pub(crate) verdict: &'static str,
    pub(crate) codes: &'static [&'static str],
}

/// With [`KEY`] and without arguments.
pub(crate) fn case(
    cookie: impl Into<String>,
    kind: &'static str,
    verdict: &'static str,
    codes: &'static [&'static str],
) -> Case {
    Case { cookie: cookie.into(), key: KEY, args: &[], kind, verdict, codes }
}
