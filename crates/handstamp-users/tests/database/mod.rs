//! Databases of tests, each empty and of its own.
#![allow(dead_code, unused_imports, unused_macros)] // each test file uses a part of it

pub(crate) mod faults;
pub(crate) mod layouts;
#[cfg(feature = "mysql")]
pub(crate) mod mariadb;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::marker::PhantomData;

use handstamp_users::sql::{ConnectError, Layout, SqlUsers};

use crate::user_store::Harness;

/// An empty database.
pub(crate) trait Database: Sized {
    /// As the files in `tests/apps` name it.
    const NAME: &'static str;
    /// Whether names that differ in case or accents only may be there together in a table of Python.
    const KEEPS_CASE: bool = true;

    async fn fresh() -> Self;
    fn url(&self) -> String;
    /// Runs statements.
    async fn run(&self, sql: &str);
    /// The first column of all rows, which has to be text.
    async fn texts(&self, sql: &str) -> Vec<String>;
}

pub(crate) async fn open(database: &impl Database, layout: impl Into<Layout>) -> SqlUsers {
    attempt(database, layout).await.unwrap()
}

pub(crate) async fn attempt(
    database: &impl Database,
    layout: impl Into<Layout>,
) -> Result<SqlUsers, ConnectError> {
    SqlUsers::builder(database.url()).layout(layout).connections(3).build().await
}

/// What Python's libraries made.
pub(crate) async fn load<D: Database>(database: &D, app: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/apps");
    let file = format!("{folder}/{app}.{}.sql", D::NAME);
    database.run(&std::fs::read_to_string(file).unwrap()).await;
}

/// Our own layout on a database.
pub(crate) struct Own<D>(D, SqlUsers);

impl<D: Database> Harness for Own<D> {
    type Store = SqlUsers;

    async fn open() -> Self {
        let database = D::fresh().await;
        let users = open(&database, Layout::own()).await;
        Self(database, users)
    }

    fn store(&self) -> &SqlUsers {
        &self.1
    }

    async fn elsewhere(&self) -> SqlUsers {
        open(&self.0, Layout::own()).await
    }
}

/// zopyx' layout on a database.
pub(crate) struct Zopyx<D>(D, SqlUsers);

impl<D: Database> Harness for Zopyx<D> {
    type Store = SqlUsers;
    const KEEPS_CASE: bool = D::KEEPS_CASE;
    const KEEPS_DETAILS: bool = false;

    async fn open() -> Self {
        let database = D::fresh().await;
        let users = open(&database, Layout::zopyx()).await;
        Self(database, users)
    }

    fn store(&self) -> &SqlUsers {
        &self.1
    }

    async fn elsewhere(&self) -> SqlUsers {
        open(&self.0, Layout::zopyx()).await
    }
}

macro_rules! layout_test {
    (($database:ty, [$($attribute:meta)?]) $file:ident $name:ident) => {
        #[tokio::test(flavor = "multi_thread")]
        $(#[$attribute])?
        async fn $name() {
            $crate::database::$file::$name(&<$database as $crate::database::Database>::fresh().await).await;
        }
    };
}
pub(crate) use layout_test;

/// What happens to a server.
macro_rules! server_faults {
    ($database:ty, $attribute:meta) => {
        mod faults {
            use $crate::database::layout_test;
            layout_test! { ($database, [$attribute]) faults hanging_server_is_an_error_in_time }
            layout_test! { ($database, [$attribute]) faults killed_server_loses_nothing_acknowledged }
            layout_test! { ($database, [$attribute]) faults held_lock_is_an_error_in_time }
        }
    };
}
pub(crate) use server_faults;

/// The suite of stores in both layouts that write, and a test of each layout's own ways.
macro_rules! database_suite {
    ($database:ty $(, $attribute:meta)?) => {
        mod own {
            $crate::user_store::user_store_suite!($crate::database::Own<$database> $(, $attribute)?);
        }
        mod zopyx {
            $crate::user_store::user_store_suite!($crate::database::Zopyx<$database> $(, $attribute)?);
        }
        mod layouts {
            use $crate::database::{each_layout_test, layout_test};
            each_layout_test! { layout_test ($database, [$($attribute)?]) }
        }
    };
}
pub(crate) use database_suite;

macro_rules! each_layout_test {
    ($then:ident $arguments:tt) => {
        $then! { $arguments layouts flask_appbuilder }
        $then! { $arguments layouts flask_security }
        $then! { $arguments layouts fastapi_users }
        $then! { $arguments layouts django }
        $then! { $arguments layouts users_of_zopyx_are_shared }
        $then! { $arguments layouts mapped_table_is_never_migrated }
        $then! { $arguments layouts read_only_table_is_not_written }
        $then! { $arguments layouts ambiguous_name_is_nobodys }
        $then! { $arguments layouts wrong_layout_is_named }
        $then! { $arguments layouts many_start_at_once }
        $then! { $arguments layouts newer_tables_are_refused }
        $then! { $arguments faults dropped_calls_leave_nothing_half_done }
    };
}
pub(crate) use each_layout_test;

/// Waits for it where nothing can be awaited.
fn in_a_thread(work: impl Future<Output = ()> + Send + 'static) {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime().block_on(work)).join().unwrap();
}
