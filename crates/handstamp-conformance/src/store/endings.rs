//! What is kept no longer.

use std::time::{Duration, SystemTime};

use handstamp_session::Session;

use crate::failure::{Failure, Outcome, ensure};
use crate::store::StoreHarness;
use crate::store::open::{HOUR, Opened, text};

const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn deleted_session_is_gone<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &text("name", "ada"))?;
    store.has("one", "name", Some("ada"))?;
    store.delete("one")?;
    store.has_none("one")?;
    store.save("one", &text("colour", "blue"))?;
    store.has("one", "name", None)
}

/// A logout here is a logout there.
pub(crate) fn deleted_session_is_gone_everywhere<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let second = store.harness.second();
    store.save("one", &text("name", "ada"))?;
    ensure(store.load_from(&second, "one")?.is_some(), || "not there at all".to_owned())?;
    store.delete("one")?;
    ensure(store.load_from(&second, "one")?.is_none(), || "still there elsewhere".to_owned())
}

pub(crate) fn deleting_an_unknown_id_is_no_error<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.delete("unknown")?;
    store.save("one", &text("name", "ada"))?;
    store.delete("one")?;
    store.delete("one")
}

pub(crate) fn deleting_leaves_others_alone<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    for id in ["one", "one-two", "ONE", "on", "_"] {
        store.save(id, &text("id", id))?;
    }
    store.delete("one")?;
    store.delete("o_")?;
    store.has_none("one")?;
    for id in ["one-two", "ONE", "on", "_"] {
        store.has(id, "id", Some(id))?;
    }
    Ok(())
}

fn loaded<H: StoreHarness>(store: &Opened<H>) -> Result<Session, Failure> {
    store.load("one")?.ok_or_else(|| Failure::new("there is no session"))
}

/// A store that merges must not bring back what was taken out.
pub(crate) fn removed_key_is_gone<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let mut session = text("name", "ada");
    session.insert("colour", "blue")?;
    store.save("one", &session)?;
    let mut session = loaded(&store)?;
    session.remove("name");
    store.save("one", &session)?;
    store.has("one", "name", None)?;
    store.has("one", "colour", Some("blue"))
}

pub(crate) fn cleared_session_stays_cleared<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &text("name", "ada"))?;
    let mut session = loaded(&store)?;
    session.clear();
    session.insert("colour", "blue")?;
    store.save("one", &session)?;
    store.has("one", "name", None)?;
    store.has("one", "colour", Some("blue"))?;
    let mut session = loaded(&store)?;
    session.clear();
    store.save("one", &session)?;
    store.has("one", "colour", None)
}

fn at<H: StoreHarness>(store: &Opened<H>, at: SystemTime, there: bool) -> Outcome {
    let found = store.loaded_at("one", at)?.is_some();
    let when = at.duration_since(store.now).unwrap_or_default();
    ensure(found == there, || format!("{when:?} after: there is a session: {found}, not {there}"))
}

pub(crate) fn session_expires<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &text("name", "ada"))?;
    at(&store, store.now + HOUR - SECOND, true)?;
    at(&store, store.now + HOUR + SECOND, false)
}

pub(crate) fn saving_renews_the_lifetime<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &text("name", "ada"))?;
    let later = store.now + HOUR / 2;
    let session = loaded(&store)?;
    store.save_at("one", &session, later, HOUR)?;
    at(&store, later + HOUR - SECOND, true)?;
    at(&store, later + HOUR + SECOND, false)?;
    store.save_at("one", &session, later, HOUR / 4)?;
    at(&store, later + HOUR / 4 + SECOND, false)
}
