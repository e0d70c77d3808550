//! What the program `handstamp` knows about login cookies: what a cookie is, what it says, and why it is not
//! valid.
//!
//! **Who needs this crate.** People who debug logins, and they install the program. The library exists so that
//! [`inspect()`] can be tested and fuzzed without a terminal, and so that a guide can list every [`Diagnosis`].
//!
//! # In scope
//! - [`inspect()`]: a pure function from a cookie, keys, settings and a time to a [`Report`].
//! - [`split_cookies`]: from pasted text to cookies: one value, a `Cookie:` header or a `Set-Cookie:` line.
//! - [`Diagnosis`]: every finding, with its sentence and its cure.
//!
//! # Out of scope
//! - Deciding who may do what: `handstamp-authorizer`.
//! - Reading keys, printing and exit statuses: the program does that.
//!
//! # The program
//! ```console
//! $ handstamp inspect 'session=eyJfZnJlc2giOnRydWUsIl91c2VyX2lkIjoiMTc0MiJ9.aTvKAA.…'
//! session: Flask session, 79 bytes: NOT VALID
//!   why       It expired 3 days ago: the limit is 31 days.
//!             Log in again, or allow a longer time on both sides.
//!   signed    2026-12-12 08:00:00 UTC (34 days ago)
//!   expired   2027-01-12 08:00:00 UTC (3 days ago)
//!   key       SECRET_KEY (salt "cookie-session", hmac, sha1)
//!   payload
//!     {
//!       "_fresh": true,
//!       "_user_id": "1742"
//!     }
//! ```
//!
//! # Example
//! ```
//! use std::time::{Duration, SystemTime};
//! use handstamp_cli::{NamedKey, Settings, Verdict, inspect, split_cookies};
//! use handstamp_itsdangerous::SecretKey;
//!
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_697_198_000);
//! let header = b"Cookie: session=eyJ1c2VybmFtZSI6ICJqb2huIn0=.ZSku6g.G50HfhgGbz-_Wi9qgGrXEbVlXeg";
//! let keys = [NamedKey { name: "SECRET_KEY".into(), key: SecretKey::allow_weak("mysecret") }];
//! for cookie in split_cookies(header)? {
//!     let report = inspect(&cookie, &keys, &Settings::default(), now);
//!     assert_eq!(report.kind.name(), "Starlette session");
//!     assert_eq!(report.verdict, Verdict::Valid);
//! }
//! # Ok::<(), handstamp_cli::TooManyCookies>(())
//! ```

mod cookies;
mod inspect;
mod words;

pub use crate::cookies::{Cookie, MOST_COOKIES, TooManyCookies, split_cookies};
pub use crate::inspect::diagnosis::{Diagnosis, Part, Place};
pub use crate::inspect::inspect;
pub use crate::inspect::key_variant::KeyVariant;
pub use crate::inspect::kind::Kind;
pub use crate::inspect::payload::Payload;
pub use crate::inspect::report::{Report, SignedBy, Verdict};
pub use crate::inspect::scheme::{Scheme, derivation_name, digest_name};
pub use crate::inspect::settings::{MaxAge, NamedKey, Settings};
pub use crate::words::{duration_in_words, utc};
