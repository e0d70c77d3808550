//! `handstamp session decode` and `handstamp session encode`.

use handstamp_cli::{Cookie, Kind, MaxAge, Payload, inspect, split_cookies};
use handstamp_itsdangerous::{Error as KeyError, SecretKey, SecretKeys};
use handstamp_session::{EncodeError, Session, SignedCodecBuilder};
use handstamp_value::Value;
use handstamp_value::json::{self, Limits, ReadError, Style, Tags};

use super::args::{DecodeArgs, EncodeArgs, SigningArgs};
use super::error::Error;
use super::framework::Framework;
use super::{input, output, secrets, settings};

/// The longest cookie that browsers keep, in bytes.
const BROWSER_LIMIT: usize = 4096;

/// Verifies a cookie and prints its JSON in one line of ASCII.
pub(crate) fn decode(args: &DecodeArgs) -> Result<bool, Error> {
    let text = input::cookie(args.cookie.as_ref())?;
    let cookie = choose(split_cookies(&text)?, &args.name)?;
    let now = args.now.instant();
    if args.unverified {
        output::complain("NOT VERIFIED", "anyone can have written this");
        let salt = args.signing.salt.as_deref();
        let settings = settings::of_one(salt, &args.signing.scheme, MaxAge::Any);
        let report = inspect(&cookie, &[], &settings, now);
        // As it was read: only Flask's JSON has tags.
        let tags = if report.kind == Kind::FlaskSession { Tags::Flask } else { Tags::Plain };
        return match report.unverified_payload {
            Some(Payload::Json(value)) => print(&value, tags).map(|()| true),
            _ => Err(Error::Unreadable),
        };
    }
    let keys = secrets::read(&args.keys)?.into_iter().map(|named| named.key).collect();
    let framework = args.framework.framework();
    let codec = codec(framework, key_list(keys)?, &args.signing);
    let codec = match args.age.max_age {
        None | Some(MaxAge::OfTheKind) => codec,
        Some(MaxAge::Any) => codec.max_age(None),
        Some(MaxAge::Limit(limit)) => codec.max_age(limit),
    };
    let session = codec.build().decode(&cookie.value, now).map_err(Error::Refused)?;
    print(&Value::Dict(session.as_dict().clone()), framework.tags())?;
    Ok(true)
}

/// Reads JSON and prints a signed cookie.
pub(crate) fn encode(args: &EncodeArgs) -> Result<bool, Error> {
    let keys = secrets::read(&args.keys)?;
    if let Some(signing) = keys.first().filter(|_| !args.allow_weak_key)
        && let Err(KeyError::WeakKey(why)) = SecretKey::new(signing.key.expose_secret())
    {
        return Err(Error::WeakKey { key: signing.name.clone(), why });
    }
    let keys = key_list(keys.into_iter().map(|named| named.key).collect())?;
    let framework = args.framework.framework();
    let codec = codec(framework, keys, &args.signing).build();
    let text =
        String::from_utf8(input::stdin()?).map_err(|_| Error::NotASession(ReadError::NotUtf8))?;
    let text = text.trim_start_matches('\u{feff}');
    let value =
        json::read(text, framework.tags(), &Limits::default()).map_err(Error::NotASession)?;
    let Value::Dict(dict) = value else {
        return Err(Error::NotASession(ReadError::NotADict));
    };
    let cookie =
        codec.encode(&Session::from_dict(dict), args.now.instant()).map_err(Error::NotWritten)?;
    if cookie.len() > BROWSER_LIMIT {
        let length = cookie.len();
        output::complain(
            "warning",
            &format!("{length} bytes: browsers drop a cookie of more than 4096 bytes"),
        );
    }
    output::print(&cookie)?;
    Ok(true)
}

/// The only cookie, or the first of this name, as Flask chooses.
fn choose(cookies: Vec<Cookie>, name: &str) -> Result<Cookie, Error> {
    let named = cookies.iter().position(|cookie| cookie.name.as_deref() == Some(name.as_bytes()));
    let only = (cookies.len() == 1).then_some(0);
    let place = named.or(only);
    place
        .and_then(|place| cookies.into_iter().nth(place))
        .ok_or_else(|| Error::NoSuchCookie { name: name.to_owned() })
}

/// The list of keys that are given newest first.
fn key_list(newest_first: Vec<SecretKey>) -> Result<SecretKeys, Error> {
    let oldest_first: Vec<SecretKey> = newest_first.into_iter().rev().collect();
    SecretKeys::try_from(oldest_first).map_err(|_| Error::NoKey)
}

fn codec(framework: Framework, keys: SecretKeys, signing: &SigningArgs) -> SignedCodecBuilder {
    let mut codec = framework.session_codec(keys);
    if let Some(salt) = &signing.salt {
        codec = codec.salt(salt);
    }
    if let Some(derivation) = signing.scheme.key_derivation() {
        codec = codec.key_derivation(derivation);
    }
    if let Some(digest) = signing.scheme.digest() {
        codec = codec.digest(digest);
    }
    codec
}

/// Prints JSON that `session encode` accepts: in ASCII, the keys in their order.
fn print(value: &Value, tags: Tags) -> Result<(), Error> {
    let style = Style::default().with_tags(tags);
    let text = json::write(value, &style, &Limits::default().with_bytes(usize::MAX));
    output::print(&text.map_err(|error| Error::NotWritten(EncodeError::Write(error)))?)
}
