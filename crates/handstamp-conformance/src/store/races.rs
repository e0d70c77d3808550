//! Several at once.

use handstamp_session::{Session, Store};

use crate::act::noise;
use crate::failure::ensure;
use crate::join::join;
use crate::store::StoreHarness;
use crate::store::open::{HOUR, Opened, failed, text};
use crate::{Failure, Outcome};

pub(crate) fn many_ids_at_once<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let all: Vec<_> = (0..100).map(|nth| format!("session-{nth}")).collect();
    let sessions: Vec<_> = all.iter().map(|id| text("id", id)).collect();
    let saves = all.iter().zip(&sessions);
    let saves = saves.map(|(id, session)| store.harness.store().save(id, session, store.now, HOUR));
    for saved in store.harness.block_on(join(saves)) {
        saved.map_err(failed)?;
    }
    let loads = all.iter().map(|id| store.harness.store().load(id, store.now));
    for (loaded, id) in store.harness.block_on(join(loads)).into_iter().zip(&all) {
        let found = loaded.map_err(failed)?;
        let found = found.as_ref().and_then(|found| found.get_str("id"));
        ensure(found == Some(id), || format!("{id:?} has {found:?}"))?;
    }
    Ok(())
}

/// Two requests change the same session: one of them wins, or both do where they wrote different keys. Nothing
/// else comes of it.
pub(crate) fn two_writers_of_one_key<H: StoreHarness>() -> Outcome {
    let store = Opened::<H>::new();
    let second = store.harness.second();
    for _ in 0..20 {
        store.save("one", &text("kept", "1"))?;
        let write = |own: &str| -> Result<Session, Failure> {
            let mut session = store.load("one")?.unwrap_or_default();
            session.insert("shared", own)?;
            session.insert(own, "1")?;
            Ok(session)
        };
        let (ada, grace) = (write("ada")?, write("grace")?);
        let saves = [
            store.harness.store().save("one", &ada, store.now, HOUR),
            second.save("one", &grace, store.now, HOUR),
        ];
        for saved in store.harness.block_on(join(saves)) {
            saved.map_err(failed)?;
        }
        let found = store.load("one")?.unwrap_or_default();
        let winner = found.get_str("shared").unwrap_or_default();
        let holds = ["ada", "grace"].contains(&winner)
            && found.get_str(winner) == Some("1")
            && found.get_str("kept") == Some("1");
        ensure(holds, || format!("two writers left {:?}", found.as_dict()))?;
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
    let (ada, grace) = (whole("ada"), whole("grace"));
    store.save("one", &ada)?;
    for session in [&grace, &ada].repeat(10) {
        let save = store.harness.store().save("one", session, store.now, HOUR);
        let saving = async { save.await.map(|()| None) };
        let loading = || store.harness.store().load("one", store.now);
        let both = join([saving_boxed(saving), loading(), loading()]);
        let mut answers = store.harness.block_on(both).into_iter();
        answers.next().transpose().map_err(failed)?;
        for answer in answers {
            let found = answer.map_err(failed)?.unwrap_or_default();
            let (first, last) = (found.get_str("first"), found.get_str("last"));
            ensure(first.is_some() && first == last, || format!("half of one: {first:?}, {last:?}"))?;
        }
    }
    Ok(())
}

fn saving_boxed<'a, T>(
    future: impl Future<Output = T> + Send + 'a,
) -> handstamp_session::BoxFuture<'a, T> {
    Box::pin(future)
}
