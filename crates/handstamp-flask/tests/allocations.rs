//! What a cookie costs in allocations, once its thread is warm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_flask::{SecretKey, Session, SignedCodec, session_codec};

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn codec() -> SignedCodec {
    session_codec(SecretKey::allow_weak("new"))
        .fallbacks([SecretKey::allow_weak("old"), SecretKey::allow_weak("older")])
        .build()
}

fn cookie(key: &str, padding: usize, at: SystemTime) -> String {
    let mut session = Session::new();
    session.insert("_user_id", "1742").unwrap();
    session.insert("_fresh", &true).unwrap();
    session.insert("padding", &"long ".repeat(padding)).unwrap();
    session_codec(SecretKey::allow_weak(key)).build().encode(&session, at).unwrap()
}

fn allocations(act: impl Fn()) -> u64 {
    act();
    allocation_counter::measure(act).count_total
}

#[test]
fn the_user_id_costs_none() {
    for (key, padding, compressed) in [("new", 0, false), ("older", 0, false), ("new", 100, true)] {
        let (codec, cookie) = (codec(), cookie(key, padding, now()));
        assert_eq!(cookie.starts_with('.'), compressed);
        let count = allocations(|| {
            let session = codec.decode(&cookie, now()).unwrap();
            assert_eq!(session.get_str("_user_id"), Some("1742"));
        });
        assert_eq!(count, 0, "{key} {padding}");
    }
}

#[test]
fn every_refusal_costs_none() {
    let codec = codec();
    let day = Duration::from_secs(24 * 60 * 60);
    let forged = cookie("another", 100, now());
    let expired = cookie("new", 100, now() - 32 * day);
    let ahead = cookie("new", 100, now() + day);
    let long = "x".repeat(20_000);
    let good = cookie("new", 0, now());
    let changed = good.replace('.', "A.");
    let unsigned = good.split('.').next().unwrap();
    for bad in ["", ".", "..", "a.b.c", "é", &forged, &expired, &ahead, &long, &changed, unsigned]
    {
        let count = allocations(|| assert!(codec.decode(bad, now()).is_err()));
        assert_eq!(count, 0, "{bad}");
    }
}

#[test]
fn a_signed_bomb_costs_none() {
    let limits = handstamp_flask::Limits::default().with_bytes(1 << 20);
    let mut session = Session::new();
    session.insert("a", &"a".repeat(500_000)).unwrap();
    let generous = session_codec(SecretKey::allow_weak("new")).limits(limits).build();
    let bomb = generous.encode(&session, now()).unwrap();
    assert!(bomb.len() < 2_000);
    let codec = codec();
    assert_eq!(allocations(|| assert!(codec.decode(&bomb, now()).is_err())), 0);
}
