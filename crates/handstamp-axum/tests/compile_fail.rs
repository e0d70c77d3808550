//! The errors that a newcomer will make do not compile, and say what to do.
//!
//! The messages are rustc's and change with it, so this fails on another toolchain than the one that they
//! were recorded with.
#![allow(clippy::unwrap_used)]

const RECORDED_WITH: &str = "1.95";

#[test]
fn messages() {
    let rustc = std::process::Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(rustc.stdout).unwrap();
    assert!(
        version.starts_with(&format!("rustc {RECORDED_WITH}.")),
        "the messages were recorded with rustc {RECORDED_WITH}, and this is {version}: run this test with \
         `cargo +{RECORDED_WITH} test`, or change RECORDED_WITH and renew them with TRYBUILD=overwrite"
    );
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
