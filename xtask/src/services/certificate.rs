//! A certificate for 127.0.0.1 and localhost, and the authority that vouches for it, made by openssl.

use super::place::Place;

/// `x509v3_config(5)`. The authority vouches for others only: rustls takes no certificate for both.
const SETTINGS: &str = "\
[req]
distinguished_name = name
prompt = no
[name]
O = handstamp tests
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1,DNS:localhost
authorityKeyIdentifier = keyid
";

/// Writes `ca.pem`, `server.pem` and `server.key` into the data folder, good for ten years.
pub(super) fn make(place: &Place) -> anyhow::Result<()> {
    place.write("certificate.conf", SETTINGS)?;
    let request = [
        "req -x509 -config certificate.conf -days 3650 -nodes -newkey ec",
        "-pkeyopt ec_paramgen_curve:P-256",
    ]
    .join(" ");
    let authority = "-extensions authority -keyout ca.key -out ca.pem -subj /CN=authority";
    let server = "-extensions server -CA ca.pem -CAkey ca.key -keyout server.key \
                  -out server.pem -subj /CN=127.0.0.1";
    for what in [authority, server] {
        let arguments: Vec<_> = request.split(' ').chain(what.split_whitespace()).collect();
        place.run("openssl", &arguments, "")?;
    }
    std::fs::remove_file(place.data.join("ca.key"))?; // it vouches for nobody else
    Ok(())
}
