//! `handstamp man`.

use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::args::{Arguments, ManArgs};
use super::error::Error;
use super::output;

/// Prints the man page of the program, or writes that of every command into a folder.
pub(crate) fn run(args: &ManArgs) -> Result<(), Error> {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    match &args.dir {
        Some(dir) => std::fs::create_dir_all(dir)
            .and_then(|()| write(&program, dir))
            .map_err(|source| Error::ManPages { dir: dir.clone(), source }),
        None => {
            let mut text = Vec::new();
            page(&program).render(&mut text).map_err(Error::Output)?;
            output::print(String::from_utf8_lossy(&text).trim_end())
        }
    }
}

/// Writes the pages of the command and of all below it.
fn write(command: &Command, dir: &Path) -> std::io::Result<()> {
    page(command).generate_to(dir)?;
    command.get_subcommands().try_for_each(|below| write(below, dir))
}

fn page(command: &Command) -> Man {
    Man::new(command.clone())
        .source(concat!("handstamp ", env!("CARGO_PKG_VERSION")))
        .manual("handstamp")
}
