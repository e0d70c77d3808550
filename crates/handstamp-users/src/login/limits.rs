use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use handstamp_authorizer::throttle::{Counted, Limit};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// The longest value that is counted as it is, in bytes. A longer one is hashed.
const LONGEST: usize = 64;

const MINUTE: Duration = Duration::from_secs(60);

/// How many wrong passwords there may be, for a name, an address and a known browser.
///
/// The defaults: 10 at once for a name and then one a minute, which are 70 in the first hour (OWASP ASVS 4.0.3,
/// 2.2.1: no more than 100 failed attempts per hour on one account); 30 at once for an address and then one
/// each 10 seconds, since many people may share one; for a known browser the same as for a name. Right
/// passwords are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct LoginLimits {
    name: Limit,
    address: Limit,
    device: Limit,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self {
            name: Limit::new(10, MINUTE),
            address: Limit::new(30, Duration::from_secs(10)),
            device: Limit::new(10, MINUTE),
        }
    }
}

impl LoginLimits {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the limit for one name, whatever its spelling: capital and small letters, spaces and full-width
    /// letters are alike, since a directory may take them all for one user.
    pub fn with_name(mut self, limit: Limit) -> Self {
        self.name = limit;
        self
    }

    /// Sets the limit for one address; an IPv6 address counts by its /64, which is one site's. Where the server does not
    /// know the address of the client, none is counted.
    pub fn with_address(mut self, limit: Limit) -> Self {
        self.address = limit;
        self
    }

    /// Sets the limit for a browser that has logged in with the name before. Past it, it counts as any other.
    pub fn with_device(mut self, limit: Limit) -> Self {
        self.device = limit;
        self
    }
}

/// What an attempt counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counters(Vec<(&'static str, String, Limit)>);

impl Counters {
    /// Those of a stranger.
    pub(crate) fn of_stranger(limits: LoginLimits, name: &str, address: Option<IpAddr>) -> Self {
        let mut counters = vec![("name", short(folded(name)), limits.name)];
        counters.extend(address.map(|address| ("address", network(address), limits.address)));
        Self(counters)
    }

    /// That of a browser that has logged in before.
    pub(crate) fn of_device(limits: LoginLimits, id: &str) -> Self {
        Self(vec![("device", id.to_owned(), limits.device)])
    }

    /// As a throttle takes them.
    pub(crate) fn counted(&self) -> Vec<Counted<'_>> {
        let all = self.0.iter();
        all.map(|(kind, value, limit)| Counted { kind, value, limit: *limit }).collect()
    }
}

/// One text for all spellings that a directory may take for one name (RFC 4518): compatible characters, capital
/// letters and spaces are alike, and what is not seen is dropped. A name of nothing else stays as it is.
fn folded(name: &str) -> String {
    let seen = |character: &char| character.is_alphanumeric() || character.is_ascii_punctuation();
    let folded: String = name.nfkc().flat_map(char::to_lowercase).filter(seen).collect();
    if folded.is_empty() { name.to_owned() } else { folded }
}

fn short(value: String) -> String {
    if value.len() <= LONGEST {
        return value;
    }
    format!("sha256:{}", BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(value)))
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str, address: Option<&str>) -> Vec<(&'static str, String)> {
        let address = address.map(|address| address.parse().unwrap());
        let counters = Counters::of_stranger(LoginLimits::new(), name, address);
        counters.counted().iter().map(|it| (it.kind, it.value.to_owned())).collect()
    }

    #[test]
    fn spellings_of_a_name_share_a_counter() {
        for name in ["ada", "Ada", " a d\u{200b}a ", "ＡＤＡ", "a\u{ad}da"] {
            assert_eq!(values(name, None), [("name", "ada".into())], "{name:?}");
        }
        for (name, value) in [
            ("ada@example.org", "ada@example.org"),
            ("ádä", "ádä"),
            ("李", "李"),
            ("\u{200b}", "\u{200b}"),
        ] {
            assert_eq!(values(name, None), [("name", value.into())], "{name:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_two_stay_two() {
        let (one, other) = ("a".repeat(10_000), "a".repeat(10_001));
        assert_eq!(values(&"a".repeat(64), None)[0].1, "a".repeat(64));
        assert_eq!(values(&one, None)[0].1.len(), "sha256:".len() + 43);
        assert_ne!(values(&one, None), values(&other, None));
    }

    #[test]
    fn an_address_counts_by_its_site() {
        let address = |text| values("ada", Some(text))[1].clone();
        assert_eq!(address("192.0.2.7"), ("address", "192.0.2.7".into()));
        assert_eq!(address("::ffff:192.0.2.7"), ("address", "192.0.2.7".into()));
        assert_eq!(address("2001:db8:1:2:3:4:5:6"), ("address", "2001:db8:1:2::/64".into()));
        assert_eq!(address("2001:db8:1:2::"), address("2001:db8:1:2:ffff::1"));
        assert_ne!(address("2001:db8:1:3::"), address("2001:db8:1:2::"));
    }
}
