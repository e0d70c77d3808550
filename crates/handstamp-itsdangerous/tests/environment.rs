//! A secret key in the environment of a real process.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::error::Error;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Output};

use handstamp_itsdangerous::{SecretKey, Signer};

const VARIABLE: &str = "HANDSTAMP_TEST_SECRET_KEY";

/// Starts the test below once more, in a process whose variable has this value.
fn child_with(key: &[u8]) -> Output {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_process_reads_any_bytes_and_shows_none", "--nocapture"]);
    child.env(VARIABLE, OsStr::from_bytes(key)).output().unwrap()
}

#[test]
fn a_process_reads_any_bytes_and_shows_none() -> Result<(), Box<dyn Error>> {
    if std::env::var_os(VARIABLE).is_some() {
        let key = SecretKey::from_env(VARIABLE)?;
        println!("<{}>", String::from_utf8(Signer::builder(key).build().sign("value"))?);
        return Ok(());
    }
    let key = b"\xff\xfe 16 bytes \x80 and more";
    let token = Signer::builder(SecretKey::new(key)?).build().sign("value");
    let child = child_with(key);
    let said = String::from_utf8(child.stdout)?;
    assert!(child.status.success() && said.contains(&format!("<{}>", str::from_utf8(&token)?)));

    // What `main` prints when it returns the error.
    let child = child_with(b"leaky\xff");
    let said = String::from_utf8([child.stdout, child.stderr].concat())?;
    assert!(!child.status.success());
    assert!(said.contains("Error: the secret key is weak: it has 6 bytes"), "{said}");
    assert!(said.contains("handstamp key new") && said.contains("allow_weak"), "{said}");
    assert!(!said.contains("leaky"), "{said}");
    Ok(())
}
