use std::borrow::Cow;

use handstamp_authorizer::BoxError;
use minijinja::{Environment, UndefinedBehavior, Value};

use crate::login::build_error::BuildError;
use crate::login::content_security_policy::content_security_policy;
use crate::login::fields::FieldNames;
use crate::login::texts::Texts;
use crate::login::view::{CsrfField, Flashed, Page, View};

const LOGIN: &str = "login.html";
const LOGOUT: &str = "logout.html";
const STYLE: &str = include_str!("../../templates/style.css");

/// The templates as they were given.
pub(crate) struct Templates {
    pub(crate) login: Cow<'static, str>,
    pub(crate) logout: Cow<'static, str>,
}

impl Default for Templates {
    fn default() -> Self {
        Self {
            login: include_str!("../../templates/login.html").into(),
            logout: include_str!("../../templates/logout.html").into(),
        }
    }
}

/// The templates, compiled, and what their pages may load.
pub(crate) struct Html {
    templates: Environment<'static>,
    login_policy: String,
    logout_policy: String,
}

/// A page, and its `Content-Security-Policy`.
pub(crate) struct Rendered {
    pub(crate) page: String,
    pub(crate) policy: String,
}

impl Html {
    /// Compiles the templates, and fills each in two ways to see that it can be.
    pub(crate) fn new(
        given: Templates,
        form_action: &[String],
        texts: &Texts,
        fields: &FieldNames,
        extra: &Value,
    ) -> Result<Self, BuildError> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        let all = [("style.css", STYLE.into()), (LOGIN, given.login), (LOGOUT, given.logout)];
        for (name, source) in all {
            let added = templates.add_template_owned(name, source);
            added.map_err(|error| BuildError::Template { name, source: error.into() })?;
        }
        let html = Self { templates, login_policy: String::new(), logout_policy: String::new() };
        let policy = |samples: [(bool, Page<'_>); 2]| {
            let mut pages = Vec::new();
            for (full, page) in samples {
                let csrf = full.then_some(CsrfField { field: "csrf_token", token: "token" });
                let message = full.then_some("message");
                let view = View { texts, title: "title", action: "/", csrf, message, extra, page };
                let name = view.page.template();
                let rendered = html.fill(&view);
                pages.push(rendered.map_err(|source| BuildError::Template { name, source })?);
            }
            Ok(content_security_policy(&pages, form_action))
        };
        let login = |full: bool| Page::Login {
            fields: fields.into(),
            name: "",
            next: full.then_some("/"),
            remember: full,
            remembered: full,
            flashes: Vec::from_iter(
                full.then(|| Flashed { category: "info".into(), text: "text".into() }),
            ),
        };
        let logout = || Page::Logout { question: "question", cancel: "/" };
        let login_policy = policy([(true, login(true)), (false, login(false))])?;
        let logout_policy = policy([(true, logout()), (false, logout())])?;
        Ok(Self { login_policy, logout_policy, ..html })
    }

    /// A page.
    ///
    /// # Errors
    /// The template fails with this of all contents.
    pub(crate) fn render(&self, view: &View<'_>) -> Result<Rendered, BoxError> {
        let policy = match view.page {
            Page::Login { .. } => &self.login_policy,
            Page::Logout { .. } => &self.logout_policy,
        };
        Ok(Rendered { page: self.fill(view)?, policy: policy.clone() })
    }

    fn fill(&self, view: &View<'_>) -> Result<String, BoxError> {
        let template = self.templates.get_template(view.page.template())?;
        Ok(template.render(view)?)
    }
}

impl Page<'_> {
    fn template(&self) -> &'static str {
        match self {
            Self::Login { .. } => LOGIN,
            Self::Logout { .. } => LOGOUT,
        }
    }
}
