//! Real servers for tests and for people: PostgreSQL, MariaDB and OpenLDAP from Debian's packages.
//!
//! Each is on a loopback port of its own, with its data below `target/services/NAME`. A server is
//! one file of this folder and one entry of `SERVICES`.

mod account;
mod ask;
mod beside;
mod certificate;
mod check;
pub mod command;
mod held;
mod keeper;
mod lifecycle;
mod mariadb;
mod openldap;
mod place;
mod ports;
mod postgres;
mod process;
mod programs;
mod service;

pub use self::programs::find_or_install;
use self::service::Service;

/// What can be started.
const SERVICES: &[Service] = &[postgres::SERVICE, mariadb::SERVICE, openldap::SERVICE];
