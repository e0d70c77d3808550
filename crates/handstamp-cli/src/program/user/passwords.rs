//! Passwords, from the terminal or standard input.

use std::io::Read as _;

use handstamp_users::password::{Password, PasswordHash, PasswordPolicy, Passwords};
use zeroize::Zeroizing;

use super::args::{DatabaseArgs, InputArgs, LayoutName};
use super::error::UserError;

/// The longest password that is read, in bytes.
const LONGEST: usize = 4096;

/// The hash of a new password, as the app of the table reads it.
pub(super) async fn new(
    database: &DatabaseArgs,
    input: &InputArgs,
) -> Result<PasswordHash, UserError> {
    let password = read(input, true)?;
    if password.as_bytes().is_empty() {
        return Err(UserError::EmptyPassword);
    }
    let passwords = Passwords::builder().policy(policy(database.layout)).build();
    Ok(passwords.hash(password).await?)
}

/// What checks passwords, whoever hashed them.
pub(super) fn checker() -> Passwords {
    Passwords::builder().build()
}

fn policy(layout: LayoutName) -> PasswordPolicy {
    let strong = PasswordPolicy::default;
    match layout {
        // The costs are those that the libraries have by default.
        LayoutName::Zopyx => PasswordPolicy::bcrypt(12).unwrap_or_else(|_| strong()),
        LayoutName::FlaskAppbuilder => PasswordPolicy::werkzeug_scrypt(),
        LayoutName::Django => PasswordPolicy::django_pbkdf2(1_200_000).unwrap_or_else(|_| strong()),
        LayoutName::Own | LayoutName::FlaskSecurity | LayoutName::FastapiUsers => strong(),
    }
}

/// A password. A new one is typed twice.
pub(super) fn read(input: &InputArgs, is_new: bool) -> Result<Password, UserError> {
    if input.password_stdin {
        return from_input(&mut std::io::stdin().lock());
    }
    let ask = |what: &str| {
        let typed = rpassword::prompt_password(what).map_err(UserError::Prompt)?;
        Ok::<_, UserError>(Zeroizing::new(typed))
    };
    let first = ask("Password: ")?;
    if is_new && *ask("Once more: ")? != *first {
        return Err(UserError::NotTheSame);
    }
    Ok(Password::new(first.as_bytes()))
}

fn from_input(input: &mut impl std::io::Read) -> Result<Password, UserError> {
    // Room for all of it: a vector that grows leaves copies behind that are not wiped.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 64));
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(2);
    input.take(limit).read_to_end(&mut bytes).map_err(UserError::Input)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| UserError::NotText)?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    Ok(Password::new(line.strip_suffix('\r').unwrap_or(line)))
}
