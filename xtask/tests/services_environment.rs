//! What tests beside real servers find in their environment, and what they may do to the servers.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{ErrorKind, Read as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("no {name}: cargo xtask test services"))
}

/// The address in a variable `HANDSTAMP_TEST_NAME`.
fn address(name: &str) -> SocketAddr {
    let url = variable(&format!("HANDSTAMP_TEST_{name}"));
    let place = url.rsplit_once('@').or_else(|| url.split_once("://")).unwrap().1;
    place.split('/').next().unwrap().parse().unwrap()
}

fn services(arguments: &[&str]) {
    let mut services = Command::new(variable("HANDSTAMP_SERVICES"));
    let status = services.arg("services").args(arguments).status().unwrap();
    assert!(status.success(), "{arguments:?}: {status}");
}

/// What MariaDB says first, whoever connects.
fn greeting() -> Result<u8, ErrorKind> {
    let read = || {
        let mut stream = TcpStream::connect(address("MARIADB_URL"))?;
        stream.set_read_timeout(Some(Duration::from_millis(500)))?;
        let mut byte = [0];
        stream.read_exact(&mut byte).map(|()| byte[0])
    };
    read().map_err(|error: std::io::Error| error.kind())
}

#[test]
#[ignore = "needs PostgreSQL, MariaDB and OpenLDAP: cargo xtask test services"]
fn each_server_listens_where_the_environment_says() {
    for name in ["POSTGRES_URL", "MARIADB_URL", "LDAP_URL", "LDAPS_URL"] {
        TcpStream::connect(address(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let authority = std::fs::read_to_string(variable("HANDSTAMP_TEST_LDAP_CA")).unwrap();
    assert!(authority.starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
#[ignore = "needs MariaDB: cargo xtask test services"]
fn a_test_can_kill_pause_and_start_a_server() {
    assert!(greeting().is_ok());
    services(&["kill", "mariadb"]);
    assert_eq!(greeting(), Err(ErrorKind::ConnectionRefused));
    services(&["start", "mariadb"]);
    assert!(greeting().is_ok());
    services(&["pause", "mariadb"]);
    assert_eq!(greeting(), Err(ErrorKind::WouldBlock));
    services(&["resume", "mariadb"]);
    assert!(greeting().is_ok());
}
