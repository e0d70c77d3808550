//! When everything here happens.

use std::time::{Duration, SystemTime};

pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_316_842)
}
