use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Authentication, Subject};
use handstamp_users::password::PasswordHash;
use handstamp_users::sql::{ConnectError, IdKind, Layout, MappedRoles, MappedTable, SqlUsers};
use handstamp_users::store::{ChangeError, UserStore};

use super::{Database, attempt, load, open};
use crate::user_store::{add, after, by_id, by_name, generation, hash, new, now, password};

/// What a preset reads of the users that Python made.
struct Wanted {
    app: &'static str,
    /// Of `ada` and `bob`.
    ids: [&'static str; 2],
    names: [&'static str; 2],
    display_name: &'static str,
    roles: &'static [&'static str],
    bobs_roles: &'static [&'static str],
    /// How a hash begins that the app reads, and one that it does not.
    hashes: [&'static str; 2],
    has_last_login: bool,
}

async fn preset<D: Database>(database: &D, table: MappedTable, wanted: Wanted) {
    load(database, wanted.app).await;
    let users = open(database, table.clone()).await;
    let ada = by_name(&users, wanted.names[0]).await.unwrap();
    let bob = by_name(&users, wanted.names[1]).await.unwrap();
    assert_eq!([Subject::id(&ada), Subject::id(&bob)], wanted.ids);
    assert_eq!([ada.name(), bob.name()], wanted.names);
    assert_eq!(ada.display_name(), wanted.display_name);
    assert_eq!([ada.roles(), bob.roles()], [wanted.roles, wanted.bobs_roles]);
    assert_eq!([ada.is_disabled(), bob.is_disabled()], [false, true]);
    assert_eq!(users.list(None, 10).await.unwrap(), [ada.clone(), bob.clone()]);
    assert_eq!(by_id(&users, wanted.ids[0]).await, Some(ada.clone()));
    for other in [wanted.ids[0].to_uppercase() + "x", format!(" {}", wanted.ids[0]), "x".to_owned()]
    {
        assert_eq!(by_id(&users, &other).await, None, "{other:?}");
    }
    assert_eq!(by_name(&users, &wanted.names[0].to_uppercase()).await, None);
    let old = password(&users, wanted.names[0]).await.unwrap();
    assert!(old.as_str().starts_with(wanted.hashes[0]));

    let id = wanted.ids[0];
    let new_hash = PasswordHash::new(format!("{}new", wanted.hashes[0]));
    assert!(users.replace_hash(id, &old, &new_hash).await.unwrap());
    assert!(users.replace_hash(id, &new_hash, &old).await.unwrap());
    let foreign = PasswordHash::new(format!("{}new", wanted.hashes[1]));
    assert!(!users.replace_hash(id, &old, &foreign).await.unwrap());
    let refused = users.set_password(id, &foreign, now()).await;
    assert!(matches!(refused, Err(ChangeError::Unsupported(_))), "{refused:?}");
    assert_eq!(generation(&users, id).await, 0);
    users.set_password(id, &new_hash, now()).await.unwrap();
    assert!(password(&users, wanted.names[0]).await == Some(new_hash));
    let raised = generation(&users, id).await;
    assert!(raised > 0);

    users.set_disabled(id, true, now()).await.unwrap();
    assert!(by_id(&users, id).await.unwrap().is_disabled());
    users.set_disabled(id, false, now()).await.unwrap();
    assert_eq!(generation(&users, id).await, raised + 1);
    users.note_login(id, after(5)).await.unwrap();
    let mut changed = by_id(&users, id).await.unwrap();
    assert_eq!(changed.last_login() == Some(after(5)), wanted.has_last_login);
    if wanted.has_last_login {
        let made = ada.last_login().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(made.as_secs(), 1_795_317_113, "2026-11-22 03:11:53 UTC");
        changed = changed.with_last_login(ada.last_login().unwrap());
        assert!(ada.created().is_some());
    }
    assert_eq!(changed, ada);
    assert_eq!(by_id(&users, wanted.ids[1]).await, Some(bob), "another row was changed");

    for (verb, answer) in [
        ("add", users.add(&new("eve"), now()).await.map(drop)),
        ("delete", users.delete(id, now()).await),
        ("set_roles", users.set_roles(id, &[]).await),
    ] {
        assert!(matches!(answer, Err(ChangeError::Unsupported(_))), "{verb}: {answer:?}");
    }
    assert_eq!(by_id(&users, id).await.unwrap().roles(), wanted.roles);
}

pub(crate) async fn flask_appbuilder<D: Database>(database: &D) {
    let table = MappedTable::flask_appbuilder();
    let wanted = Wanted {
        app: "flask_appbuilder",
        ids: ["1", "2"],
        names: ["ada", "bob"],
        display_name: "Ada Lovelace",
        roles: &["Admin", "Redakteur für alles"],
        bobs_roles: &["Public"],
        hashes: ["scrypt:", "$2b$"],
        has_last_login: true,
    };
    preset(database, table, wanted).await;
}

pub(crate) async fn flask_security<D: Database>(database: &D) {
    let table = MappedTable::flask_security().with_hashes(["$argon2id$"]);
    let wanted = Wanted {
        app: "flask_security",
        ids: ["ada-0123456789abcdef", "bob-0123456789abcdef"],
        names: ["ada@example.org", "bob@example.org"],
        display_name: "ada@example.org",
        roles: &["Admin", "Editor"],
        bobs_roles: &[],
        hashes: ["$argon2id$", "$2b$"],
        has_last_login: false,
    };
    preset(database, table, wanted).await;
}

pub(crate) async fn fastapi_users<D: Database>(database: &D) {
    let table = MappedTable::fastapi_users().with_flag_role("is_superuser", "Administrator");
    let wanted = Wanted {
        app: "fastapi_users",
        ids: ["abcdef00-0000-4000-8000-000000000001", "abcdef00-0000-4000-8000-000000000002"],
        names: ["ada@example.org", "bob@example.org"],
        display_name: "ada@example.org",
        roles: &["Administrator"],
        bobs_roles: &[],
        hashes: ["$argon2", "scrypt:"],
        has_last_login: false,
    };
    preset(database, table, wanted).await;
    let users = open(database, MappedTable::fastapi_users()).await;
    for other in ["ABCDEF00-0000-4000-8000-000000000001", "abcdef00000040008000000000000001"] {
        assert_eq!(by_id(&users, other).await, None, "{other}");
    }
}

pub(crate) async fn django<D: Database>(database: &D) {
    let table = MappedTable::django().with_flag_role("is_superuser", "Administrator");
    let wanted = Wanted {
        app: "django",
        ids: ["1", "2"],
        names: ["ada", "bob"],
        display_name: "Ada Lovelace",
        roles: &["Editors", "Redakteure", "Administrator"],
        bobs_roles: &[],
        hashes: ["pbkdf2_sha256$", "$argon2id$"],
        has_last_login: true,
    };
    preset(
        database,
        table.with_flag_role("is_staff", "Administrator2"),
        Wanted { roles: &["Editors", "Redakteure", "Administrator", "Administrator2"], ..wanted },
    )
    .await;
}

pub(crate) async fn users_of_zopyx_are_shared<D: Database>(database: &D) {
    load(database, "zopyx").await;
    let users = open(database, Layout::zopyx()).await;
    let bob = by_name(&users, "bob").await.unwrap();
    assert_eq!(
        (Subject::id(&bob), bob.roles().join("|")),
        ("bob", "User| Viewer|Zoo Keeper".to_owned())
    );
    assert!(bob.created().is_some());
    assert!(password(&users, "ada").await.unwrap().as_str().starts_with("$2b$12$"));

    let _ = users.add(&new("eve").with_roles(["Viewer", "Zoo Keeper"]), now()).await.unwrap();
    users.set_roles("bob", &["Editor".to_owned(), "ärztin".to_owned()]).await.unwrap();
    users.set_password("ada", &hash("new"), now()).await.unwrap();
    let rows = "SELECT roles FROM {user} ORDER BY username";
    let quoted = if D::NAME == "mariadb" { "`user`" } else { "\"user\"" };
    let texts = database.texts(&rows.replace("{user}", quoted)).await;
    assert_eq!(texts, ["Administrator", "Editor,ärztin", "Viewer,Zoo Keeper"]);
    let created = match D::NAME {
        "sqlite" => "SELECT CAST(created AS TEXT) FROM \"user\" WHERE username = 'eve'",
        "postgres" => {
            "SELECT to_char(created, 'YYYY-MM-DD HH24:MI:SS.US') FROM \"user\" WHERE username = 'eve'"
        }
        _ => {
            "SELECT DATE_FORMAT(created, '%Y-%m-%d %H:%i:%s.%f') FROM `user` WHERE username = 'eve'"
        }
    };
    assert_eq!(
        database.texts(created).await,
        ["2027-01-15 08:00:00.000000"],
        "as SQLAlchemy writes it"
    );
    let argon2 = PasswordHash::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA");
    let refused = users.set_password("ada", &argon2, now()).await;
    assert!(matches!(refused, Err(ChangeError::Unsupported(_))), "{refused:?}");
    assert!(!users.replace_hash("ada", &hash("new"), &argon2).await.unwrap());
    assert!(password(&users, "ada").await == Some(hash("new")));
    users.set_disabled("eve", true, now()).await.unwrap();
    users.delete("eve", now()).await.unwrap();
    users.set_disabled("bob", true, now()).await.unwrap();
    database.run(&format!("DELETE FROM {quoted} WHERE username = 'bob'")).await;
    assert_eq!(by_id(&users, "bob").await, None, "Python deleted it");
    assert_eq!(users.list(None, 10).await.unwrap().len(), 1);
    let again = users.add(&new("bob"), now()).await.unwrap();
    assert!(!again.is_disabled(), "disabled by the one that Python deleted");
}

/// A table of members, two of whom the database may take for one.
async fn members<D: Database>(database: &D) -> MappedTable {
    database
        .run(
            "CREATE TABLE members (member VARCHAR(40) NOT NULL PRIMARY KEY, mail VARCHAR(80), nick VARCHAR(80), \
             pw VARCHAR(80), locked INTEGER); \
             INSERT INTO members VALUES ('1a', 'Ada@example.org', 'bob@example.org', '$2b$ada', 0); \
             INSERT INTO members VALUES ('1b', 'bob@example.org', 'bob', '$2b$bob', NULL); \
             INSERT INTO members VALUES ('1c', 'ada@example.org', 'twin', '', 1); \
             INSERT INTO members VALUES ('1d', NULL, 'twin', NULL, 0); \
             INSERT INTO members VALUES ('1e', 'eve@example.org ', NULL, '$2b$eve', 0);",
        )
        .await;
    MappedTable::new("members", IdKind::Text, "member", "mail", "pw").with_name_column("nick")
}

pub(crate) async fn ambiguous_name_is_nobodys<D: Database>(database: &D) {
    let table = members(database).await.with_flag_role("locked", "Locked");
    let users = open(database, table).await;
    for (name, id) in [
        ("Ada@example.org", Some("1a")),
        ("ada@example.org", Some("1c")),
        ("ADA@example.org", None),
        ("bob@example.org", Some("1b")), // by the first column, not Ada by the second
        ("bob", Some("1b")),
        ("twin", None),
        ("eve@example.org", None),
        ("eve@example.org ", Some("1e")),
        ("1a", None),
    ] {
        let found = by_name(&users, name).await;
        assert_eq!(found.as_ref().map(Subject::id), id, "{name:?}");
    }
    assert_eq!(by_id(&users, "1A").await, None);
    assert_eq!(by_id(&users, "1a ").await, None);
    let set = users.set_password("1A", &hash("x"), now()).await;
    assert!(matches!(set, Err(ChangeError::NoAccount)), "{set:?}");
    assert!(password(&users, "ada@example.org").await.is_none(), "an empty hash is none");
    assert_eq!(by_id(&users, "1c").await.unwrap().roles(), ["Locked"]);
    let disabled = users.set_disabled("1a", true, now()).await;
    assert!(matches!(disabled, Err(ChangeError::Unsupported(_))), "{disabled:?}");
    let names: Vec<_> =
        users.list(None, 10).await.unwrap().iter().map(|it| it.name().to_owned()).collect();
    assert_eq!(
        names,
        ["Ada@example.org", "ada@example.org", "bob@example.org", "eve@example.org "]
    );
}

pub(crate) async fn mapped_table_is_never_migrated<D: Database>(database: &D) {
    let table = members(database).await;
    let rows = "SELECT CAST(COUNT(*) AS CHAR(9)) FROM members";
    let users = open(database, table).await;
    users.set_password("1a", &hash("x"), now()).await.unwrap();
    users.note_login("1a", now()).await.unwrap();
    assert_eq!(database.texts(rows).await[0].trim(), "5");
    let own = match D::NAME {
        "sqlite" => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        "postgres" => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
             WHERE table_schema = current_schema() ORDER BY CAST(table_name AS TEXT)"
        }
        _ => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() \
             ORDER BY table_name"
        }
    };
    let tables = [
        "handstamp_disabled",
        "handstamp_ended_login",
        "handstamp_generation",
        "handstamp_keys",
        "handstamp_schema",
        "members",
    ];
    assert_eq!(database.texts(own).await, tables);
}

pub(crate) async fn read_only_table_is_not_written<D: Database>(database: &D) {
    let table = members(database).await.with_disabled_column("locked").read_only();
    let users = open(database, table).await;
    let ada = users.by_name("Ada@example.org").await.unwrap().unwrap();
    let refused = users.set_password("1a", &hash("x"), now()).await;
    assert!(matches!(refused, Err(ChangeError::Unsupported(_))), "{refused:?}");
    let old = ada.password.unwrap();
    assert!(!users.replace_hash("1a", &old, &hash("x")).await.unwrap());
    let refused = users.set_disabled("1a", true, now()).await;
    assert!(matches!(refused, Err(ChangeError::Unsupported(_))), "{refused:?}");
    users.note_login("1a", now()).await.unwrap();
    users.revoke_user("1a", now(), now()).await.unwrap();
    let python = Authentication::cookie().with_auth_time(now());
    assert!(users.is_revoked("1a", &python, now()).await.unwrap(), "its logins can be ended");
}

pub(crate) async fn wrong_layout_is_named<D: Database>(database: &D) {
    let table = members(database).await;
    let roles = MappedRoles::new("a", "b", "c", "d", "e", "f");
    for wrong in [
        MappedTable::new("nobody", IdKind::Text, "member", "mail", "pw"),
        table.clone().with_name_column("no_column"),
        table.clone().with_roles(roles.clone()),
    ] {
        let refused = attempt(database, wrong).await;
        assert!(matches!(refused, Err(ConnectError::Layout(_))), "{refused:?}");
    }
    for wrong in [
        table.clone().with_name_column("mail\"; DROP TABLE members; --"),
        table.with_roles(roles.with_user_key("a b")),
    ] {
        let refused = attempt(database, wrong).await;
        assert!(matches!(refused, Err(ConnectError::Name(_))), "{refused:?}");
    }
}

pub(crate) async fn many_start_at_once<D: Database>(database: &D) {
    let open = || async { SqlUsers::builder(database.url()).connections(1).build().await };
    let (a, b, c, d, e, f) = tokio::join!(open(), open(), open(), open(), open(), open());
    let users = a.unwrap();
    for other in [b, c, d, e, f] {
        other.unwrap();
    }
    let _ = users.add(&new("ada"), now()).await.unwrap();
    assert!(by_name(&super::open(database, Layout::own()).await, "ada").await.is_some());
}

pub(crate) async fn newer_tables_are_refused<D: Database>(database: &D) {
    let users = open(database, Layout::own()).await;
    let _ = users.add(&new("ada"), now()).await.unwrap();
    for part in ["users", "endings"] {
        database
            .run(&format!("UPDATE handstamp_schema SET version = 99 WHERE part = '{part}'"))
            .await;
        let refused = attempt(database, Layout::own()).await;
        assert!(matches!(refused, Err(ConnectError::Newer { found: 99, known: 1 })), "{refused:?}");
        database
            .run(&format!("UPDATE handstamp_schema SET version = 1 WHERE part = '{part}'"))
            .await;
    }
    assert!(by_name(&open(database, Layout::own()).await, "ada").await.is_some());
}
