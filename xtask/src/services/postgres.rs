//! PostgreSQL: a database `handstamp` and its owner, who may make further databases.

use std::process::Command;

use nix::sys::signal::Signal;

use super::ask::Question;
use super::place::Place;
use super::programs;
use super::service::Service;

pub(super) const SERVICE: Service = Service {
    name: "postgres",
    title: "PostgreSQL",
    packages: &["postgresql"],
    programs: &["postgres", "initdb", "psql"],
    account: "postgres",
    ports: 1,
    version: &["--version"],
    seed: OWNER,
    initialise,
    server,
    stop: Signal::SIGINT, // does not wait for clients
    variables: |place| vec![("HANDSTAMP_TEST_POSTGRES_URL", url(place))],
    paste: |place| format!("psql {}", url(place)),
    ping: |place| psql(place, "SELECT 1"),
    save: |place, word| {
        let table = "CREATE TABLE IF NOT EXISTS xtask_check (word text PRIMARY KEY)";
        psql(place, &format!("{table}; INSERT INTO xtask_check VALUES ('{word}')"))
    },
    load: |place, _| psql(place, "SELECT word FROM xtask_check"),
};

const CLUSTER: &str = "cluster";

/// One statement a line, as the server reads them in single-user mode. The superuser has no
/// password, so that nobody is it over TCP.
const OWNER: &str = "CREATE ROLE handstamp LOGIN CREATEDB PASSWORD '{password}';\n\
                     CREATE DATABASE handstamp OWNER handstamp;\n";

fn url(place: &Place) -> String {
    format!("postgres://handstamp:{}@127.0.0.1:{}/handstamp", place.password, place.port())
}

fn initialise(place: &Place) -> anyhow::Result<()> {
    let cluster = [
        "--pgdata",
        CLUSTER,
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
    ];
    place.run("initdb", &cluster, "")?;
    let alone = ["--single", "-D", CLUSTER, "-c", "exit_on_error=on", "postgres"];
    place.run("postgres", &alone, &OWNER.replace("{password}", &place.password))?;
    Ok(())
}

fn server(place: &Place) -> anyhow::Result<Command> {
    let mut server = place.program("postgres")?;
    server.args(["-D", CLUSTER, "-p", &place.port().to_string()]);
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=on",
        "shared_buffers=16MB",
        "max_connections=50",
        "max_wal_size=64MB",
        "log_lock_waits=on",
    ] {
        server.args(["-c", setting]);
    }
    Ok(server)
}

fn psql(place: &Place, statement: &str) -> anyhow::Result<Question> {
    let mut psql = Command::new(programs::find("psql")?);
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1"])
        .args(["-h", "127.0.0.1", "-p", &place.port().to_string()])
        .args(["-U", "handstamp", "-d", "handstamp", "-c", statement])
        .env("PGPASSWORD", &place.password);
    Ok(Question::new(psql, ""))
}
