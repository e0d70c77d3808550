//! The arguments.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use handstamp_cli::MaxAge;
use handstamp_itsdangerous::{Digest, KeyDerivation};

use super::framework::Framework;
use super::help::{self, COMPLETIONS, MAN, STATUS};
#[cfg(feature = "user")]
use super::user::args::UserArgs;

const SETTINGS: &str = "Settings of the app, if it does not have its library's defaults";

/// Reports what a login cookie is, whether it is valid, and why not.
#[derive(Debug, Parser)]
#[command(name = "handstamp", version, after_help = STATUS, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report what cookies are, what they say, whether they are valid, and why not
    #[command(after_help = STATUS, after_long_help = help::inspect())]
    Inspect(InspectArgs),
    /// Read and write session cookies
    Session {
        #[command(subcommand)]
        command: SessionCommand,
    },
    /// Make secret keys
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Manage accounts, their passwords, roles and API keys
    #[cfg(feature = "user")]
    User(UserArgs),
    /// Print a script that completes the arguments in a shell
    #[command(after_long_help = COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print the man page of this program
    #[command(after_long_help = MAN)]
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// The cookies: a value, NAME=VALUE, or a whole Cookie or Set-Cookie line [default: -, standard input]
    pub(crate) cookie: Option<OsString>,
    /// Print JSON for programs
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) keys: KeyArgs,
    #[command(flatten)]
    pub(crate) signing: InspectSigningArgs,
    #[command(flatten)]
    pub(crate) age: AgeArgs,
    #[command(flatten)]
    pub(crate) now: NowArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SessionCommand {
    /// Verify a session cookie and print its JSON
    #[command(after_help = STATUS, after_long_help = help::decode())]
    Decode(DecodeArgs),
    /// Read JSON from standard input and print a signed session cookie
    #[command(after_help = STATUS, after_long_help = help::encode())]
    Encode(EncodeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DecodeArgs {
    /// The cookie: a value, NAME=VALUE, or a whole Cookie or Set-Cookie line [default: -, standard input]
    pub(crate) cookie: Option<OsString>,
    /// The name of the cookie, if there are several
    #[arg(long, default_value = "session")]
    pub(crate) name: String,
    /// Print the JSON without checking anything: anyone can have written it
    #[arg(long)]
    pub(crate) unverified: bool,
    #[command(flatten)]
    pub(crate) framework: FrameworkArgs,
    #[command(flatten)]
    pub(crate) keys: KeyArgs,
    #[command(flatten)]
    pub(crate) signing: SigningArgs,
    #[command(flatten)]
    pub(crate) age: AgeArgs,
    #[command(flatten)]
    pub(crate) now: NowArgs,
}

#[derive(Debug, Args)]
pub(crate) struct EncodeArgs {
    /// Sign even with a key that can be guessed
    #[arg(long)]
    pub(crate) allow_weak_key: bool,
    #[command(flatten)]
    pub(crate) framework: FrameworkArgs,
    #[command(flatten)]
    pub(crate) keys: KeyArgs,
    #[command(flatten)]
    pub(crate) signing: SigningArgs,
    #[command(flatten)]
    pub(crate) now: NowArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FrameworkArgs {
    /// Flask's session cookie, with Flask's tags in the JSON (the default)
    #[arg(long)]
    flask: bool,
    /// The session cookie of Starlette and FastAPI, with plain JSON
    #[arg(long, conflicts_with = "flask")]
    starlette: bool,
}

impl FrameworkArgs {
    /// The framework that was named. Default: Flask.
    pub(crate) fn framework(&self) -> Framework {
        if self.starlette { Framework::Starlette } else { Framework::Flask }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Print a new random key in hexadecimal digits, and nothing else
    New(NewKeyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct NewKeyArgs {
    /// The length of the key in bytes
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(16..=1024))]
    pub(crate) bytes: u16,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write the page of every command into this folder instead
    #[arg(long)]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Keys")]
pub(crate) struct KeyArgs {
    /// Read a key from a file; repeat it for older keys
    #[arg(long, value_name = "PATH")]
    pub(crate) key_file: Vec<PathBuf>,
    /// Read the key from an environment variable [default: SECRET_KEY, if it is set]
    #[arg(long, value_name = "NAME")]
    pub(crate) key_env: Option<String>,
    /// Read older keys from an environment variable
    ///
    /// It holds a JSON list, oldest first, or one key.
    #[arg(long, value_name = "NAME", default_value = "SECRET_KEY_FALLBACKS")]
    pub(crate) fallbacks_env: String,
    /// Ask for the key on the terminal, without showing it
    #[arg(long)]
    pub(crate) key_prompt: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = SETTINGS)]
pub(crate) struct SigningArgs {
    /// The salt
    #[arg(long)]
    pub(crate) salt: Option<String>,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = SETTINGS)]
pub(crate) struct InspectSigningArgs {
    /// The salt; with several cookies NAME=SALT, the salt of the cookie NAME
    ///
    /// Repeat it for other cookies. The key derivation and the digest are for the cookies that have a salt here, or
    /// for all cookies if none has.
    #[arg(long)]
    pub(crate) salt: Vec<String>,
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = SETTINGS)]
pub(crate) struct SchemeArgs {
    /// How the signing key is made from the secret key and the salt
    #[arg(long, value_name = "NAME")]
    key_derivation: Option<DerivationName>,
    /// The hash function of the signature
    #[arg(long, value_name = "NAME")]
    digest: Option<DigestName>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Time")]
pub(crate) struct AgeArgs {
    /// How old a cookie may be, or `any` [default: the limit of its library, such as 31 days]
    #[arg(long, value_name = "SECONDS", value_parser = max_age)]
    pub(crate) max_age: Option<MaxAge>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Time")]
pub(crate) struct NowArgs {
    /// Use this time, in Unix seconds, instead of the clock
    #[arg(long, value_name = "UNIX", value_parser = clap::value_parser!(u64).range(..=253_402_300_799))]
    now: Option<u64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DigestName {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DerivationName {
    Hmac,
    DjangoConcat,
    Concat,
    None,
}

fn max_age(text: &str) -> Result<MaxAge, std::num::ParseIntError> {
    match text {
        "any" => Ok(MaxAge::Any),
        seconds => seconds.parse().map(Duration::from_secs).map(MaxAge::Limit),
    }
}

impl NowArgs {
    /// The time to use.
    pub(crate) fn instant(&self) -> SystemTime {
        let since_1970 = self.now.map(Duration::from_secs);
        since_1970
            .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
            .unwrap_or_else(SystemTime::now)
    }
}

impl SchemeArgs {
    /// The digest, if one was given.
    pub(crate) fn digest(&self) -> Option<Digest> {
        self.digest.map(|name| match name {
            DigestName::Sha1 => Digest::Sha1,
            DigestName::Sha224 => Digest::Sha224,
            DigestName::Sha256 => Digest::Sha256,
            DigestName::Sha384 => Digest::Sha384,
            DigestName::Sha512 => Digest::Sha512,
        })
    }

    /// The key derivation, if one was given.
    pub(crate) fn key_derivation(&self) -> Option<KeyDerivation> {
        self.key_derivation.map(|name| match name {
            DerivationName::Hmac => KeyDerivation::Hmac,
            DerivationName::DjangoConcat => KeyDerivation::DjangoConcat,
            DerivationName::Concat => KeyDerivation::Concat,
            DerivationName::None => KeyDerivation::None,
        })
    }
}
