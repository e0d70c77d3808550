//! One macro: a target that libFuzzer drives when built for fuzzing, and that replays its seeds as
//! an ordinary test otherwise.
//!
//! A target is a file in `fuzz_targets/` and a folder of the same name in `seeds/`:
//!
//! ```text
//! #![cfg_attr(fuzzing, no_main)]
//! handstamp_fuzz::target!(|data: &[u8]| {
//!     let _ = parse(data);
//! });
//! ```

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// Defines a target: a closure that takes any bytes and panics when something does not hold.
#[cfg(fuzzing)]
#[macro_export]
macro_rules! target {
    (|$data:ident: &[u8]| $body:block) => {
        $crate::libfuzzer_sys::fuzz_target!(|$data: &[u8]| $body);
    };
}

/// Defines a target: a closure that takes any bytes and panics when something does not hold.
#[cfg(not(fuzzing))]
#[macro_export]
macro_rules! target {
    (|$data:ident: &[u8]| $body:block) => {
        fn main() {
            $crate::replay(env!("CARGO_BIN_NAME"), |$data: &[u8]| $body);
        }

        #[test]
        fn every_seed() {
            main();
        }
    };
}

/// Feeds a target with its seeds, with each seed cut short at every length, and with what earlier
/// runs found (`corpus/` and `artifacts/`, where they exist).
#[cfg(not(fuzzing))]
pub fn replay(target: &str, run: impl Fn(&[u8])) {
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = 0;
    for kind in ["seeds", "corpus", "artifacts"] {
        let Ok(files) = std::fs::read_dir(home.join(kind).join(target)) else { continue };
        for file in files {
            let path = file.expect("a readable folder").path();
            let data = std::fs::read(&path).expect("a readable seed");
            eprintln!("{}", path.display());
            if kind == "seeds" {
                seeds += 1;
                (0..data.len().min(4096)).for_each(|end| run(&data[..end]));
            }
            run(&data);
        }
    }
    assert!(seeds > 0, "target {target} has no seed in fuzz/seeds/{target}");
}
