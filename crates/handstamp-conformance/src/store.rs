//! The suite for stores.

use std::future::Future;

use handstamp_session::Store;
use handstamp_value::Value;

use crate::scenario::suite;

mod open;

/// A store under test.
pub trait StoreHarness {
    /// The store.
    type Store: Store;

    /// Opens a store with nothing in it: a database, or a prefix of one, that no other test has.
    fn open() -> Self;

    /// The store.
    fn store(&self) -> &Self::Store;

    /// Another one that shares its sessions, as another machine has it.
    fn second(&self) -> Self::Store;

    /// Runs a future to its end, on the runtime that the store needs.
    fn block_on<F: Future>(&self, future: F) -> F::Output;

    /// Values that are kept as they are, besides those that JSON has: tuples or dates, say. Default: none.
    fn values() -> Vec<Value> {
        Vec::new()
    }
}

suite! {
    /// Makes a test of every scenario for a store: `handstamp_conformance::store_suite!(MyStoreHarness);`
    store_suite of StoreHarness in store, with $;
    records:
        unknown_id_is_none created_session_is_loaded every_value_is_kept empty_session_is_a_session
        create_of_a_used_id_mixes_nothing large_session_is_kept last_save_counts second_machine_sees_it ids_are_apart
        loaded_session_is_neither_new_nor_changed;
    endings:
        deleted_session_is_gone deleted_session_is_gone_everywhere deleting_an_unknown_id_is_no_error
        deleting_leaves_others_alone removed_key_is_gone cleared_session_stays_cleared
        session_expires saving_renews_the_lifetime;
    races:
        update_of_a_changed_session_is_a_conflict update_of_a_deleted_session_is_gone
        update_of_an_expired_session_is_gone revisions_tell_changes many_ids_at_once
        fifty_writers_add_fifty_keys two_writers_of_one_key
        delete_wins_against_update readers_see_whole_sessions;
}
