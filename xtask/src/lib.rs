//! What the commands of the workshop share: where things are, Python, a browser, servers, progress.
//!
//! It depends on no crate of handstamp, so that a library that does not build leaves it alone.

#![allow(
    clippy::print_stdout,
    reason = "for programs of the terminal: what they print is their result"
)]

pub mod apt;
pub mod chromium;
pub mod interruption;
pub mod progress;
pub mod python;
#[cfg(target_os = "linux")]
pub mod services;
pub mod workspace;
