use std::time::SystemTime;

/// The time now: what is done to accounts is done now.
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}
