//! handstamp beside what it is measured against: `cargo xtask bench`.
//!
//! A [`Row`] is a question, its contenders are answers to it over the same cookies. The program
//! `times` measures them in turns, the program `allocations` counts what they allocate.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a benchmark that meets a surprise measures nothing, and stops"
)]

mod by_hand;
mod cookies;
mod floor;
mod ours;
mod peer;
mod rows;

pub use cookies::{Cookies, SECRET};
pub use rows::{Contender, Hold, Row, rows};
