//! Where the keys come from: files, the environment, the terminal. Never the arguments.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use handstamp_cli::NamedKey;
use handstamp_itsdangerous::SecretKey;
use zeroize::Zeroizing;

use super::args::KeyArgs;
use super::error::Error;

const DEFAULT: &str = "SECRET_KEY";
const LONGEST: u64 = 1024 * 1024;

/// The keys, the one that signs first, then older ones, newest first. Weak ones too. Can be empty.
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
        let typed = rpassword::prompt_password("Secret key: ").map_err(Error::Prompt)?;
        let typed = Zeroizing::new(typed);
        if typed.is_empty() {
            return Err(Error::EmptyKey);
        }
        keys.push(NamedKey {
            name: "typed in".into(),
            key: SecretKey::allow_weak(typed.as_bytes()),
        });
    }
    let from_environment_alone = args.key_file.is_empty() && !args.key_prompt;
    if from_environment_alone {
        if args.key_env.is_none() {
            keys.extend(from_environment(DEFAULT));
        }
        keys.extend(fallbacks(&args.fallbacks_env)?);
    }
    Ok(keys)
}

/// A file without the line break at its end.
fn from_file(path: &Path) -> Result<NamedKey, Error> {
    let failed = |source| Error::KeyFile { path: path.to_owned(), source };
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    let file = File::open(path).map_err(failed)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    let key = bytes
        .strip_suffix(b"\n")
        .map_or(bytes.as_slice(), |line| line.strip_suffix(b"\r").unwrap_or(line));
    if key.is_empty() || u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST) {
        return Err(Error::KeyFileLength { path: path.to_owned() });
    }
    Ok(NamedKey { name: path.display().to_string(), key: SecretKey::allow_weak(key) })
}

fn from_environment(name: &str) -> Option<NamedKey> {
    let text = variable(name)?;
    Some(NamedKey { name: name.to_owned(), key: SecretKey::allow_weak(&*text) })
}

fn variable(name: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = std::env::var_os(name).filter(|text| !text.is_empty())?;
    Some(Zeroizing::new(text.into_encoded_bytes()))
}

/// A JSON list, oldest first, as Flask's `from_prefixed_env` reads it; any other text is one key.
fn fallbacks(name: &str) -> Result<Vec<NamedKey>, Error> {
    let Some(text) = variable(name) else { return Ok(Vec::new()) };
    if !text.trim_ascii_start().starts_with(b"[") {
        return Ok(vec![NamedKey { name: name.to_owned(), key: SecretKey::allow_weak(&*text) }]);
    }
    let list: Vec<Zeroizing<String>> = serde_json::from_slice::<Vec<String>>(&text)
        // serde_json's message can quote the text, which holds keys: say only where.
        .map_err(|error| {
            let reason = format!("column {}", error.column());
            Error::Fallbacks { name: name.to_owned(), reason }
        })?
        .into_iter()
        .map(Zeroizing::new)
        .collect();
    let keys = list.iter().enumerate().rev().map(|(place, key)| NamedKey {
        name: format!("{name}[{place}]"),
        key: SecretKey::allow_weak(key.as_bytes()),
    });
    Ok(keys.collect())
}
