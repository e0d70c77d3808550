//! The suite for stores is tested: stores with one fault each fail a scenario that names it, and there is no
//! scenario that never fails.
#![allow(clippy::unwrap_used)]

mod faulty;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_conformance::{StoreHarness, store};
use handstamp_value::Value;

use faulty::{FAULT, Fault, Memory};

struct InMemory(Memory);

impl StoreHarness for InMemory {
    type Store = Memory;

    fn open() -> Self {
        Self(Memory::default())
    }

    fn store(&self) -> &Memory {
        &self.0
    }

    fn second(&self) -> Memory {
        self.0.elsewhere()
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        loop {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(output) = polled {
                return output;
            }
        }
    }

    fn values() -> Vec<Value> {
        vec![Value::Tuple(vec![Value::from(1)]), Value::Bytes(vec![0, 255])]
    }
}

const FOUND_BY: &[(Fault, &str)] = &[
    (Fault::LostDelete, "deleted_session_is_gone"),
    (Fault::DeleteHereOnly, "deleted_session_is_gone_everywhere"),
    (Fault::DeleteOfNothingFails, "deleting_an_unknown_id_is_no_error"),
    (Fault::DeletesWhatBeginsWithIt, "deleting_leaves_others_alone"),
    (Fault::StaleRead, "last_save_counts"),
    (Fault::StaleElsewhere, "second_machine_sees_it"),
    (Fault::MakesWhatIsAskedFor, "unknown_id_is_none"),
    (Fault::FoldsCase, "ids_are_apart"),
    (Fault::NeverExpires, "session_expires"),
    (Fault::LifetimeFromTheFirstSave, "saving_renews_the_lifetime"),
    (Fault::ForgetsTheEmpty, "empty_session_is_a_session"),
    (Fault::RefusesTheLarge, "large_session_is_kept"),
    (Fault::BringsBackTheRemoved, "removed_key_is_gone"),
    (Fault::BringsBackTheCleared, "cleared_session_stays_cleared"),
    (Fault::CallsItNew, "loaded_session_is_neither_new_nor_changed"),
    (Fault::LosesNull, "every_value_is_kept"),
    (Fault::LosesOneInFifty, "many_ids_at_once"),
    (Fault::MixesTwoWriters, "two_writers_of_one_key"),
    (Fault::TornWrite, "readers_see_whole_sessions"),
    (Fault::LosesEverySave, "created_session_is_loaded"),
    (Fault::NoConflicts, "update_of_a_changed_session_is_a_conflict"),
    (Fault::LosesUpdatesOnConflict, "fifty_writers_add_fifty_keys"),
    (Fault::Resurrects, "update_of_a_deleted_session_is_gone"),
    (Fault::ResurrectsTheExpired, "update_of_an_expired_session_is_gone"),
    (Fault::OneRevision, "revisions_tell_changes"),
    (Fault::CreateMixes, "create_of_a_used_id_mixes_nothing"),
    (Fault::CreateKeepsTheRevision, "create_of_a_used_id_mixes_nothing"),
    (Fault::ComparesThenWrites, "delete_wins_against_update"),
    (Fault::ComparesThenWrites, "fifty_writers_add_fifty_keys"),
];

#[test]
fn each_fault_is_found_and_no_scenario_is_idle() {
    let idle = store::NAMES.iter().find(|name| !FOUND_BY.iter().any(|(_, by)| by == *name));
    assert_eq!(idle, None, "a scenario that no fault makes fail");
    for name in store::NAMES {
        store::run::<InMemory>(name).unwrap();
    }
    for (fault, name) in FOUND_BY {
        FAULT.set(Some(*fault));
        assert!(store::NAMES.contains(name), "there is no scenario {name}");
        assert!(store::run::<InMemory>(name).is_err(), "{name} does not find {fault:?}");
    }
}
