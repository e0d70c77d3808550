//! Any bytes as Cookie lines: what the stricter rule finds, the laxer one finds too.
#![cfg_attr(fuzzing, no_main)]

use handstamp_authorizer::RequestView;
use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::cookie::{Duplicate, cookie};

struct Lines<'a>(&'a [u8]);

impl RequestView for Lines<'_> {
    fn method(&self) -> &str {
        "GET"
    }

    fn target(&self) -> &str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.0.split(|byte| *byte == b'\n').nth(nth).filter(|_| name == "cookie")
    }

    fn context(&self) -> Option<&AuthContext> {
        None
    }
}

handstamp_fuzz::target!(|data: &[u8]| {
    let lines = Lines(data);
    let first = cookie(&lines, "session", Duplicate::First);
    let last = cookie(&lines, "session", Duplicate::Last);
    assert!(first.is_none() || last.is_some());
});
