//! The program `handstamp`: reports what a login cookie is, whether it is valid, and why not.

mod program;

fn main() -> std::process::ExitCode {
    program::run()
}
