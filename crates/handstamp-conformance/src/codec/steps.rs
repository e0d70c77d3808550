//! Verify first, then read.

use std::time::Duration;

use handstamp_session::{Codec, DecodeError, Session};

use crate::codec::CodecHarness;
use crate::failure::{Failure, Outcome, ensure};
use crate::noise::noise;
use crate::now::now;

const SECOND: Duration = Duration::from_secs(1);

fn session(text: &str) -> Result<Session, Failure> {
    let mut session = Session::new();
    session.insert("text", text)?;
    Ok(session)
}

/// What a forger can change, and what is too old, ends before the payload is looked at: nothing of a payload
/// that was not verified is parsed.
pub(crate) fn verify_refuses_before_the_payload_is_read<H: CodecHarness>() -> Outcome {
    let codec = H::codec();
    let good = codec.encode(&session(&noise(50))?, now())?.into_bytes();
    codec.verify(&good, now())?;
    let refused = |cookie: &[u8], at| {
        let taken = codec.verify(cookie, at).is_ok();
        ensure(!taken, || format!("this was verified: {}", cookie.escape_ascii()))
    };
    for place in 0..good.len() {
        let mut changed = good.clone();
        if let Some(byte) = changed.get_mut(place) {
            *byte = if *byte == b'A' { b'B' } else { b'A' };
        }
        refused(&changed, now())?;
    }
    for junk in [&b""[..], b"null", b"{}", b"...", b"eyJhIjoxfQ.AAAAAA.AAAA"] {
        refused(junk, now())?;
    }
    let foreign = H::with_another_key().encode(&Session::new(), now())?;
    refused(foreign.as_bytes(), now())?;
    refused(&good, now() + H::LIFETIME + SECOND)
}

/// The two steps come to the same as both at once.
pub(crate) fn decode_is_verify_and_open<H: CodecHarness>() -> Outcome {
    let codec = H::codec();
    for text in ["ada", &noise(1_000)] {
        let cookie = codec.encode(&session(text)?, now())?;
        let opened = codec.open(codec.verify(cookie.as_bytes(), now())?)?;
        let decoded = codec.decode(cookie.as_bytes(), now())?;
        let same = opened.as_dict() == decoded.as_dict()
            && opened.is_new() == decoded.is_new()
            && opened.signed_at() == decoded.signed_at();
        ensure(same, || format!("opened {opened:?}, decoded {decoded:?}"))?;
        let late = now() + H::LIFETIME + SECOND;
        for (cookie, at) in [(&*cookie, late), ("junk", now()), ("", now())] {
            let verified = codec.verify(cookie.as_bytes(), at).err().map(DecodeError::from);
            let decoded = codec.decode(cookie.as_bytes(), at).err();
            ensure(verified == decoded, || format!("verify says {verified:?}, decode {decoded:?}"))?;
        }
    }
    Ok(())
}

/// The payload that was verified is the cookie's own, and no other cookie has it.
pub(crate) fn verified_payload_is_the_cookies_own<H: CodecHarness>() -> Outcome {
    let codec = H::codec();
    let cookies = [codec.encode(&session("ada")?, now())?, codec.encode(&session("grace")?, now())?];
    let mut payloads = Vec::new();
    for cookie in &cookies {
        let payload = codec.verify(cookie.as_bytes(), now())?.payload();
        let own = cookie.as_bytes().windows(payload.len().max(1)).any(|part| part == payload);
        ensure(own, || format!("the payload {} is not in the cookie", payload.escape_ascii()))?;
        payloads.push(payload);
    }
    let apart = matches!(&*payloads, [ada, grace] if ada != grace);
    ensure(apart, || "two sessions have one payload".to_owned())
}

/// A cache goes by it: a part of a signature, or a signature that two cookies share, would hand out somebody
/// else's session. A codec without one says so, and is not cached.
pub(crate) fn mac_is_the_whole_signature<H: CodecHarness>() -> Outcome {
    let codec = H::codec();
    let mut cookies = Vec::new();
    for (text, at) in [("ada", now()), ("grace", now()), ("ada", now() + SECOND)] {
        cookies.push(codec.encode(&session(text)?, at)?);
    }
    let mut macs = Vec::new();
    for cookie in &cookies {
        if let Some(mac) = codec.verify(cookie.as_bytes(), now() + SECOND)?.mac() {
            whole(cookie.as_bytes(), mac)?;
            macs.push(mac);
        }
    }
    macs.sort_unstable();
    macs.dedup();
    ensure([0, cookies.len()].contains(&macs.len()), || "two cookies share a signature".to_owned())
}

/// Neither a letter nor a digit stands beside it.
fn whole(cookie: &[u8], mac: &[u8]) -> Outcome {
    let at = cookie.windows(mac.len()).rposition(|part| part == mac);
    let at = at.ok_or_else(|| Failure::new("the signature is not in the cookie"))?;
    let text = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let before = at.checked_sub(1).and_then(|place| cookie.get(place));
    let cut = text(before) || text(cookie.get(at + mac.len()));
    ensure(!cut, || format!("{} is a part of the signature", mac.escape_ascii()))
}
