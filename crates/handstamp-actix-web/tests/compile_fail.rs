//! The errors that a newcomer will make do not compile, and say what to do.
//!
//! The messages are rustc's and change with it, so they are compared on the toolchain that made them
//! and skipped, with a line that says so, on any other. `TRYBUILD=overwrite` renews them.

const MADE_BY: &str = "1.95";

#[test]
fn messages() {
    let rustc = std::process::Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(rustc.stdout).unwrap();
    if !version.starts_with(&format!("rustc {MADE_BY}")) {
        println!("skipped: the messages were recorded with rustc {MADE_BY}, this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
