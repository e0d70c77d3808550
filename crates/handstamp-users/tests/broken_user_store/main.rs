//! The suite for stores of users is tested: stores with one fault each fail a scenario, and there is no scenario that
//! never fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod faulty;
#[path = "../user_store/mod.rs"]
mod user_store;

use std::panic::catch_unwind;

use faulty::{FAULT, Fault, Faulty};
use user_store::Harness;

struct Broken(Faulty);

impl Harness for Broken {
    type Store = Faulty;

    async fn open() -> Self {
        Self(Faulty::default())
    }

    fn store(&self) -> &Faulty {
        &self.0
    }

    async fn elsewhere(&self) -> Faulty {
        self.0.elsewhere()
    }
}

type Scenario = fn();

macro_rules! push {
    ($scenarios:ident $file:ident $name:ident) => {
        $scenarios.push((stringify!($name), || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let harness = Broken::open().await;
                user_store::$file::$name(&harness).await;
            });
        }));
    };
}

fn scenarios() -> Vec<(&'static str, Scenario)> {
    let mut scenarios: Vec<(&'static str, Scenario)> = Vec::new();
    user_store::each_scenario! { push scenarios }
    scenarios
}

const FOUND_BY: &[(Fault, &str)] = &[
    (Fault::LosesCreated, "added_account_is_found"),
    (Fault::FoldsCase, "names_are_compared_bytewise"),
    (Fault::TrimsNames, "names_are_compared_bytewise"),
    (Fault::TrimsIds, "ids_have_one_spelling"),
    (Fault::ListsBackwards, "lists_are_paged_in_order"),
    (Fault::ListsFromTheName, "lists_are_paged_in_order"),
    (Fault::LosesProperties, "details_are_kept_or_refused"),
    (Fault::SortsRoles, "roles_are_kept_as_set"),
    (Fault::TakesAnyRole, "bad_roles_change_nothing"),
    (Fault::ReplacesAnyHash, "hash_is_replaced_only_if_still_the_old"),
    (Fault::EndsLoginsOnReplace, "hash_is_replaced_only_if_still_the_old"),
    (Fault::NotesNothing, "login_is_noted"),
    (Fault::UnknownIsFine, "unknown_account_is_no_account"),
    (Fault::RaisesTheUnknown, "unknown_account_is_no_account"),
    (Fault::DeletedStaysValid, "deleted_account_is_gone"),
    (Fault::LosesTheRaise, "password_ends_logins"),
    (Fault::StaleGeneration, "password_ends_logins"),
    (Fault::EndsEverybodys, "password_ends_logins"),
    (Fault::SetsTheTime, "password_ends_logins"),
    (Fault::KeepsLoginsOfTheDisabled, "disabling_ends_logins"),
    (Fault::RaisesOnEnabling, "disabling_ends_logins"),
    (Fault::SetsTheTime, "generation_never_falls"),
    (Fault::DeletedStaysValid, "account_made_again_knows_no_old_login"),
    (Fault::KeepsOneEnded, "one_login_is_ended"),
    (Fault::FoldsLoginIds, "one_login_is_ended"),
    (Fault::TrustsTheTimeless, "login_without_generation_is_judged_by_time"),
    (Fault::NoSkew, "login_without_generation_is_judged_by_time"),
    (Fault::ApartElsewhere, "change_is_seen_elsewhere"),
    (Fault::HostileIsError, "hostile_names_are_unknown"),
    (Fault::TakesAnyName, "hostile_names_of_new_accounts"),
    (Fault::EndsEverybodys, "hostile_logins_are_no_error"),
    (Fault::LosesTheRaise, "two_passwords_at_once"),
    (Fault::SetsNeither, "two_passwords_at_once"),
    (Fault::TakenIsFine, "two_accounts_of_one_name_at_once"),
    (Fault::MixesRoles, "two_sets_of_roles_at_once"),
    (Fault::ReadsThenRaises, "many_log_outs_at_once"),
    (Fault::LosesTheRaise, "password_and_delete_at_once"),
];

#[test]
fn each_fault_is_found_and_no_scenario_is_idle() {
    let scenarios = scenarios();
    for (name, run) in &scenarios {
        assert!(FOUND_BY.iter().any(|(_, by)| by == name), "no fault makes {name} fail");
        run(); // the store without a fault
    }
    std::panic::set_hook(Box::new(|_| {})); // what follows is meant to panic
    let mut unfound = Vec::new();
    for (fault, name) in FOUND_BY {
        FAULT.set(Some(*fault));
        let scenario = scenarios.iter().find(|(found, _)| found == name);
        match scenario {
            Some((_, run)) if catch_unwind(run).is_err() => {}
            _ => unfound.push((fault, name)),
        }
    }
    let _ = std::panic::take_hook();
    assert!(unfound.is_empty(), "{unfound:?}");
}
