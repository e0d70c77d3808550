use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Below the long help of `user`.
const HELP: &str = "\
Exit status: 0 done, or the password is correct; 1 the password is incorrect, there is no such account or key, or there is \
one already; 2 wrong usage, or the database does not answer.

Passwords are asked for on the terminal. With --password-stdin they are read from standard input. They are never \
arguments, because every process can see those.

Examples:
  export AUTH_DB_URI=sqlite:///users.db
  handstamp user add admin Administrator
  handstamp user add ada \"Editor,Viewer\" --password-stdin < password.txt
  handstamp user list --json";

#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct UserArgs {
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
    #[command(subcommand)]
    pub(super) command: UserCommand,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Database")]
pub(super) struct DatabaseArgs {
    /// Where the accounts are, as SQLAlchemy spells it: sqlite:///users.db, postgresql://…, mysql://… [default: AUTH_DB_URI]
    #[arg(long, value_name = "URL", global = true)]
    pub(super) db_uri: Option<String>,
    /// How the table is laid out
    #[arg(long, value_enum, default_value_t = LayoutName::Own, global = true)]
    pub(super) layout: LayoutName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LayoutName {
    /// The tables of handstamp, made where they are missing
    Own,
    /// The table of zopyx-fastapi-auth
    Zopyx,
    /// The tables of Flask-AppBuilder
    FlaskAppbuilder,
    /// The tables of Flask-Security
    FlaskSecurity,
    /// The table of FastAPI Users
    FastapiUsers,
    /// The tables of Django
    Django,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make an account
    Add(AddArgs),
    /// Delete an account and end its logins
    Delete {
        /// The name of the account
        name: String,
    },
    /// List the accounts
    #[command(alias = "list-users")]
    List(ListArgs),
    /// Set a new password and end all logins of the user
    SetPassword(PasswordArgs),
    /// Tell whether a password is correct, by the exit status
    VerifyPassword(PasswordArgs),
    /// Replace the roles of an account
    SetRoles(SetRolesArgs),
    /// Let nobody log in to an account any more, and end its logins
    Disable {
        /// The name of the account
        name: String,
    },
    /// Let its user log in again
    Enable {
        /// The name of the account
        name: String,
    },
    /// End all logins of a user
    LogOutEverywhere {
        /// The name of the account
        name: String,
    },
    /// Copy the accounts of zopyx-fastapi-auth, with their passwords
    Import(ImportArgs),
    /// API keys
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The name, which is typed in at login
    pub(super) name: String,
    /// The roles, with commas between
    #[arg(default_value = "", hide_default_value = true)]
    pub(super) roles: String,
    /// The name that people read
    #[arg(long, value_name = "TEXT")]
    pub(super) display_name: Option<String>,
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) known: RolesFileArgs,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Print JSON for programs
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct PasswordArgs {
    /// The name of the account
    pub(super) name: String,
    #[command(flatten)]
    pub(super) input: InputArgs,
}

#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Read the password from standard input; a line break at its end is not part of it
    #[arg(long)]
    pub(super) password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct RolesFileArgs {
    /// Refuse roles that are not in this file: JSON, as in [{"name": "Viewer", "description": "May look"}]
    #[arg(long, value_name = "PATH")]
    pub(super) roles_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SetRolesArgs {
    /// The name of the account
    pub(super) name: String,
    /// The roles, with commas between; "" for none
    pub(super) roles: String,
    #[command(flatten)]
    pub(super) known: RolesFileArgs,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The database of zopyx-fastapi-auth
    #[arg(long, value_name = "URL")]
    pub(super) from: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Issue a key of a user and print it, once
    Add(AddKeyArgs),
    /// List the keys
    List(ListKeysArgs),
    /// Refuse a key from now on
    Revoke {
        /// The name of the key, as `list` shows it
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct AddKeyArgs {
    /// The name of the account
    pub(super) name: String,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(super) label: String,
    /// A scope that it grants; repeat it for more
    #[arg(long, value_name = "SCOPE")]
    pub(super) scope: Vec<String>,
    /// After how many days it ends [default: never]
    #[arg(long)]
    pub(super) days: Option<u32>,
    /// By which word the app's keys begin
    #[arg(long, default_value = "hs")]
    pub(super) prefix: String,
}

#[derive(Debug, Args)]
pub(super) struct ListKeysArgs {
    /// Those of one account [default: all]
    pub(super) name: Option<String>,
    /// Print JSON for programs
    #[arg(long)]
    pub(super) json: bool,
}
