//! Denials as FastAPI answers them.

use crate::denial::policy::DenialPolicy;
use crate::denial::reason::Denial;
use crate::denial::texts::Texts;
use crate::request::view::RequestView;
use crate::response::reply::Reply;

/// `{"detail": "…"}` with the denial's status, as FastAPI answers. The default.
#[derive(Debug, Clone, Default)]
pub struct JsonDenial {
    texts: Texts,
    anonymous_status: Option<u16>,
}

impl JsonDenial {
    /// With other texts.
    #[must_use]
    pub fn with_texts(mut self, texts: Texts) -> Self {
        self.texts = texts;
        self
    }

    /// Another status than 401 for anonymous requests (`error_status_code` of fastapi-flask-auth): 403 or
    /// 404, say. Every other answer keeps its status.
    #[must_use]
    pub fn with_anonymous_status(mut self, status: u16) -> Self {
        self.anonymous_status = Some(status);
        self
    }
}

impl DenialPolicy for JsonDenial {
    fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
        let status = match (denial, self.anonymous_status) {
            (Denial::Anonymous(_), Some(status)) => status,
            _ => denial.status(),
        };
        Reply::detail(status, self.texts.of(denial))
    }
}
