//! MariaDB: databases `handstamp` and `handstamp…`, and a user who may make the latter.

use std::process::Command;

use nix::sys::signal::Signal;

use super::ask::Question;
use super::place::Place;
use super::programs;
use super::service::Service;

pub(super) const SERVICE: Service = Service {
    name: "mariadb",
    title: "MariaDB",
    packages: &["mariadb-server"],
    programs: &["mariadbd", "mariadb-install-db", "mariadb"],
    account: "mysql",
    ports: 1,
    version: &["--version"],
    seed: OWNER,
    initialise,
    server,
    stop: Signal::SIGTERM,
    variables: |place| vec![("HANDSTAMP_TEST_MARIADB_URL", url(place))],
    paste: |place| {
        let (port, password) = (place.port(), &place.password);
        format!("mariadb -h 127.0.0.1 -P {port} -u handstamp -p{password} handstamp")
    },
    ping: |place| mariadb(place, "SELECT 1"),
    save: |place, word| {
        let table = "CREATE TABLE IF NOT EXISTS xtask_check (word varchar(64) PRIMARY KEY)";
        mariadb(place, &format!("{table}; INSERT INTO xtask_check VALUES ('{word}')"))
    },
    load: |place, _| mariadb(place, "SELECT word FROM xtask_check"),
};

const TABLES: &str = "tables";

/// As Debian sets them: names are compared without case and accents.
const CHARACTERS: [&str; 2] =
    ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci"];

/// One statement a line, as the server reads them before it knows its own users. Its root has no
/// password: it is who asks over the socket, in a folder that only the server's account enters.
const OWNER: &str = "FLUSH PRIVILEGES;\n\
                     CREATE DATABASE handstamp;\n\
                     CREATE USER 'handstamp'@'127.0.0.1' IDENTIFIED BY '{password}';\n\
                     GRANT ALL ON `handstamp%`.* TO 'handstamp'@'127.0.0.1';\n";

/// In SQLAlchemy's and sqlx' spelling.
fn url(place: &Place) -> String {
    format!("mysql://handstamp:{}@127.0.0.1:{}/handstamp", place.password, place.port())
}

fn initialise(place: &Place) -> anyhow::Result<()> {
    let folder = place.subfolder(TABLES)?;
    let folder = format!("--datadir={}", folder.display());
    place.run("mariadb-install-db", &["--no-defaults", &folder, "--skip-test-db"], "")?;
    let mut alone = vec!["--no-defaults", "--bootstrap", &folder];
    alone.extend(CHARACTERS);
    place.run("mariadbd", &alone, &OWNER.replace("{password}", &place.password))?;
    Ok(())
}

fn server(place: &Place) -> anyhow::Result<Command> {
    let mut server = place.program("mariadbd")?;
    server
        .args(["--no-defaults", "--bind-address=127.0.0.1", "--skip-name-resolve"])
        .arg(format!("--datadir={}", place.data.join(TABLES).display()))
        .arg(format!("--port={}", place.port()))
        .args(["--socket=mariadb.sock", "--pid-file=mariadb.pid"]) // below the data
        .args(CHARACTERS)
        .args(["--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=32M"])
        .args(["--innodb-log-file-size=16M", "--key-buffer-size=1M", "--max-connections=50"]);
    Ok(server)
}

fn mariadb(place: &Place, statement: &str) -> anyhow::Result<Question> {
    let mut mariadb = Command::new(programs::find("mariadb")?);
    mariadb
        .args(["--no-defaults", "--batch", "--skip-column-names", "--protocol=tcp"])
        .args(["-h", "127.0.0.1", "-P", &place.port().to_string()])
        .args(["-u", "handstamp", "-D", "handstamp", "-e", statement])
        .env("MYSQL_PWD", &place.password);
    Ok(Question::new(mariadb, ""))
}
