//! What is kept.

use handstamp_session::{Session, Updated};
use handstamp_value::{Dict, Value};

use super::StoreHarness;
use crate::noise::noise;
use crate::failure::{Failure, Outcome, ensure};
use crate::store::open::{Opened, text};

pub(crate) fn unknown_id_is_none<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    for id in ["unknown", "-", "_", "UNKNOWN"] {
        store.has_none(id)?;
        store.has_none(id)?;
    }
    Ok(())
}

pub(crate) fn created_session_is_loaded<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &text("name", "ada"))?;
    store.has("one", "name", Some("ada"))?;
    store.has("one", "name", Some("ada"))?;
    store.has("one", "other", None)
}

pub(crate) fn every_value_is_kept<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let mut dict = Dict::new();
    dict.insert("inner", Value::from(0.5));
    let mut values = vec![
        Value::Null,
        Value::from(true),
        Value::from(i64::MAX),
        Value::from(-2.25),
        Value::from("Gr\u{fc}\u{df}e \u{1f44b} \0 \" \\"),
        Value::List(vec![Value::from(1), Value::from("two")]),
        Value::Dict(dict),
    ];
    values.extend(H::values());
    for value in values {
        let mut session = Session::new();
        session.insert_value("value", value.clone());
        store.save("one", &session)?;
        let found = store.load("one")?;
        let found = found.as_ref().and_then(|found| found.get("value"));
        ensure(found == Some(&value), || format!("saved {value:?}, loaded {found:?}"))?;
    }
    Ok(())
}

/// No store has to notice that an id is used: ids are random. One that keeps the new session drops the old one.
pub(crate) fn create_of_a_used_id_mixes_nothing<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let mut first = text("name", "ada");
    first.insert("colour", "blue")?;
    store.create("one", &first)?;
    let before = store.loaded("one")?;
    let created = store.create("one", &text("name", "grace")).is_ok();
    store.has("one", "name", Some(if created { "grace" } else { "ada" }))?;
    store.has("one", "colour", (!created).then_some("blue"))?;
    if created {
        let late = store.update("one", &before)?;
        ensure(late != Updated::Kept, || "an old revision is taken for the new one".to_owned())?;
        store.has("one", "name", Some("grace"))?;
    }
    Ok(())
}

/// A visitor who has one, with nothing in it yet, is not a visitor who has none.
pub(crate) fn empty_session_is_a_session<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &Session::new())?;
    let found = store.load("one")?;
    ensure(found.is_some_and(|found| found.is_empty()), || "an empty session is lost".to_owned())
}

pub(crate) fn large_session_is_kept<H: StoreHarness>() -> Outcome {
    let (store, noise) = (Opened::<H>::new(), noise(60_000));
    store.save("one", &text("noise", &noise))?;
    store.has("one", "noise", Some(&noise))
}

pub(crate) fn last_save_counts<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    for name in ["ada", "grace", "ada", "a name that is longer", ""] {
        let mut session = store.load("one")?.unwrap_or_default();
        session.insert("name", name)?;
        store.save("one", &session)?;
        store.has("one", "name", Some(name))?;
    }
    Ok(())
}

pub(crate) fn second_machine_sees_it<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let second = store.harness.second();
    for name in ["ada", "grace", "ada"] {
        store.save("one", &text("name", name))?;
        let found = store.load_from(&second, "one")?;
        let found = found.as_ref().and_then(|found| found.get_str("name"));
        ensure(found == Some(name), || format!("saved {name:?}, elsewhere {found:?}"))?;
    }
    Ok(())
}

pub(crate) fn ids_are_apart<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let long = noise(200);
    let ids = ["a", "A", "ab", "a-", "a_", "a-b", "_", "-", "aa", &long];
    for id in ids {
        store.has_none(id)?;
        store.save(id, &text("id", id))?;
    }
    for id in ids {
        store.has(id, "id", Some(id))?;
    }
    Ok(())
}

pub(crate) fn loaded_session_is_neither_new_nor_changed<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    store.save("one", &text("name", "ada"))?;
    match store.load("one")? {
        Some(found) if !found.is_new() && !found.is_changed() => Ok(()),
        found => Err(Failure::new(format!("loaded {found:?}"))),
    }
}

