use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The `Content-Security-Policy` of pages: no script, nothing from elsewhere, in no frame, and their own styles by
/// hash. `form_action` are origins that a form may lead to besides this one.
pub(crate) fn content_security_policy(pages: &[String], form_action: &[String]) -> String {
    let mut hashes: Vec<_> = pages.iter().flat_map(|page| styles(page)).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let styles = if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") };
    let mut targets = "'self'".to_owned();
    for origin in form_action {
        targets.push(' ');
        targets.push_str(origin);
    }
    format!(
        "default-src 'none'; style-src {styles}; form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
    )
}

/// What stands in the `style` elements.
fn styles(page: &str) -> impl Iterator<Item = &str> {
    page.split("<style").skip(1).filter_map(|rest| {
        let (_, content) = rest.split_once('>')?;
        content.split_once("</style>").map(|(content, _)| content)
    })
}

fn hash(style: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(style)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_named_by_their_hash() {
        let pages = [
            "<style>a{}</style><style media=print>b{}</style>".into(),
            "<style>a{}</style>".into(),
        ];
        let policy = content_security_policy(&pages, &["https://app.example".into()]);
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        let (a, b) = ("'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='", hash("b{}"));
        assert_eq!(policy.matches(a).count(), 1);
        assert_eq!(policy.matches(&b).count(), 1);
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        let none = content_security_policy(&["<p>".into()], &[]);
        assert_eq!(
            none,
            "default-src 'none'; style-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
    }
}
