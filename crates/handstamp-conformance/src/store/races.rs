//! Several at once, and one after another who do not know of each other.

use std::time::Duration;

use handstamp_session::{Loaded, Session, Store, Updated, save_changes};

use crate::noise::noise;
use crate::failure::{Outcome, ensure};
use crate::join::join;
use crate::store::StoreHarness;
use crate::store::open::{HOUR, Opened, failed, id, text};

fn came_to(updated: Updated, expected: Updated) -> Outcome {
    ensure(updated == expected, || format!("an update came to {updated:?}, not {expected:?}"))
}

/// A loaded session with one more text.
fn with(loaded: &Loaded, key: &str, value: &str) -> Loaded {
    let mut loaded = loaded.clone();
    loaded.session.insert_value(key, value);
    loaded
}

pub(crate) fn update_of_a_changed_session_is_a_conflict<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.create("one", &text("name", "ada"))?;
    let loaded = store.loaded("one")?;
    came_to(store.update("one", &with(&loaded, "first", "1"))?, Updated::Kept)?;
    came_to(store.update("one", &with(&loaded, "second", "2"))?, Updated::Conflict)?;
    store.has("one", "first", Some("1"))?;
    store.has("one", "second", None)?;
    came_to(store.update("one", &with(&store.loaded("one")?, "third", "3"))?, Updated::Kept)?;
    store.has("one", "third", Some("3"))
}

/// A late save never brings back what a logout removed.
pub(crate) fn update_of_a_deleted_session_is_gone<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.create("one", &text("name", "ada"))?;
    let loaded = store.loaded("one")?;
    store.delete("one")?;
    came_to(store.update("one", &with(&loaded, "late", "1"))?, Updated::Gone)?;
    store.has_none("one")
}

pub(crate) fn update_of_an_expired_session_is_gone<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.create("one", &text("name", "ada"))?;
    let loaded = store.loaded("one")?;
    let late = store.now + HOUR + Duration::from_secs(1);
    came_to(store.update_at("one", &with(&loaded, "late", "1"), late)?, Updated::Gone)
}

pub(crate) fn revisions_tell_changes<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.create("one", &text("name", "ada"))?;
    let (first, again) = (store.loaded("one")?, store.loaded("one")?);
    ensure(first.revision == again.revision, || "one state has two revisions".to_owned())?;
    came_to(store.update("one", &with(&first, "colour", "blue"))?, Updated::Kept)?;
    let second = store.loaded("one")?;
    ensure(first.revision != second.revision, || "two states have one revision".to_owned())?;
    came_to(store.update("one", &with(&second, "colour", "red"))?, Updated::Kept)?;
    let third = store.loaded("one")?.revision;
    let apart = third != first.revision && third != second.revision;
    ensure(apart, || "two states have one revision".to_owned())
}

pub(crate) fn many_ids_at_once<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let names: Vec<_> = (0..100).map(|nth| format!("session-{nth}")).collect();
    let ids: Result<Vec<_>, _> = names.iter().map(|name| id(name)).collect();
    let ids = ids?;
    let sessions: Vec<_> = names.iter().map(|name| text("id", name)).collect();
    let creates = ids.iter().zip(&sessions);
    let creates =
        creates.map(|(id, session)| store.harness.store().create(id, session, store.now, HOUR));
    for created in store.harness.block_on(join(creates)) {
        created.map_err(failed)?;
    }
    let loads = ids.iter().map(|id| store.harness.store().load(id, store.now));
    for (loaded, name) in store.harness.block_on(join(loads)).into_iter().zip(&names) {
        let found = loaded.map_err(failed)?;
        let found = found.as_ref().and_then(|found| found.session.get_str("id"));
        ensure(found == Some(name), || format!("{name:?} has {found:?}"))?;
    }
    Ok(())
}

/// Fifty requests that each add a key, here and on another machine, end with fifty keys.
pub(crate) fn fifty_writers_add_fifty_keys<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let (second, one) = (store.harness.second(), id("one")?);
    store.create("one", &text("kept", "1"))?;
    let loaded = store.loaded("one")?;
    let all: Vec<_> = (0..50).map(|nth| with(&loaded, &format!("key-{nth}"), "1")).collect();
    let saves = all.iter().enumerate().map(|(nth, Loaded { session, revision })| {
        let store_of = if nth % 2 == 0 { store.harness.store() } else { &second };
        save_changes(store_of, &one, session, revision, store.now, HOUR)
    });
    for saved in store.harness.block_on(join(saves)) {
        came_to(saved.map_err(failed)?, Updated::Kept)?;
    }
    let found = store.loaded("one")?.session.iter().len();
    ensure(found == 51, || format!("there are {found} keys, not 51"))?;
    store.has("one", "kept", Some("1"))
}

/// Two requests change the same key: one of them wins, and what else they wrote is kept.
pub(crate) fn two_writers_of_one_key<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let (second, one) = (store.harness.second(), id("one")?);
    store.create("one", &text("kept", "1"))?;
    for _ in 0..20 {
        let loaded = store.loaded("one")?;
        let (ada, grace) = (with(&loaded, "shared", "ada"), with(&loaded, "shared", "grace"));
        let (ada, grace) = (with(&ada, "ada", "1"), with(&grace, "grace", "1"));
        let saves = [
            save_changes(store.harness.store(), &one, &ada.session, &ada.revision, store.now, HOUR),
            save_changes(&second, &one, &grace.session, &grace.revision, store.now, HOUR),
        ];
        for saved in store.harness.block_on(join(saves)) {
            came_to(saved.map_err(failed)?, Updated::Kept)?;
        }
        let found = store.loaded("one")?.session;
        let winner = found.get_str("shared").unwrap_or_default();
        let both = ["ada", "grace", "kept"].iter().all(|key| found.get_str(key) == Some("1"));
        let holds = ["ada", "grace"].contains(&winner) && both;
        ensure(holds, || format!("two writers left {:?}", found.as_dict()))?;
    }
    Ok(())
}

/// A logout beats a save, whichever comes first.
pub(crate) fn delete_wins_against_update<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let second = store.harness.second();
    for round in 0..20 {
        let name = format!("session-{round}");
        let id = id(&name)?;
        store.create(&name, &text("name", "ada"))?;
        let loaded = with(&store.loaded(&name)?, "late", "1");
        let Loaded { session, revision } = &loaded;
        let save = || {
            let saved = save_changes(&second, &id, session, revision, store.now, HOUR);
            boxed(async { saved.await.map(|_| ()) })
        };
        let delete = || store.harness.store().delete(&id);
        let both = if round % 2 == 0 { [save(), delete()] } else { [delete(), save()] };
        for done in store.harness.block_on(join(both)) {
            done.map_err(failed)?;
        }
        store.has_none(&name)?;
    }
    Ok(())
}

pub(crate) fn readers_see_whole_sessions<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let whole = |name: &str| {
        let mut session = text("first", name);
        session.insert_value("noise", noise(20_000).as_str());
        session.insert_value("last", name);
        session
    };
    let (one, ada, grace) = (id("one")?, whole("ada"), whole("grace"));
    store.create("one", &ada)?;
    for session in [&grace, &ada].repeat(10) {
        let revision = store.loaded("one")?.revision;
        let update = store.harness.store().update(&one, session, &revision, store.now, HOUR);
        let updating = async { update.await.map(|_| None) };
        let loading = || store.harness.store().load(&one, store.now);
        let both = join([boxed(updating), loading(), loading()]);
        let mut answers = store.harness.block_on(both).into_iter();
        answers.next().transpose().map_err(failed)?;
        for answer in answers {
            let found: Session = answer.map_err(failed)?.unwrap_or_else(none).session;
            let (first, last) = (found.get_str("first"), found.get_str("last"));
            ensure(first.is_some() && first == last, || format!("half of one: {first:?}, {last:?}"))?;
        }
    }
    Ok(())
}

/// A session that is not there, which is not a whole one either.
fn none() -> Loaded {
    let revision = handstamp_session::Revision::new([0; 16]);
    Loaded { session: Session::new(), revision }
}

fn boxed<'a, T>(
    future: impl Future<Output = T> + Send + 'a,
) -> handstamp_session::BoxFuture<'a, T> {
    Box::pin(future)
}
