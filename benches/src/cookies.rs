//! The cookies: many distinct ones, since a single one flatters an inflater's branch predictor.

use std::path::Path;
use std::time::{Duration, SystemTime};

use handstamp_flask::{SecretKey, Session, session_codec};

use crate::ours;

/// The key of all of them.
pub const SECRET: &str = "dev-secret-key-0123456789abcdef-rotate-me";

/// How many of each kind.
const COUNT: u64 = 1000;

/// Flask session cookies, ready to be decoded.
#[derive(Debug)]
pub struct Cookies {
    /// 95 bytes: a user id and a language, not compressed.
    pub tiny: Vec<String>,
    /// 258 bytes: what Flask-Login and Flask-WTF write, compressed.
    pub login: Vec<String>,
    /// `login` with another signature.
    pub forged: Vec<String>,
    /// As long as `login`, and no cookie of ours at all.
    pub malformed: Vec<String>,
    /// `login`, signed 32 days ago.
    pub expired: Vec<String>,
    /// Signed by us, and not a session: the payload is not JSON.
    pub unreadable: Vec<String>,
    /// Longer than a cookie may be.
    pub too_long: Vec<String>,
    /// Not long after the last was signed.
    pub now: SystemTime,
}

impl Cookies {
    /// Reads `S1000.txt` of the folder, which Flask wrote; makes cookies alike where it is missing.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let codec = ours::codec();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_318_010);
        let make = |insert: fn(&mut Session, u64)| -> Vec<String> {
            let encode = |n| {
                let mut session = Session::new();
                insert(&mut session, n);
                codec.encode(&session, time).expect("a session can be written")
            };
            (0..COUNT).map(encode).collect()
        };
        let login = match std::fs::read_to_string(folder.join("S1000.txt")) {
            Ok(text) => text.lines().map(str::to_owned).collect(),
            Err(_) => make(login),
        };
        let forge = |cookie: &String| {
            let (signed, signature) = cookie.rsplit_once('.').expect("a signed cookie");
            let changed = if signature.starts_with('A') { 'B' } else { 'A' };
            format!("{signed}.{changed}{}", signature.get(1..).unwrap_or_default())
        };
        let key = SecretKey::new(SECRET).expect("long enough");
        let any_age = session_codec(key).max_age(None).build();
        let signed_at = |cookie: &String| {
            let session = any_age.decode(cookie, time + Duration::from_secs(10_000_000));
            session.expect("a good cookie").signed_at().expect("a time")
        };
        let month_ago = time - Duration::from_secs(32 * 24 * 60 * 60);
        let resign = |payload: &str, at| {
            let token = ours::signer().sign(payload, at).expect("a time after 1970");
            String::from_utf8(token).expect("ASCII")
        };
        let tiny = make(tiny);
        Self {
            expired: login.iter().map(|cookie| resign(payload(cookie), month_ago)).collect(),
            // `{` becomes `}`.
            unreadable: tiny
                .iter()
                .map(|cookie| resign(&payload(cookie).replacen('e', "f", 1), time))
                .collect(),
            too_long: vec!["x".repeat(20_000)],
            tiny,
            forged: login.iter().map(forge).collect(),
            malformed: login.iter().map(|cookie| cookie.replace('.', "_")).collect(),
            now: login.iter().map(signed_at).max().unwrap_or(time) + Duration::from_secs(60),
            login,
        }
    }
}

/// What is signed, without the time.
fn payload(cookie: &str) -> &str {
    let mut parts = cookie.rsplitn(3, '.').skip(2);
    parts.next().expect("payload, time and signature")
}

fn tiny(session: &mut Session, n: u64) {
    session.insert_value("_user_id", (1000 + n).to_string());
    session.insert_value("_fresh", true);
    session.insert_value("lang", "en");
}

fn login(session: &mut Session, n: u64) {
    // Hex digits that look random, and are the same in every run.
    let hex = |words: u64| -> String {
        let word = |w: u64| (n * 16 + w + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        (0..words)
            .map(|w| format!("{:016x}", word(w).wrapping_mul(0xd6e8_feb8_6659_fd93)))
            .collect()
    };
    session.insert_value("_user_id", (1000 + n).to_string());
    session.insert_value("_fresh", true);
    session.insert_value("_id", hex(8));
    session.insert_value("csrf_token", hex(3).get(..40).unwrap_or_default());
}
