//! Denials as problem details.

use crate::denial::policy::DenialPolicy;
use crate::denial::reason::Denial;
use crate::denial::texts::Texts;
use crate::request::view::RequestView;
use crate::response::reply::{Reply, json_text};

/// `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Default)]
pub struct ProblemDenial {
    texts: Texts,
}

impl ProblemDenial {
    /// With other texts.
    #[must_use]
    pub fn with_texts(mut self, texts: Texts) -> Self {
        self.texts = texts;
        self
    }
}

impl DenialPolicy for ProblemDenial {
    fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
        let (status, title) = (denial.status(), json_text(self.texts.of(denial)));
        let body = format!("{{\"type\":\"about:blank\",\"title\":{title},\"status\":{status}}}");
        Reply::new(status, "application/problem+json", body.into_bytes())
    }
}
