//! What Flask-Security keeps in the session beside Flask-Login's keys.

use std::time::{Duration, SystemTime};

use handstamp_session::Session;
use handstamp_value::Value;

/// When the user logged in, in seconds since 1970 with their fraction: `auth_required(within=…)` counts from it.
const AUTHENTICATED_AT: &str = "fs_paa";

/// What becomes of the CSRF cookie.
const CSRF_COOKIE: &str = "fs_cc";

/// What `logout_user` of Flask-Security's `utils.py` takes out, the CSRF secret of Flask-WTF included.
const FORGOTTEN: [&str; 6] = [
    "identity.name",
    "identity.auth_type",
    AUTHENTICATED_AT,
    "fs_gexp",
    "fs_oauth_next",
    "csrf_token",
];

/// `login_user`.
pub(crate) fn write(session: &mut Session, now: SystemTime) {
    session.insert_value(CSRF_COOKIE, "set");
    confirm(session, now);
}

/// `VerifyForm`, after the password was given once more.
pub(crate) fn confirm(session: &mut Session, now: SystemTime) {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    session.insert_value(AUTHENTICATED_AT, since.as_secs_f64());
}

/// `logout_user`.
pub(crate) fn forget(session: &mut Session) {
    for key in FORGOTTEN {
        session.remove(key);
    }
    session.insert_value(CSRF_COOKIE, "clear");
}

/// When the user logged in.
pub(crate) fn authenticated_at(session: &Session) -> Option<SystemTime> {
    let seconds = match session.get(AUTHENTICATED_AT)? {
        Value::Float(seconds) => *seconds,
        Value::Int(_) => session.get_as::<u32>(AUTHENTICATED_AT).ok()??.into(),
        _ => return None,
    };
    SystemTime::UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}
