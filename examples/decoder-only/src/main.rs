//! Only the decoder: no web framework, no async. Prints who a session cookie belongs to.
//!
//! `SECRET_KEY=… cargo run -p example-decoder-only -- COOKIE`

use std::error::Error;
use std::io::Write;
use std::time::SystemTime;

use handstamp_flask::{SecretKey, session_codec};

fn main() -> Result<(), Box<dyn Error>> {
    let cookie = std::env::args().nth(1).ok_or("usage: example-decoder-only COOKIE")?;

    let flask = session_codec(SecretKey::from_env("SECRET_KEY")?).build();
    let session = flask.decode(cookie, SystemTime::now())?;
    let user: Option<&str> = session.get_str("_user_id");

    writeln!(std::io::stdout(), "{}", user.unwrap_or("anonymous"))?;
    Ok(())
}
