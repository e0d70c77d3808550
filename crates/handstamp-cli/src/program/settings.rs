//! Which settings are for which cookie.

use handstamp_cli::{Cookie, MaxAge, Settings};

use super::args::{InspectSigningArgs, SchemeArgs};
use super::error::Error;

/// The settings of each cookie, in the order of the cookies.
///
/// A salt names its cookie, unless there is only one. Key derivation and digest are for the cookies that have a
/// salt here, or for all if none has.
pub(crate) fn of_each(
    cookies: &[Cookie],
    args: &InspectSigningArgs,
    max_age: MaxAge,
) -> Result<Vec<Settings>, Error> {
    let default = || Settings { max_age, ..Settings::default() };
    let own = |salt: Option<&str>| of_one(salt, &args.scheme, max_age);
    if args.salt.is_empty() {
        return Ok(cookies.iter().map(|_| own(None)).collect());
    }
    let mut settings: Vec<Settings> = cookies.iter().map(|_| default()).collect();
    for text in &args.salt {
        let is_named =
            |cookie: &Cookie, name: &str| cookie.name.as_deref() == Some(name.as_bytes());
        let named = text
            .split_once('=')
            .filter(|(name, _)| cookies.iter().any(|cookie| is_named(cookie, name)));
        let salt = match named {
            Some((_, salt)) => salt,
            None if cookies.len() == 1 => text,
            None => return Err(Error::SaltForWhich { text: text.clone() }),
        };
        for (cookie, settings) in cookies.iter().zip(&mut settings) {
            if named.is_some_and(|(name, _)| !is_named(cookie, name)) {
                continue;
            }
            if settings.salt.is_some() {
                return Err(Error::SeveralSalts);
            }
            *settings = own(Some(salt));
        }
    }
    Ok(settings)
}

/// The settings of one cookie.
pub(crate) fn of_one(salt: Option<&str>, scheme: &SchemeArgs, max_age: MaxAge) -> Settings {
    Settings {
        salt: salt.map(str::to_owned),
        key_derivation: scheme.key_derivation(),
        digest: scheme.digest(),
        max_age,
    }
}
