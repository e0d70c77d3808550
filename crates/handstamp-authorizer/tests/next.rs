//! `next`: whatever a request says, the redirect stays on this very site.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

/// The conformance suite sends the same list through whole adapters.
#[path = "../../handstamp-conformance/src/hostile.rs"]
mod hostile;
mod support;

use handstamp_authorizer::NextUrl;
use hostile::HOSTILE;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

const KIND: &[&str] = &[
    "/",
    "/a",
    "/a/",
    "/a/b.html?c=d&e=%20f",
    "/?next=https://this.example/",
    "/a//b",
    "/archive/https://old.example/",
    "/a?b=//c",
    "/a?b=../..",
    "/...",
    "/.well-known/x",
    "/a..b/.c",
    "/%2e%2ef",
    "/a%20b",
    "/caf%C3%A9",
    "/a%2fb",
    "/100%",
    "/100%2",
    "/%zz/%2",
    "/a?b=%0d%0a%5c&c=/%2e%2e//d",
    "/a?b=c#d",
    "/user@this.example:80/;x,y$z!'()*",
];

#[test]
fn nothing_hostile_passes() {
    assert!(HOSTILE.len() >= 60);
    for text in HOSTILE {
        assert_eq!(NextUrl::parse(text), None, "{text:?}");
    }
}

#[test]
fn pages_of_this_site_pass_unchanged() {
    for text in KIND {
        assert_eq!(NextUrl::parse(text).map(|next| next.to_string()).as_deref(), Some(*text));
    }
}

#[test]
fn length_is_limited() {
    let longest = format!("/{}", "a".repeat(2_047));
    assert!(NextUrl::parse(&longest).is_some());
    assert!(NextUrl::parse(&format!("{longest}a")).is_none());
}

/// Lists of Django, OWASP and others, which are not ours to copy.
#[test]
#[ignore = "needs ../shared/vectors: cargo xtask test vectors"]
fn published_lists_of_open_redirects() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/vectors/standards/open_redirect.jsonl"
    );
    let lines = std::fs::read_to_string(path).expect(path);
    let mut count = 0;
    for line in lines.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let safe = NextUrl::parse(vector["url"].as_str().unwrap()).is_some();
        assert_eq!(safe, vector["safe"].as_bool().unwrap(), "{line}");
        count += 1;
    }
    assert!(count > 0, "{path} is empty");
}

/// RFC 3986 section 5.2.4 as browsers do it, with the empty segments kept.
fn resolved(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

proptest! {
    #[test]
    fn what_passes_is_a_path_of_this_site(text in "[/\\\\.%2eEa?#@: \t\r\n-]{0,12}|/.{0,40}") {
        let Some(next) = NextUrl::parse(&text) else { return Ok(()) };
        prop_assert_eq!(next.as_str(), text.as_str());
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
        let path = text.split(['?', '#']).next().unwrap();
        prop_assert!(path.starts_with('/') && !path.contains('\\'));
        prop_assert!(!resolved(path).starts_with("//"), "{path}");
    }

    #[test]
    fn encoding_goes_there_and_back(text in "/[!-\\[\\]-~]{0,80}") {
        let Some(next) = NextUrl::parse(&text) else { return Ok(()) };
        let encoded = next.encoded();
        prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.~%".contains(&b)));
        prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), text);
    }
}
