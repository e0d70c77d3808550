//! OpenLDAP: `dc=handstamp,dc=test` with the people and groups of `openldap/people.ldif`, in the
//! clear, by STARTTLS and by LDAPS.

use std::process::Command;

use nix::sys::signal::Signal;

use super::ask::Question;
use super::place::Place;
use super::service::Service;
use super::{certificate, programs};

pub(super) const SERVICE: Service = Service {
    name: "openldap",
    title: "OpenLDAP",
    packages: &["slapd", "ldap-utils", "openssl", "util-linux"],
    programs: &["slapd", "slapadd", "ldapsearch", "ldapadd", "openssl", "prlimit"],
    account: "openldap",
    ports: 2,
    version: &["-VV"],
    seed: PEOPLE,
    initialise,
    server,
    stop: Signal::SIGTERM,
    variables,
    paste: |place| {
        let (ca, clear) = (ca(place), clear(place));
        let password = password_file(place);
        format!(
            "LDAPTLS_CACERT={ca} ldapsearch -x -ZZ -H {clear} -D {ADMIN} -y {password} -b {BASE}"
        )
    },
    ping: |place| {
        let mut search = client(place, "ldapsearch", &clear(place))?;
        search.args(["-ZZ", "-b", BASE, "-s", "base", "dn"]);
        Ok(Question::new(search, ""))
    },
    save: |place, word| {
        let add = client(place, "ldapadd", &tls(place))?;
        let entry = format!("dn: cn={word},{BASE}\nobjectClass: device\ncn: {word}\n");
        Ok(Question::new(add, entry))
    },
    load: |place, word| {
        let mut search = client(place, "ldapsearch", &tls(place))?;
        search.args(["-LLL", "-b", BASE, &format!("(cn={word})"), "cn"]);
        Ok(Question::new(search, ""))
    },
};

const BASE: &str = "dc=handstamp,dc=test";
const ADMIN: &str = "cn=admin,dc=handstamp,dc=test";
const PEOPLE: &str = include_str!("openldap/people.ldif");

/// `slapd.conf(5)`. Nobody reads passwords, and who has not bound sees nothing.
const SETTINGS: &str = "\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCACertificateFile {data}/ca.pem
TLSCertificateFile {data}/server.pem
TLSCertificateKeyFile {data}/server.key
database mdb
suffix \"dc=handstamp,dc=test\"
rootdn \"cn=admin,dc=handstamp,dc=test\"
rootpw {password}
directory {data}/tree
maxsize 67108864
index objectClass,uid,cn,mail,member,uniqueMember eq
access to attrs=userPassword by self =w by anonymous auth by * none
access to * by users read by * none
";

fn clear(place: &Place) -> String {
    format!("ldap://127.0.0.1:{}", place.port())
}

fn tls(place: &Place) -> String {
    format!("ldaps://127.0.0.1:{}", place.ports.get(1).copied().unwrap_or_default())
}

fn ca(place: &Place) -> String {
    place.data.join("ca.pem").display().to_string()
}

fn password_file(place: &Place) -> String {
    place.folder.join("password").display().to_string()
}

fn variables(place: &Place) -> Vec<(&'static str, String)> {
    vec![
        ("HANDSTAMP_TEST_LDAP_URL", clear(place)),
        ("HANDSTAMP_TEST_LDAPS_URL", tls(place)),
        ("HANDSTAMP_TEST_LDAP_CA", ca(place)),
        ("HANDSTAMP_TEST_LDAP_BASE", BASE.to_owned()),
        ("HANDSTAMP_TEST_LDAP_ADMIN", ADMIN.to_owned()),
        ("HANDSTAMP_TEST_LDAP_PASSWORD", place.password.clone()),
    ]
}

/// Written before each start: it names the data folder, which may have been moved.
fn settings(place: &Place) -> anyhow::Result<String> {
    let data = place.data.display().to_string();
    let text = SETTINGS.replace("{data}", &data).replace("{password}", &place.password);
    Ok(place.write("slapd.conf", &text)?.display().to_string())
}

fn initialise(place: &Place) -> anyhow::Result<()> {
    certificate::make(place)?;
    place.subfolder("tree")?;
    let people = place.write("people.ldif", PEOPLE)?.display().to_string();
    place.run("slapadd", &["-f", &settings(place)?, "-l", &people], "")?;
    Ok(())
}

fn server(place: &Place) -> anyhow::Result<Command> {
    let settings = settings(place)?;
    let slapd = programs::find("slapd")?;
    // It takes memory for as many connections as it may have files open.
    let mut server = place.program("prlimit")?;
    server.arg("--nofile=1024").arg(slapd);
    server.args(["-d", "stats", "-f", &settings]);
    server.args(["-h", &format!("{}/ {}/", clear(place), tls(place))]);
    Ok(server)
}

/// A client that binds as the administrator.
fn client(place: &Place, program: &str, url: &str) -> anyhow::Result<Command> {
    let mut client = Command::new(programs::find(program)?);
    client
        .args(["-x", "-H", url, "-D", ADMIN, "-y", &password_file(place)])
        .env("LDAPTLS_CACERT", ca(place))
        .env("LDAPTLS_REQCERT", "demand");
    Ok(client)
}
