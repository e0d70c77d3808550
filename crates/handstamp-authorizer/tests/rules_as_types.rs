//! `rules!`: rules declared as types, as an app would write them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![deny(missing_docs)]

mod support;

use handstamp_authorizer::{Authentication, Principal};
use support::verdict::Say::{Again, Met, Unmet};
use support::verdict::{check, check_anonymous};

/// A module of its own: what is declared there is seen as far as it says.
mod access {
    use handstamp_authorizer::rules;
    use handstamp_authorizer::rules::{Combine, Rule, fresh, role, when};

    /// An account that is no `Subject`.
    pub(crate) struct Account {
        /// Whether it was paid for.
        pub(crate) paid: bool,
    }

    rules! {}

    rules! {
        /// Administrators.
        #[allow(dead_code)]
        pub(crate) Admin = role("Administrator");
        pub(super) FreshAdmin = Admin.and(fresh());
        /// Who has paid.
        pub(crate) Paying<Account> = when(|account: &Account| account.paid);
        PayingAndFresh<Account> = Paying.and(fresh());
    }

    // The last one needs no semicolon.
    rules! { pub(crate) Editor = role("Editor") }
    rules! {
        pub(crate) Free<Account> = when(|account: &Account| !account.paid)
    }

    pub(crate) fn private() -> impl Rule<Account> {
        PayingAndFresh
    }
}

/// Without any `use` but the macro's own.
mod bare {
    handstamp_authorizer::rules! { pub(crate) Any = handstamp_authorizer::rules::Anyone; }
}

use access::{Account, Admin, Editor, Free, FreshAdmin, Paying};

#[test]
fn about_any_subject() {
    let admin = Principal::new("ada").with_roles(["Administrator"]);
    let (stale, fresh) = (Authentication::cookie(), Authentication::cookie().with_fresh(true));
    assert_eq!(check(&Admin, &admin, &stale), Met);
    assert_eq!(check(&Admin, &std::sync::Arc::new(admin.clone()), &stale), Met);
    assert_eq!(check(&Admin, &Principal::new("bob"), &stale), Unmet);
    assert_eq!(check_anonymous::<Principal>(&Admin), Unmet);
    assert_eq!(check(&FreshAdmin, &admin, &stale), Again(0));
    assert_eq!(check(&FreshAdmin, &admin, &fresh), Met);
    assert_eq!(check(&Editor, &admin, &stale), Unmet);
    assert_eq!(check_anonymous::<Principal>(&bare::Any), Met);
}

#[test]
fn about_one_type() {
    let (stale, fresh) = (Authentication::cookie(), Authentication::cookie().with_fresh(true));
    for paid in [false, true] {
        let account = Account { paid };
        assert_eq!(check(&Paying, &account, &stale) == Met, paid);
        assert_eq!(check(&Free, &account, &stale) == Met, !paid);
        assert_eq!(check(&access::private(), &account, &fresh) == Met, paid);
        assert_ne!(check(&access::private(), &account, &stale), Met);
    }
}

/// Extractors make them by `Default`, and they are values as well.
#[test]
fn they_are_plain_values() {
    fn plain<T: Copy + Default + Eq + std::fmt::Debug + Send + Sync + 'static>() -> T {
        T::default()
    }
    assert_eq!(plain::<Admin>(), Admin);
    assert_eq!(format!("{:?}", plain::<Paying>()), "Paying");
}
