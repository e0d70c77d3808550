//! What is not taken.

use std::time::{Duration, SystemTime};

use handstamp_session::{Codec, Session};

use crate::noise::noise;
use crate::codec::CodecHarness;
use crate::failure::{Failure, Outcome, ensure};
use crate::now::now;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn good<H: CodecHarness>() -> Result<String, Failure> {
    let mut session = Session::new();
    session.insert("_user_id", "ada")?;
    session.insert("text", &"so that there is something to compress ".repeat(9))?;
    Ok(H::codec().encode(&session, now())?)
}

fn refused<H: CodecHarness>(cookie: &[u8], at: SystemTime) -> Outcome {
    let codec = H::codec();
    let taken = codec.decode(cookie, at).is_ok()
        || codec.verify(cookie, at).is_ok_and(|verified| codec.open(verified).is_ok());
    ensure(!taken, || format!("this was taken: {}", cookie.escape_ascii()))
}

pub(crate) fn changed_cookie_is_refused<H: CodecHarness>() -> Outcome {
    let good = good::<H>()?.into_bytes();
    H::codec().decode(&good, now())?;
    for place in 0..good.len() {
        for other in *b"A9-_.=\x00\xff" {
            let mut changed = good.clone();
            if let Some(byte) = changed.get_mut(place).filter(|byte| **byte != other) {
                *byte = other;
                refused::<H>(&changed, now())?;
            }
        }
    }
    Ok(())
}

pub(crate) fn cut_cookie_is_refused<H: CodecHarness>() -> Outcome {
    let good = good::<H>()?.into_bytes();
    for place in 0..good.len() {
        let (start, end) = good.split_at(place);
        refused::<H>(start, now())?;
        if place > 0 {
            refused::<H>(end, now())?;
        }
    }
    Ok(())
}

pub(crate) fn longer_cookie_is_refused<H: CodecHarness>() -> Outcome {
    let good = good::<H>()?;
    for more in ["=", "==", "A", ".", " ", "\0", "\n", "%3D", ".A", &noise(64 * 1024)] {
        refused::<H>(format!("{good}{more}").as_bytes(), now())?;
        refused::<H>(format!("{more}{good}").as_bytes(), now())?;
    }
    refused::<H>(format!("{good}{good}").as_bytes(), now())
}

pub(crate) fn junk_is_refused<H: CodecHarness>() -> Outcome {
    let dots = ".".repeat(100_000);
    for junk in ["", ".", "..", "...", "null", "{}", "e30", "e30.AAAAAA.AAAA", "\u{1f44b}", &dots] {
        refused::<H>(junk.as_bytes(), now())?;
    }
    for length in 0..300 {
        let bytes: Vec<_> = noise(length * 2).bytes().map(|byte| byte.wrapping_mul(37)).collect();
        refused::<H>(&bytes, now())?;
        refused::<H>(noise(length).as_bytes(), now())?;
    }
    Ok(())
}

pub(crate) fn another_key_is_refused<H: CodecHarness>() -> Outcome {
    let foreign = H::with_another_key().encode(&Session::new(), now())?;
    H::with_another_key().decode(foreign.as_bytes(), now())?;
    refused::<H>(foreign.as_bytes(), now())
}

pub(crate) fn taken_until_it_expires<H: CodecHarness>() -> Outcome {
    let good = good::<H>()?;
    for age in [Duration::ZERO, SECOND, H::LIFETIME.saturating_sub(SECOND), H::LIFETIME] {
        H::codec().decode(good.as_bytes(), now() + age)?;
    }
    Ok(())
}

pub(crate) fn expired_cookie_is_refused<H: CodecHarness>() -> Outcome {
    let good = good::<H>()?;
    for over in [SECOND, DAY, 10_000 * DAY] {
        refused::<H>(good.as_bytes(), now() + H::LIFETIME + over)?;
    }
    Ok(())
}

/// Clocks differ by seconds, not by a day.
pub(crate) fn cookie_from_tomorrow_is_refused<H: CodecHarness>() -> Outcome {
    refused::<H>(good::<H>()?.as_bytes(), now() - DAY)
}

/// A clock that is far off makes no cookie good, and nothing panic.
pub(crate) fn any_time_is_borne<H: CodecHarness>() -> Outcome {
    let good = good::<H>()?;
    let epoch = SystemTime::UNIX_EPOCH;
    let far = Duration::from_secs(1 << 40);
    let times = [epoch.checked_sub(far), Some(epoch), epoch.checked_add(far)];
    for time in times.into_iter().flatten() {
        refused::<H>(good.as_bytes(), time)?;
        if let Ok(cookie) = H::codec().encode(&Session::new(), time) {
            refused::<H>(cookie.as_bytes(), now())?;
        }
    }
    Ok(())
}
