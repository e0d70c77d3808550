//! A request that a test writes down, and a clock that it sets.
// Each test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::RequestView;
use handstamp_authorizer::adapter::AuthContext;

/// The moment at which the tests begin, in seconds.
pub(crate) const START: u64 = 1_780_000_000;

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(START + seconds)
}

/// A clock that a test sets, in seconds after [`START`].
#[derive(Clone, Default)]
pub(crate) struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub(crate) fn set(&self, seconds: u64) {
        self.0.store(seconds, SeqCst);
    }
}

impl handstamp_authorizer::Clock for TestClock {
    fn now(&self) -> SystemTime {
        at(self.0.load(SeqCst))
    }
}

/// A request.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) context: Option<AuthContext>,
}

impl Fake {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), ..Self::default() }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), value.as_ref().to_vec()));
        self
    }

    /// Goes through the response layer of `auth`, as in an adapter.
    pub(crate) fn enter<U: Clone + Send + Sync + 'static>(
        mut self,
        auth: &handstamp_authorizer::Auth<U>,
    ) -> Self {
        self.context = auth.policies().enter(&self);
        self
    }
}

impl RequestView for Fake {
    fn method(&self) -> &str {
        &self.method
    }
    fn target(&self) -> &str {
        &self.target
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut lines = self.headers.iter().filter(|(found, _)| found == name);
        lines.nth(nth).map(|(_, value)| value.as_slice())
    }
    fn context(&self) -> Option<&AuthContext> {
        self.context.as_ref()
    }
}
