//! Each diagnosis, from a cookie that has it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod app_cases;
mod case;
mod flask_cases;
mod id_cases;
mod other_cases;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use app_cases::app_cases;
use case::Case;
use flask_cases::flask_cases;
use id_cases::id_cases;
use other_cases::other_cases;
use serde_json::Value;
use support::{codes, inspect};

/// Every case of this file.
fn cases() -> impl Iterator<Item = Case> {
    [flask_cases(), other_cases(), id_cases(), app_cases()].into_iter().flatten()
}

#[test]
fn each_cookie_has_its_diagnosis() {
    for case in cases() {
        let (report, status) = inspect(&case.cookie, case.args, &[("SECRET_KEY", case.key)]);
        let found = (report["kind"].as_str(), report["verdict"].as_str(), codes(&report));
        let expected = (Some(case.kind), Some(case.verdict), case.codes.to_vec());
        assert_eq!(found, expected, "{}\n{report:#}", case.cookie);
        assert_eq!(status == 0, case.verdict == "valid", "{}", case.cookie);
        // A payload that is not verified has a name that says so.
        if matches!(case.verdict, "not-verified" | "not-signed") {
            assert_eq!(report["payload"], Value::Null, "{report:#}");
        }
    }
}

#[test]
fn no_diagnosis_is_without_a_cookie_that_has_it() {
    let source = include_str!("../../src/inspect/diagnosis/code.rs");
    let body = source.split("pub fn code(").nth(1).unwrap().split("pub fn ").next().unwrap();
    let all: BTreeSet<&str> = body.split('"').skip(1).step_by(2).collect();
    let cases: Vec<Case> = cases().collect();
    let mut shown: BTreeSet<&str> = cases.iter().flat_map(|case| case.codes).copied().collect();
    shown.insert("old-key"); // `an_older_key_is_named`
    assert_eq!(shown, all);
}
