//! Counts what each contender allocates for one cookie, after a first one has warmed it up.

#![allow(clippy::print_stdout, reason = "a program for the terminal: what it prints is its result")]

use std::hint::black_box;
use std::path::PathBuf;

use allocation_counter::measure;
use handstamp_benches::{Cookies, rows};

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).unwrap_or_default();
    let cookies = Cookies::load(&folder);
    println!("\n  {:24}{:20}{:>13}{:>10}", "allocations", "", "per cookie", "bytes");
    for row in rows(&cookies) {
        for contender in row.contenders {
            (0..10).for_each(|n| {
                black_box((contender.answer)(n));
            });
            let info = measure(|| {
                black_box((contender.answer)(10));
            });
            let (count, bytes) = (info.count_total, info.bytes_total);
            println!("  {:24}{:20}{count:>13}{bytes:>10}", row.name, contender.name);
        }
    }
}
