//! Tests that are ignored everywhere else: those that read recordings, and those that need a server.
//!
//! The latter are in files `tests/services_*.rs`.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use xtask::workspace;

use super::{all_tests, cargo, has_nextest, xtask};

const SERVERS: &str = "services_";

/// Those that read recordings.
pub(super) fn recordings() -> anyhow::Result<Command> {
    let mut tests = cargo(all_tests());
    if has_nextest() {
        let others = format!("not binary(/^{SERVERS}/)");
        tests.args(["--run-ignored", "only", "--filterset", &others]);
        return Ok(tests);
    }
    let mut tests = cargo(&["test", "--workspace", "--all-features", "--no-fail-fast"]);
    tests.args(["--lib", "--bins", "--examples"]);
    for name in test_targets()?.iter().filter(|name| !name.starts_with(SERVERS)) {
        tests.args(["--test", name]);
    }
    tests.args(["--", "--ignored"]);
    Ok(tests)
}

/// Those that need a server, one at a time: a test may kill the server that all of them use.
pub(super) fn servers() -> Command {
    let mut run = xtask(&["services", "run"]);
    run.arg(workspace::cargo().get_program());
    run.args(if has_nextest() { &["nextest", "run"][..] } else { &["test"] });
    run.args(["--workspace", "--all-features", "--no-fail-fast"]);
    run.args(["--test", &format!("{SERVERS}*")]);
    run.args(if has_nextest() {
        &["--run-ignored", "only", "--test-threads", "1"][..]
    } else {
        &["--", "--ignored", "--test-threads", "1"]
    });
    run
}

/// The names of all integration tests of the workspace.
fn test_targets() -> anyhow::Result<BTreeSet<String>> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let list = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let targets = list(&metadata, "packages").into_iter().flat_map(|of| list(&of, "targets"));
    let tests = targets.filter(|target| list(target, "kind").iter().any(|kind| kind == "test"));
    Ok(tests.filter_map(|test| Some(test.get("name")?.as_str()?.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::test_targets;

    #[test]
    fn integration_tests_are_found() {
        let found = test_targets().unwrap();
        assert!(found.contains("services_environment") && found.contains("wycheproof"));
        assert!(!found.contains("xtask"), "{found:?}");
    }
}
