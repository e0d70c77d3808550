//! Where the keys come from: files, the environment, the terminal. Never the arguments.
//!
//! Every copy that is made of a key here is wiped. A key is bytes: nothing has to be text.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use handstamp_cli::NamedKey;
use handstamp_itsdangerous::SecretKey;
use zeroize::Zeroizing;

use super::args::KeyArgs;
use super::error::Error;
use super::fallbacks;

const DEFAULT: &str = "SECRET_KEY";
/// The longest key file in bytes, 1 MiB.
const LONGEST: usize = 1024 * 1024;

/// The keys: the key that signs first, then older ones, newest first. Weak ones too. Can be empty.
pub(crate) fn read(args: &KeyArgs) -> Result<Vec<NamedKey>, Error> {
    let mut keys = Vec::new();
    for path in &args.key_file {
        keys.push(from_file(path)?);
    }
    if let Some(name) = &args.key_env {
        let missing = || Error::KeyEnvironment { name: name.clone() };
        keys.push(from_environment(name).ok_or_else(missing)?);
    }
    if args.key_prompt {
        keys.push(from_terminal()?);
    }
    let only_environment = args.key_file.is_empty() && !args.key_prompt;
    if only_environment {
        if args.key_env.is_none() {
            keys.extend(from_environment(DEFAULT));
        }
        let name = &args.fallbacks_env;
        if let Some(text) = variable(name) {
            keys.extend(fallbacks::read(name, &text)?);
        }
    }
    Ok(keys)
}

/// A key file: the key byte for byte. If the file is text (UTF-8), one line break at its end is not part of the
/// key, as editors and `echo` leave one there.
fn from_file(path: &Path) -> Result<NamedKey, Error> {
    let failed = |source| Error::KeyFile { path: path.to_owned(), source };
    // Room for all of it: a vector that grows leaves copies behind that are not wiped.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 64));
    let file = File::open(path).map_err(failed)?;
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    let is_text = std::str::from_utf8(&bytes).is_ok();
    let key = if is_text { without_line_break(&bytes) } else { bytes.as_slice() };
    if key.is_empty() || bytes.len() > LONGEST {
        return Err(Error::KeyFileLength { path: path.to_owned() });
    }
    Ok(NamedKey { name: path.display().to_string(), key: SecretKey::allow_weak(key) })
}

fn without_line_break(text: &[u8]) -> &[u8] {
    let line = text.strip_suffix(b"\n");
    line.map_or(text, |line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn from_terminal() -> Result<NamedKey, Error> {
    let typed = rpassword::prompt_password("Secret key: ").map(Zeroizing::new);
    let typed = typed.map_err(Error::Prompt)?;
    if typed.is_empty() {
        return Err(Error::EmptyKey);
    }
    Ok(NamedKey { name: "typed in".into(), key: SecretKey::allow_weak(typed.as_bytes()) })
}

fn from_environment(name: &str) -> Option<NamedKey> {
    let bytes = variable(name)?;
    Some(NamedKey { name: name.to_owned(), key: SecretKey::allow_weak(bytes) })
}

/// The bytes of an environment variable that is not empty, exactly as they are.
fn variable(name: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = std::env::var_os(name).filter(|text| !text.is_empty())?;
    Some(Zeroizing::new(text.into_encoded_bytes()))
}
