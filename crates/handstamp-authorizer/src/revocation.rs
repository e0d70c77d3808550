//! Ending logins before they expire.
//!
//! A signed cookie is good until it expires, whoever has a copy. A [`Revocation`] ends it at once, in two
//! ways, both exact: *one login* by its [`LoginId`], and *all logins of a user* by the
//! user's generation, a counter that each login remembers and that "log out everywhere" raises.
//!
//! A login that remembers neither, such as one that a Python app made, is judged by its time: all
//! that were made before the user was logged out everywhere are over, and so is one without a time.
//! The time of a login is kept in whole seconds, and clocks differ: the cut-off is later than the
//! call by [`CLOCK_SKEW`], so that a Python login in the seconds after it is refused too.

mod memory;

use std::time::{Duration, SystemTime};

use crate::identity::authentication::Authentication;
use crate::identity::login_id::LoginId;
use crate::maybe_future::{BoxError, MaybeFuture};

pub use memory::{Full, MemoryRevocation};

/// By how much the clocks of two machines may differ, where a login is judged by its time: 30 seconds.
pub const CLOCK_SKEW: Duration = Duration::from_secs(30);

/// Which logins were ended before they expired. A session login asks it on every request, before the
/// app's `load_user`.
pub trait Revocation: Send + Sync + 'static {
    /// Whether this login of this user was ended.
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>>;

    /// The user's generation, which a new login remembers. 0 for a user who was never logged out
    /// everywhere. [`revoke_user`](Self::revoke_user) raises it above every one that a login may still
    /// remember, also where what was kept of the user has expired.
    fn generation(&self, user_id: &str, now: SystemTime) -> MaybeFuture<Result<u64, BoxError>>;

    /// Ends one login. `until` is when it would expire by itself; the revocation is kept to then.
    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>>;

    /// Ends all logins of a user that were made before now. `until` is when the longest of them
    /// would expire by itself; the revocation is kept to then.
    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>>;
}
