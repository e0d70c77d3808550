//! Time stamps: seconds as big-endian bytes without leading zeros, in base64.

use std::time::{Duration, SystemTime};

use crate::base64;
use crate::error::Error;

/// The point in time from which the time stamps of a token count. Default: 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Epoch {
    /// 1 January 1970: itsdangerous 1.0 and later.
    #[default]
    Unix,
    /// 1 January 2011: itsdangerous up to 0.24. A token does not say which epoch it has. Read with
    /// the wrong one, its time is 41 years off.
    Year2011,
}

/// The last second of a Python `datetime`, 31 December 9999, in Unix seconds.
const LAST: u64 = 253_402_300_799;
/// The longest time stamp in bytes.
const LONGEST: usize = 8;

impl Epoch {
    /// When the epoch starts, in Unix seconds.
    const fn start(self) -> i64 {
        match self {
            Self::Unix => 0,
            Self::Year2011 => 1_293_840_000,
        }
    }
}

/// A time stamp that has been read: a second between the epoch and the end of the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timestamp {
    pub(crate) unix: i64,
    pub(crate) date: SystemTime,
}

/// A time stamp that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// Not base64, or longer than eight bytes.
    Bytes,
    /// After the year 9999.
    Date,
}

impl Timestamp {
    /// Reads the base64 text of a time stamp (`bytes_to_int`, `timestamp_to_datetime`).
    pub(crate) fn parse(text: &[u8], epoch: Epoch) -> Result<Self, Malformed> {
        if text.len() > base64::encoded_len(LONGEST) {
            return Err(Malformed::Bytes);
        }
        let mut buffer = [0; LONGEST];
        let bytes = base64::decode_short(text, &mut buffer).map_err(|_| Malformed::Bytes)?;
        let count = bytes.iter().fold(0, |count: u64, byte| count << 8 | u64::from(*byte));
        let unix = count
            .checked_add(epoch.start().unsigned_abs())
            .filter(|unix| *unix <= LAST)
            .ok_or(Malformed::Date)?;
        let date = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(unix));
        let (Ok(unix), Some(date)) = (i64::try_from(unix), date) else {
            return Err(Malformed::Date);
        };
        Ok(Self { unix, date })
    }

    /// Appends the base64 text of an instant (`int_to_bytes`).
    pub(crate) fn append(now: SystemTime, epoch: Epoch, out: &mut Vec<u8>) -> Result<(), Error> {
        let seconds = unix_seconds(now).saturating_sub(epoch.start());
        let count = u64::try_from(seconds).map_err(|_| Error::BeforeEpoch)?.to_be_bytes();
        let zeros = count.iter().take_while(|byte| **byte == 0).count();
        base64::encode_onto(count.get(zeros..).unwrap_or_default(), out);
        Ok(())
    }
}

/// Whole Unix seconds, rounded toward zero as by Python's `int(time.time())`.
pub(crate) fn unix_seconds(now: SystemTime) -> i64 {
    let seconds = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    match now.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => seconds(since),
        Err(before) => -seconds(before.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unix: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(unix)
    }

    fn text(now: SystemTime, epoch: Epoch) -> Result<String, Error> {
        let mut out = Vec::new();
        Timestamp::append(now, epoch, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn leading_zero_bytes_are_dropped_and_read() {
        for (unix, expected) in [
            (0, ""),
            (1, "AQ"),
            (255, "_w"),
            (256, "AQA"),
            (1_700_000_000, "ZVPxAA"),
            (LAST, "Ov_0QX8"),
        ] {
            assert_eq!(text(at(unix), Epoch::Unix).unwrap(), expected);
            let read = Timestamp::parse(expected.as_bytes(), Epoch::Unix).unwrap();
            assert_eq!((read.unix, read.date), (i64::try_from(unix).unwrap(), at(unix)));
        }
        assert_eq!(Timestamp::parse(b"AAAAAAAAAAE", Epoch::Unix).unwrap().unix, 1);
    }

    #[test]
    fn what_is_no_time_is_malformed() {
        for text in ["A", "AQ==", "!!", "AAAAAAAAAAAB", "AAAAAAAAAAAAAAAA", "AQ\n"] {
            let read = Timestamp::parse(text.as_bytes(), Epoch::Unix);
            assert_eq!(read, Err(Malformed::Bytes), "{text}");
        }
        for text in ["Ov_0QYA", "__________8"] {
            for epoch in [Epoch::Unix, Epoch::Year2011] {
                assert_eq!(
                    Timestamp::parse(text.as_bytes(), epoch),
                    Err(Malformed::Date),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_old_epoch_counts_from_2011() {
        assert_eq!(text(at(1_293_840_001), Epoch::Year2011).unwrap(), "AQ");
        assert_eq!(Timestamp::parse(b"AQ", Epoch::Year2011).unwrap().unix, 1_293_840_001);
        assert!(matches!(text(at(1_293_839_999), Epoch::Year2011), Err(Error::BeforeEpoch)));
        let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert!(matches!(text(before_1970, Epoch::Unix), Err(Error::BeforeEpoch)));
    }
}
