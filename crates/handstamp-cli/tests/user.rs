//! `handstamp user`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::Value;
use support::Run;

/// The password of everybody here.
const PASSWORD: &str = "correct horse \u{e9}";

/// A database of a test's own.
struct Database(tempfile::TempDir);

impl Database {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn url(&self, name: &str) -> String {
        format!("sqlite:///{}/{name}.db", self.0.path().display())
    }

    fn run(&self, args: &[&str], stdin: &str) -> Run {
        let url = self.url("users");
        support::run(&[&["user"], args].concat(), &[("AUTH_DB_URI", &url)], stdin.as_bytes())
    }

    /// Its output, if it went well.
    fn done(&self, args: &[&str], stdin: &str) -> String {
        let run = self.run(args, stdin);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{args:?}");
        run.stdout.trim_end().to_owned()
    }

    fn add(&self, name: &str, roles: &str) -> String {
        self.done(&["add", name, roles, "--password-stdin"], PASSWORD)
    }

    fn list(&self) -> Vec<Value> {
        let list: Value = serde_json::from_str(&self.done(&["list", "--json"], "")).unwrap();
        list["users"].as_array().unwrap().clone()
    }

    fn password(&self, name: &str, password: &str) -> i32 {
        self.run(&["verify-password", name, "--password-stdin"], password).status
    }
}

#[test]
fn an_account_from_beginning_to_end() {
    let database = Database::new();
    assert_eq!(
        database.add("ada", "Editor, Zoo Keeper"),
        "ada: added, with roles Editor, Zoo Keeper"
    );
    assert_eq!(database.add("bob", ""), "bob: added, with roles none");
    let [ada, bob] = &database.list()[..] else { panic!() };
    assert_eq!((&ada["name"], &bob["name"]), (&"ada".into(), &"bob".into()));
    assert_eq!(ada["roles"], serde_json::json!(["Editor", "Zoo Keeper"]));
    assert!(ada["created"].as_u64().unwrap() > 1_700_000_000 && ada["last_login"].is_null());

    assert_eq!(database.password("ada", PASSWORD), 0);
    assert_eq!(
        database.password("ada", &format!("{PASSWORD}\r\n")),
        0,
        "a line break is no part of it"
    );
    assert_eq!(database.password("ada", "wrong"), 1);
    assert_eq!(database.password("ada", ""), 1);
    assert!(database.list()[0]["last_login"].is_null(), "a check is no login");
    database.done(&["set-password", "ada", "--password-stdin"], "another");
    assert_eq!((database.password("ada", "another"), database.password("ada", PASSWORD)), (0, 1));

    assert_eq!(database.done(&["set-roles", "ada", "Viewer"], ""), "ada: roles Viewer");
    assert_eq!(database.done(&["set-roles", "bob", ""], ""), "bob: roles none");
    assert_eq!(database.done(&["disable", "bob"], ""), "bob: disabled, and all logins are over");
    let list = database.list();
    assert_eq!((&list[0]["roles"][0], &list[1]["disabled"]), (&"Viewer".into(), &true.into()));
    let table = database.done(&["list-users"], "");
    let rows: Vec<_> = table.lines().collect();
    assert!(rows[0].starts_with("NAME  ROLES   CREATED"), "{table}");
    assert!(rows[1].starts_with("ada   Viewer  20") && rows[2].ends_with("disabled"), "{table}");
    database.done(&["enable", "bob"], "");
    database.done(&["log-out-everywhere", "ada"], "");
    database.done(&["delete", "ada"], "");
    assert_eq!(database.list().len(), 1);
}

#[test]
fn what_is_not_done() {
    let database = Database::new();
    database.add("ada", "");
    let refused = |args: &[&str], stdin: &str, status: i32, why: &str| {
        let run = database.run(args, stdin);
        assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{args:?}");
        assert!(run.stderr.contains(why), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("hunter2"));
    };
    let stdin = "--password-stdin";
    refused(&["add", "ada", stdin], "hunter2", 1, "there is an account of this name");
    refused(&["add", "a\nb", stdin], "hunter2", 2, "not seen");
    refused(&["add", "bob", "", stdin], "", 2, "the password is empty");
    for args in [&["delete", "eve"][..], &["set-roles", "eve", "x"], &["disable", "eve"]] {
        refused(args, "", 1, "there is no account \"eve\"");
    }
    refused(&["verify-password", "eve", stdin], "hunter2", 1, "there is no account");
    let usage = database.run(&["add", "bob", "", "password"], "");
    assert_eq!(usage.status, 2, "a password is no argument");
    let without = support::run(&["user", "list"], &[], b"");
    assert_eq!(without.status, 2);
    assert!(without.stderr.contains("AUTH_DB_URI"), "{}", without.stderr);
    let url = "postgresql://u:hunter2@127.0.0.1:1/x";
    refused(&["list", "--db-uri", url], "", 2, "the database is not available");
    assert_eq!(database.list().len(), 1);
}

#[test]
fn roles_are_held_against_a_file() {
    let database = Database::new();
    let file = database.0.path().join("roles.json");
    std::fs::write(&file, r#"[{"name": "Viewer", "description": "May look"}, {"name": "Editor"}]"#)
        .unwrap();
    let file = file.to_str().unwrap();
    let known = ["--roles-file", file];
    let add = ["add", "ada", "Viewer,Editor", "--password-stdin"];
    database.done(&[&add[..], &known].concat(), PASSWORD);
    let unknown = database.run(&[&["set-roles", "ada", "Viewer,Wiever"], &known[..]].concat(), "");
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.stderr.contains("no role \"Wiever\"") && unknown.stderr.contains("Viewer, Editor"),
        "{}",
        unknown.stderr
    );
    assert_eq!(database.list()[0]["roles"], serde_json::json!(["Viewer", "Editor"]));
    std::fs::write(file, "[{\"nmae\": 1}]").unwrap();
    assert_eq!(database.run(&[&["set-roles", "ada", ""], &known[..]].concat(), "").status, 2);
}

/// A database of zopyx-fastapi-auth, as its own tool made it (`../shared/providers/zopyx-samples`).
#[test]
fn accounts_of_zopyx_are_read_and_imported() {
    let database = Database::new();
    let zopyx = database.url("zopyx");
    let layout = ["--db-uri", &zopyx, "--layout", "zopyx"];
    let on_zopyx = |args: &[&str], stdin: &str| database.done(&[args, &layout[..]].concat(), stdin);
    on_zopyx(&["add", "admin", "Administrator", "--password-stdin"], "admin");
    on_zopyx(&["add", "bob", "User,Viewer", "--password-stdin"], PASSWORD);
    let table = on_zopyx(&["list"], "");
    assert!(table.contains("User, Viewer"), "{table}");
    assert_eq!(
        database.done(&["import", "--from", &zopyx], ""),
        "imported 2 accounts; 0 were here already"
    );
    assert_eq!(
        database.done(&["import", "--from", &zopyx], ""),
        "imported 0 accounts; 2 were here already"
    );
    assert_eq!((database.password("bob", PASSWORD), database.password("admin", PASSWORD)), (0, 1));
    assert_eq!(database.list()[1]["roles"], serde_json::json!(["User", "Viewer"]));
}

#[test]
fn api_keys() {
    let database = Database::new();
    database.add("ada", "");
    let add = ["key", "add", "ada", "--label", "report", "--scope", "read", "--days", "30"];
    let key = database.done(&add, "");
    assert!(key.starts_with("hs_") && key.len() == 68, "{key}");
    let id = key.split('_').nth(1).unwrap();
    let list = |args: &[&str]| {
        let list = database.done(&[&["key", "list", "--json"], args].concat(), "");
        assert!(!list.contains(&key));
        serde_json::from_str::<Value>(&list).unwrap()["keys"].clone()
    };
    assert_eq!(
        (&list(&[])[0]["id"], &list(&["ada"])[0]["scopes"][0]),
        (&id.into(), &"read".into())
    );
    let table = database.done(&["key", "list"], "");
    assert!(table.contains(id) && table.contains("report") && table.contains("ada"), "{table}");
    assert_eq!(database.run(&["key", "add", "ada", "--days", "0"], "").status, 2);
    assert_eq!(database.run(&["key", "add", "ada", "--scope", "a b"], "").status, 2);
    database.done(&["key", "revoke", id], "");
    assert_eq!(database.run(&["key", "revoke", id], "").status, 1);
    assert_eq!(list(&[]).as_array().unwrap().len(), 0);
}
