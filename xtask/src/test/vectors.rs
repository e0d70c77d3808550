//! What real Python libraries did and what others publish, recorded beside the checkout.
//!
//! Those files are not all ours to copy. The tests that read them are ignored everywhere else and
//! fail where a file is missing; without the folder this stage says that it was skipped.

use xtask::{python, workspace};

use super::{Plan, ignored};

/// The kinds of vectors that must hold, line by line.
const KINDS: &[&str] = &[
    "signer",
    "timestamp-signer",
    "serializer",
    "timed-serializer",
    "urlsafe",
    "urlsafe-timed",
    "signer-construct",
    "flask-session",
    "flask-session-write",
    "http-date-parse",
    "http-date-format",
    "flask-session-sid",
    "flask-set-cookie",
    "flask-login-remember",
    "flask-login-identifier",
    "flask-login-session",
    "flask-wtf-csrf",
    "flask-security-auth-token",
    "starlette-session",
    "starlette-clear",
    "werkzeug-pwhash",
    "password-hash",
];

/// The tests of all crates that read them, then the oracle.
pub(super) fn plan() -> anyhow::Result<Plan> {
    let Some(shared) = workspace::shared() else {
        return Ok(Plan::Skip("no ../shared/vectors here".to_owned()));
    };
    let Some(python) = python::find() else {
        return Ok(Plan::Skip("no Python 3 here".to_owned()));
    };
    let vectors = shared.join("vectors");
    let mut files: Vec<_> = std::fs::read_dir(vectors.join("python"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    let mut compare = python.command();
    compare.current_dir(workspace::root()).arg(vectors.join("compare.py"));
    KINDS.iter().for_each(|kind| {
        compare.args(["--kind", kind]);
    });
    compare.args(files);
    Ok(Plan::Run(vec![ignored::recordings()?, compare]))
}
