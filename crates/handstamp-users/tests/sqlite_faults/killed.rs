//! This program once more, as a process that others kill.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use handstamp_users::sql::{Layout, SqlUsers};
use handstamp_users::store::UserStore;
use serde_json::{Map, Value};

use crate::database::sqlite::Sqlite;
use crate::database::{Database, open};
use crate::user_store::{by_name, generation, hash, id, new, now, password};

pub(crate) const FILE: &str = "HANDSTAMP_TEST_FILE";

/// One line, which is there before the process can be killed.
fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").unwrap();
    stdout.flush().unwrap();
}

/// What a process does whose files may not grow.
pub(crate) async fn write_until_full(url: String) {
    let users = SqlUsers::connect(url).await.unwrap();
    let mut properties = Map::new();
    properties.insert("padding".to_owned(), Value::from("x".repeat(5000)));
    for round in 0..100 {
        let name = format!("padded{round}");
        match users.add(&new(&name).with_properties(properties.clone()), now()).await {
            Ok(_) => say(&format!("added {name}")),
            Err(error) => {
                say(&format!("full: {error:?}"));
                assert!(by_name(&users, &name).await.is_none(), "half of it was done");
                return;
            }
        }
    }
}

async fn write_until_killed(url: String) {
    let users = SqlUsers::connect(url).await.unwrap();
    let ada = by_name(&users, "ada").await.unwrap();
    let from = users.list(None, 100_000).await.unwrap().len();
    for round in from.. {
        say(&format!("set {round}"));
        users.set_password(id(&ada), &hash(&format!("p{round}")), now()).await.unwrap();
        say(&format!("did {round}"));
        let added = users.add(&new(&format!("u{round}")).with_roles(["A", "B"]), now()).await;
        say(&format!("added {}", added.unwrap().name()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_kill() {
    if let Ok(url) = std::env::var(FILE) {
        return write_until_killed(url).await; // this is the process that is killed
    }
    let file = Sqlite::fresh().await;
    let users = open(&file, Layout::own()).await;
    let ada = users.add(&new("ada"), now()).await.unwrap();
    let (mut acknowledged, mut passwords, mut last) = (Vec::new(), 0, 0);
    for round in 0..20_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["killed::what_was_acknowledged_outlives_kill", "--exact", "--nocapture"])
            .env(FILE, file.url())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reader = std::thread::spawn(move || lines.map(Result::unwrap).collect::<Vec<_>>());
        std::thread::sleep(Duration::from_millis(150 + 17 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let lines = reader.join().unwrap();
        let of = |mark: &str| {
            let found = lines.iter().filter_map(|line| line.strip_prefix(mark));
            found.map(str::to_owned).collect::<Vec<_>>()
        };
        acknowledged.extend(of("added "));
        for name in &acknowledged {
            let account = by_name(&users, name).await.unwrap();
            assert_eq!(account.roles(), ["A", "B"], "round {round}: {name}");
        }
        let (begun, done) = (of("set "), of("did "));
        passwords += done.len();
        if let Some(begun) = begun.last() {
            let stands = password(&users, "ada").await.unwrap();
            let done = done.last().map(|it| hash(&format!("p{it}")));
            let is_begun = stands == hash(&format!("p{begun}"));
            assert!(is_begun || done.is_none_or(|done| stands == done), "round {round}: neither");
        }
        let raised = generation(&users, id(&ada)).await;
        assert!(raised >= last, "round {round}");
        assert!(
            passwords == 0 || raised >= 1_800_000_000 + passwords as u64 - 1,
            "round {round}: a raise is lost"
        );
        last = raised;
        assert_eq!(file.texts("PRAGMA integrity_check").await, ["ok"]);
        let orphans = "SELECT CAST(COUNT(*) AS TEXT) FROM handstamp_user_roles WHERE user_id NOT IN \
                       (SELECT id FROM handstamp_users)";
        assert_eq!(file.texts(orphans).await, ["0"]);
    }
    assert!(acknowledged.len() > 20, "{} accounts and {passwords} passwords", acknowledged.len());
}
