//! Trusted proxies: whose word counts about where a request came from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;

use handstamp_authorizer::adapter::Policies;
use handstamp_authorizer::{CrossOrigin, NextUrl, RequestView, TrustedProxies};
use proptest::prelude::*;
use support::{Fake, anonymous};

fn trust(networks: &[&str]) -> TrustedProxies {
    networks.iter().fold(TrustedProxies::none(), |all, one| all.trust(one).unwrap())
}

/// The request with what these proxies say of it.
fn see<T>(proxies: &TrustedProxies, request: &Fake, look: impl FnOnce(&dyn RequestView) -> T) -> T {
    let policies = Arc::new(Policies::new().with_trusted_proxies(proxies.clone()));
    let request = request.clone().enter_policies(&policies);
    request.innermost().view(&request, look)
}

fn peer(proxies: &TrustedProxies, request: &Fake) -> Option<String> {
    see(proxies, request, |seen| seen.peer().map(|peer| peer.to_string()))
}

/// The client as seen by an app behind 10.0.0.1, which trusts 10.0.0.0/8 and one IPv6 network.
#[track_caller]
fn client(forwarded: &[&str], expected: &str) {
    let proxies = trust(&["10.0.0.0/8", "fd00::/8"]);
    let request = Fake::get("/").peer("10.0.0.1");
    let request = forwarded.iter().fold(request, |r, line| r.with("x-forwarded-for", line));
    assert_eq!(peer(&proxies, &request).as_deref(), Some(expected), "{forwarded:?}");
}

#[test]
fn no_proxy_is_believed_by_default() {
    let request = Fake::get("/a")
        .peer("127.0.0.1")
        .scheme("http")
        .authority("inner")
        .with("x-forwarded-for", "9.9.9.9")
        .with("x-forwarded-proto", "https")
        .with("x-forwarded-host", "evil.example")
        .with("x-forwarded-prefix", "/evil");
    for proxies in [TrustedProxies::none(), TrustedProxies::default(), trust(&["127.0.0.2"])] {
        see(&proxies, &request, |seen| {
            assert_eq!(seen.peer(), Some([127, 0, 0, 1].into()));
            assert_eq!((seen.scheme(), seen.authority()), (Some("http"), Some("inner")));
            assert_eq!(seen.target(), "/a");
        });
    }
}

#[test]
fn the_last_hop_that_is_no_proxy_is_the_client() {
    client(&[], "10.0.0.1");
    client(&["9.9.9.9"], "9.9.9.9");
    client(&["9.9.9.9, 10.0.0.2"], "9.9.9.9");
    client(&["9.9.9.9, 10.0.0.3,10.0.0.2"], "9.9.9.9");
    client(&["9.9.9.9", "10.0.0.2"], "9.9.9.9");
    client(&["9.9.9.9, fd00::1"], "9.9.9.9");
    client(&["10.0.0.9"], "10.0.0.9");
    client(&["2001:db8::7"], "2001:db8::7");
}

#[test]
fn what_the_client_wrote_itself_is_not_believed() {
    client(&["127.0.0.1, 9.9.9.9"], "9.9.9.9");
    client(&["10.0.0.5, 9.9.9.9"], "9.9.9.9");
    client(&["1.1.1.1, 10.0.0.5, 9.9.9.9, 10.0.0.2"], "9.9.9.9");
    client(&["1.1.1.1", "9.9.9.9"], "9.9.9.9");
    client(&["unknown, 9.9.9.9"], "9.9.9.9");
}

#[test]
fn addresses_are_written_in_many_ways() {
    client(&["9.9.9.9:5060"], "9.9.9.9");
    client(&["[2001:db8::7]"], "2001:db8::7");
    client(&["[2001:db8::7]:443"], "2001:db8::7");
    client(&["\t9.9.9.9  "], "9.9.9.9");
    // IPv4 in IPv6's clothes is IPv4: for the throttle it is the same client.
    client(&["::ffff:9.9.9.9"], "9.9.9.9");
    client(&["9.9.9.9, ::ffff:10.0.0.2"], "9.9.9.9");
}

#[test]
fn a_hop_that_is_no_address_ends_the_chain() {
    for garbage in [
        "unknown",
        "_hidden",
        "",
        "evil.example",
        "9.9.9",
        "9.9.9.9.9",
        "999.9.9.9",
        "[2001:db8::7",
        "[2001:db8::7]x",
        "[2001:db8::7]:443x",
        "fe80::1%eth0",
        "9.9.9.9:99999",
        "\u{0}",
        "9.9.9.9;10.0.0.1",
    ] {
        client(&[&format!("1.1.1.1, {garbage}")], "10.0.0.1");
        client(&[&format!("1.1.1.1, {garbage}, 10.0.0.2")], "10.0.0.2");
    }
    let request = Fake::get("/").peer("10.0.0.1").with("x-forwarded-for", b"9.9.9.9, \xff");
    assert_eq!(peer(&trust(&["10.0.0.0/8"]), &request).as_deref(), Some("10.0.0.1"));
}

#[test]
fn networks() {
    for (network, address, inside) in [
        ("10.0.0.7", "10.0.0.7", true),
        ("10.0.0.7", "10.0.0.8", false),
        ("10.0.0.7/32", "10.0.0.7", true),
        ("10.0.0.7/32", "10.0.0.6", false),
        ("10.0.0.7/8", "10.200.0.1", true),
        ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/31", "10.0.0.1", true),
        ("10.0.0.0/31", "10.0.0.2", false),
        ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "::ffff:203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("::/0", "2001:db8::1", true),
        ("::/0", "203.0.113.9", false),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("10.0.0.0/8", "::ffff:11.1.2.3", false),
        ("10.0.0.0/8", "a00::", false), // the same bits
        ("2001:db8::1/128", "2001:db8::1", true),
        ("2001:db8::1/128", "2001:db8::2", false),
        ("2001:db8::/127", "2001:db8::1", true),
        ("2001:db8::/32", "2001:db9::", false),
        ("::1", "::1", true),
        ("::1", "127.0.0.1", false),
        ("::ffff:10.0.0.7", "10.0.0.7", true),
        ("::ffff:10.0.0.0/104", "10.9.9.9", true),
        ("::ffff:10.0.0.0/104", "11.9.9.9", false),
    ] {
        let request =
            Fake::get("/").peer(address).scheme("http").with("x-forwarded-proto", "https");
        let believed = see(&trust(&[network]), &request, |seen| seen.scheme() == Some("https"));
        assert_eq!(believed, inside, "{address} in {network}");
    }
}

#[test]
fn loopback_is_this_machine_only() {
    let proxies = TrustedProxies::loopback();
    for (address, inside) in [
        ("127.0.0.1", true),
        ("127.9.9.9", true),
        ("::1", true),
        ("::ffff:127.0.0.1", true),
        ("10.0.0.1", false),
        ("::2", false),
        ("0.0.0.0", false),
    ] {
        let request = Fake::get("/").peer(address).with("x-forwarded-proto", "https");
        assert_eq!(see(&proxies, &request, |seen| seen.scheme().is_some()), inside, "{address}");
    }
}

#[test]
fn what_is_no_network_is_an_error() {
    for text in [
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/255",
        "10.0.0.0/256",
        "10.0.0/8",
        "10.0.0.0 /8",
        " 10.0.0.0",
        "::/129",
        "[::1]",
        "10.0.0.1:80",
        "proxy.example",
        "*",
        "10.0.0.*",
        "::ffff:10.0.0.0/95",
        "fe80::1%eth0",
    ] {
        assert!(TrustedProxies::none().trust(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_connection_without_address_is_a_unix_socket_only_where_that_is_said() {
    let request = Fake::get("/").with("x-forwarded-for", "9.9.9.9, 10.0.0.2");
    assert_eq!(peer(&trust(&["0.0.0.0/0", "::/0"]), &request), None);
    let proxies = TrustedProxies::none().trust_unix_socket();
    assert_eq!(peer(&proxies, &request).as_deref(), Some("10.0.0.2"));
    let both = trust(&["10.0.0.0/8"]).trust_unix_socket();
    assert_eq!(peer(&both, &request).as_deref(), Some("9.9.9.9"));
    // It says nothing about connections that have an address.
    assert_eq!(peer(&proxies, &request.peer("10.0.0.1")).as_deref(), Some("10.0.0.1"));
}

#[test]
fn scheme_and_host_are_those_of_the_nearest_proxy() {
    let forwarded = |name: &str, value: &[u8]| {
        let request = Fake::get("/").peer("10.0.0.1").scheme("http").authority("inner");
        see(&trust(&["10.0.0.1"]), &request.with(name, value), |seen| {
            (seen.scheme().unwrap().to_owned(), seen.authority().unwrap().to_owned())
        })
    };
    for (value, scheme) in [
        ("https", "https"),
        ("http, https", "https"),
        ("https,http", "http"),
        ("javascript", "http"),
        ("HTTPS", "http"),
        ("", "http"),
        ("https,", "http"),
    ] {
        assert_eq!(forwarded("x-forwarded-proto", value.as_bytes()).0, scheme, "{value:?}");
    }
    for (value, host) in [
        ("app.example", "app.example"),
        ("evil.example, app.example", "app.example"),
        ("app.example:8443", "app.example:8443"),
        ("", "inner"),
        ("app.example, ", "inner"),
    ] {
        assert_eq!(forwarded("x-forwarded-host", value.as_bytes()).1, host, "{value:?}");
    }
    assert_eq!(forwarded("x-forwarded-host", b"\xff").1, "inner");
}

#[test]
fn a_hostile_forwarded_host_is_never_the_same_origin() {
    let proxies = trust(&["10.0.0.1"]);
    for host in ["a,b", "evil.example/app.example", "u@evil.example", "*", "a b", "[x]"] {
        let request = Fake::post("/")
            .peer("10.0.0.1")
            .with("x-forwarded-host", host)
            .with("origin", format!("https://{host}"));
        let allowed = see(&proxies, &request, |seen| CrossOrigin::same_origin().allows(seen));
        // Of a list the last counts, and that is not what Origin says.
        assert!(!allowed, "{host}");
    }
}

#[test]
fn prefixes() {
    let target = |prefix: &[u8], target: &str| {
        let request = Fake::get(target).peer("10.0.0.1").with("x-forwarded-prefix", prefix);
        see(&trust(&["10.0.0.1"]), &request, |seen| seen.target().to_owned())
    };
    for (prefix, seen) in [
        ("/app", "/app/me?a=b"),
        ("/app/", "/app/me?a=b"),
        ("/a/b", "/a/b/me?a=b"),
        ("/evil, /app", "/app/me?a=b"),
        // Whatever leads away or is no path at all is as if it were not there.
        ("", "/me?a=b"),
        ("/", "/me?a=b"),
        ("//", "/me?a=b"),
        ("app", "/me?a=b"),
        ("//evil.example", "/me?a=b"),
        ("/\\evil.example", "/me?a=b"),
        ("/..//evil.example", "/me?a=b"),
        ("/%5cevil.example", "/me?a=b"),
        ("/a\r\nx: y", "/me?a=b"),
        ("/a b", "/me?a=b"),
        ("/é", "/me?a=b"),
        ("/a?b=", "/me?a=b"),
        ("/a#", "/me?a=b"),
        ("javascript:alert(1)//", "/me?a=b"),
        ("https://evil.example", "/me?a=b"),
        ("\\\\evil.example", "/me?a=b"),
    ] {
        assert_eq!(target(prefix.as_bytes(), "/me?a=b"), seen, "{prefix:?}");
    }
    assert_eq!(target(b"/\xff", "/me"), "/me");
    assert_eq!(target(b"/app", "*"), "*");
    assert_eq!(target(b"/app", "https://evil.example/"), "https://evil.example/");
}

#[test]
fn the_rest_of_the_request_is_as_it_was() {
    let auth = anonymous();
    let request = Fake::post("/a").peer("10.0.0.1").with("cookie", "a=b").enter(&auth);
    see(&trust(&["10.0.0.1"]), &request, |seen| {
        assert_eq!(seen.method(), "POST");
        assert_eq!(seen.header("cookie", 0), Some(&b"a=b"[..]));
        assert_eq!(seen.header("cookie", 1), None);
        assert!(seen.context().is_some());
        assert_eq!((seen.scheme(), seen.authority()), (None, None));
    });
}

proptest! {
    /// Nobody outside can choose the address that is seen: it is the one that our proxy wrote.
    #[test]
    fn spoofing_never_works(lies in proptest::collection::vec(any::<Vec<u8>>(), 0..4)) {
        let request = Fake::get("/").peer("10.0.0.1");
        let request = lies.iter().fold(request, |request, lie| request.with("x-forwarded-for", lie));
        let request = request.with("x-forwarded-for", "9.9.9.9, 10.0.0.2");
        prop_assert_eq!(peer(&trust(&["10.0.0.0/8"]), &request).unwrap(), "9.9.9.9");
    }

    #[test]
    fn any_prefix_leaves_a_safe_next(prefix in "[/\\\\a.%2e5c: ]{0,10}|.{0,20}") {
        let request = Fake::get("/me").peer("10.0.0.1").with("x-forwarded-prefix", &prefix);
        let target = see(&trust(&["10.0.0.1"]), &request, |seen| seen.target().to_owned());
        prop_assert!(NextUrl::parse(&target).is_some(), "{target}");
    }
}
