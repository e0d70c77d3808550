//! The program: from arguments to text and an exit status.

mod args;
mod completions_command;
mod error;
mod escape;
mod fallbacks;
mod framework;
mod help;
mod input;
mod inspect_command;
mod json_report;
mod key_command;
mod man_command;
mod output;
mod people_report;
mod secrets;
mod session_command;
mod settings;
#[cfg(feature = "user")]
mod user;
mod value_text;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Arguments, Command, KeyCommand, SessionCommand};
use error::Error;

/// Exit statuses, as `--help` lists them.
const NOT_VALID: u8 = 1;
const FAILED: u8 = 2;

/// Runs the program with the arguments of the process.
pub(crate) fn run() -> ExitCode {
    // Wrong arguments end the program here with status 2, `--help` and `--version` with 0.
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Inspect(args) => inspect_command::run(&args),
        Command::Session { command: SessionCommand::Decode(args) } => {
            session_command::decode(&args)
        }
        Command::Session { command: SessionCommand::Encode(args) } => {
            session_command::encode(&args)
        }
        Command::Key { command: KeyCommand::New(args) } => key_command::new(&args).map(|()| true),
        #[cfg(feature = "user")]
        Command::User(args) => user::run(&args),
        Command::Completions(args) => completions_command::run(&args).map(|()| true),
        Command::Man(args) => man_command::run(&args).map(|()| true),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NOT_VALID),
        // The reader of the output has closed it, as `head` does.
        Err(Error::Output(source)) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            output::complain("error", &error.to_string());
            ExitCode::from(if error.is_refusal() { NOT_VALID } else { FAILED })
        }
    }
}
