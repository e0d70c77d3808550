//! Any bytes get a report and never a panic.

use std::time::{Duration, SystemTime};

use handstamp_cli::{NamedKey, Settings, Verdict, inspect, split_cookies};
use handstamp_itsdangerous::SecretKey;
use proptest::prelude::*;

fn never_valid(input: &[u8]) {
    let keys = [NamedKey { name: "key".into(), key: SecretKey::allow_weak("some key") }];
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let Ok(cookies) = split_cookies(input) else { return };
    for cookie in cookies {
        for keys in [&keys[..], &[]] {
            let report = inspect(&cookie, keys, &Settings::default(), now);
            assert_ne!(report.verdict, Verdict::Valid, "{input:?}");
            assert_eq!(report.payload, None, "{input:?}");
            for diagnosis in &report.diagnoses {
                assert!(!diagnosis.sentence().is_empty() && !diagnosis.cure().is_empty());
            }
        }
    }
}

/// Pieces of cookies, from which chance builds what is nearly a cookie.
fn nearly_a_cookie() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "eyJhIjoxfQ",
        "eyJhIjogMX0=",
        ".eJyrVkpUslKqBQAFJgF1",
        "ZSku6g",
        "G50HfhgGbz-_Wi9qgGrXEbVlXeg",
        ".",
        ".",
        ".",
        "|",
        "=",
        "\"",
        "'",
        "%2E",
        "%22",
        "\\054",
        "\n",
        "; ",
        "session=",
        "Cookie: ",
        "Set-Cookie:",
        "; HttpOnly",
        "; Path=/",
        "b'",
        "e30",
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJub25lIn0",
        "__________8",
        "null",
        "Ij",
        "/w",
        "\u{1b}",
        "é",
        "73128763f09877013b6712fadc95593031f8e2018f43de53c91f5892f8e87d797b362c87086164eaa99547c6d6c179ca7c814eb07b4fdf6aa312618f82c9bedb",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn bytes_of_any_kind(input in prop::collection::vec(any::<u8>(), 0..300)) {
        never_valid(&input);
    }

    #[test]
    fn what_is_nearly_a_cookie(input in nearly_a_cookie()) {
        never_valid(&input);
    }
}
