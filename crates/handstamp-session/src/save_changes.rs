use std::time::{Duration, SystemTime};

use crate::session::Session;
use crate::session_id::SessionId;
use crate::store::{Loaded, Revision, Store, StoreError, Updated};

/// How often a save begins anew because others write the same session.
const ATTEMPTS: u32 = 100;

/// A session was changed by others each time that a save was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the session was changed by others during {ATTEMPTS} attempts to save it")]
struct Contended;

/// Saves what a request has changed in a session that it loaded from a store.
///
/// If another request has saved the session since, it is loaded again, and only the keys that this request
/// has written ([`Session::changes`]) are laid over it: fifty requests that each add a key end with fifty
/// keys. Answers [`Updated::Kept`], or [`Updated::Gone`] where the session was deleted meanwhile, which
/// stays deleted.
///
/// # Errors
/// What the store says; or that others have changed the session 100 times in a row.
pub async fn save_changes(
    store: &dyn Store,
    id: &SessionId,
    session: &Session,
    revision: &Revision,
    now: SystemTime,
    lifetime: Duration,
) -> Result<Updated, StoreError> {
    let mut updated = store.update(id, session, revision, now, lifetime).await?;
    for _ in 1..ATTEMPTS {
        if updated != Updated::Conflict {
            return Ok(updated);
        }
        let Some(Loaded { session: theirs, revision }) = store.load(id, now).await? else {
            return Ok(Updated::Gone);
        };
        let merged = session.laid_over(theirs);
        updated = store.update(id, &merged, &revision, now, lifetime).await?;
    }
    match updated {
        Updated::Conflict => Err(Contended.into()),
        done => Ok(done),
    }
}
