use handstamp_authorizer::RequestView;

/// What the body of a login may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyType {
    /// A form: `application/x-www-form-urlencoded`.
    Form,
    /// A JSON object: `application/json`.
    Json,
    /// Either, as its `Content-Type` says. The default.
    #[default]
    Either,
}

/// How a login is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerType {
    /// By pages and redirects, for people.
    Page,
    /// By JSON: `{"success": true}`, or `{"detail": "…"}` with the status.
    Json,
    /// A page where the `Accept` header names HTML, as browsers' navigations do, and else JSON. The default.
    #[default]
    ByAccept,
}

impl BodyType {
    /// Whether the body is JSON; `None`: neither of what is taken.
    pub(crate) fn is_json(self, content_type: Option<&[u8]>) -> Option<bool> {
        let essence = content_type?.split(|byte| *byte == b';').next()?.trim_ascii();
        let is = |media_type: &str| essence.eq_ignore_ascii_case(media_type.as_bytes());
        if is("application/x-www-form-urlencoded") {
            (self != Self::Json).then_some(false)
        } else if is("application/json") {
            (self != Self::Form).then_some(true)
        } else {
            None
        }
    }
}

impl AnswerType {
    pub(crate) fn is_page(self, request: &dyn RequestView) -> bool {
        match self {
            Self::Page => true,
            Self::Json => false,
            Self::ByAccept => request.lines("accept").any(|line| {
                String::from_utf8_lossy(line).to_ascii_lowercase().contains("text/html")
            }),
        }
    }
}
