use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::throttle::Throttle;
use handstamp_authorizer::{Clock, Random, SystemClock, SystemRandom};
use handstamp_itsdangerous::SecretKeys;
use minijinja::Value;
use serde::Serialize;

use crate::login::build_error::BuildError;
use crate::login::device_cookie::DeviceCookie;
use crate::login::fields::FieldNames;
use crate::login::gate::Gate;
use crate::login::html::{Html, Templates};
use crate::login::limits::LoginLimits;
use crate::login::pages::LoginPages;
use crate::login::routes::Routes;
use crate::login::settings::Settings;
use crate::login::texts::Texts;
use crate::login::types::{AnswerType, BodyType};
use crate::source::LoginSources;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The settings of [`LoginPages`], from [`LoginPages::builder`].
#[must_use]
pub struct LoginPagesBuilder {
    sources: LoginSources,
    throttle: Option<Option<Arc<dyn Throttle>>>,
    limits: LoginLimits,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    routes: Routes,
    fields: FieldNames,
    body_type: BodyType,
    answer_type: AnswerType,
    texts: Texts,
    templates: Templates,
    form_action: Vec<String>,
    extra: Value,
    device: Option<DeviceCookie>,
    remember: bool,
    headers: Vec<&'static str>,
    session_lifetime: Duration,
    longest_login: Duration,
}

impl LoginPages {
    /// Starts the pages of a login that these sources check.
    pub fn builder(sources: LoginSources) -> LoginPagesBuilder {
        LoginPagesBuilder {
            sources,
            throttle: None,
            limits: LoginLimits::default(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            routes: Routes::default(),
            fields: FieldNames::default(),
            body_type: BodyType::default(),
            answer_type: AnswerType::default(),
            texts: Texts::default(),
            templates: Templates::default(),
            form_action: Vec::new(),
            extra: Value::from_serialize(()),
            device: None,
            remember: false,
            headers: vec!["user-agent"],
            session_lifetime: 31 * DAY,
            longest_login: 366 * DAY,
        }
    }
}

impl LoginPagesBuilder {
    /// Sets what slows down whoever guesses. Share it with [`Basic`](crate::login::Basic): a guess counts wherever it
    /// is made.
    pub fn throttle(mut self, throttle: Arc<dyn Throttle>) -> Self {
        self.throttle = Some(Some(throttle));
        self
    }

    /// Lets everybody guess as often as they like: where a proxy slows them down, and in tests.
    pub fn without_throttle(mut self) -> Self {
        self.throttle = Some(None);
        self
    }

    /// Sets how many wrong passwords there may be. Default: [`LoginLimits::default`].
    pub fn limits(mut self, limits: LoginLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Marks a browser that has logged in, by a cookie that these keys sign, so that the wrong passwords of
    /// strangers do not lock its user out (OWASP, device cookies). Its own count apart; past its limit it is a
    /// stranger. The cookie is no login, and is sent to the login page alone. The keys may be the session's: the
    /// salt is another. Default: none.
    pub fn device_cookie(mut self, keys: impl Into<SecretKeys>) -> Self {
        self.device = Some(DeviceCookie::new(keys.into()));
        self
    }

    /// Sets the path of the login. Default: `/auth/login`.
    pub fn login_path(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.routes.login = path.into();
        self
    }

    /// Sets the path of the logout. Default: `/auth/logout`.
    pub fn logout_path(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.routes.logout = path.into();
        self
    }

    /// Adds a page by which users end all their logins, such as `/auth/logout-everywhere`. The session login needs a
    /// `Revocation`. Default: none.
    pub fn logout_everywhere_path(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.routes.logout_everywhere = Some(path.into());
        self
    }

    /// Sets where to go after a login without a safe `next`. Default: `/`.
    pub fn after_login(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.routes.after_login = path.into();
        self
    }

    /// Sets where to go after a logout. Default: the login page, which shows the message.
    pub fn after_logout(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.routes.after_logout = Some(path.into());
        self
    }

    /// Sets what the body of a login may be. Default: a form or JSON.
    pub fn body_type(mut self, body_type: BodyType) -> Self {
        self.body_type = body_type;
        self
    }

    /// Sets how a login is answered. Default: as the `Accept` header wants it.
    pub fn answer_type(mut self, answer_type: AnswerType) -> Self {
        self.answer_type = answer_type;
        self
    }

    /// Sets the names of the form's fields.
    pub fn fields(mut self, names: FieldNames) -> Self {
        self.fields = names;
        self
    }

    /// Sets whether the form asks if the browser is to remember the user. Default: false. It takes a session login
    /// that has a remember cookie, as Flask-Login's.
    pub fn remember(mut self, shown: bool) -> Self {
        self.remember = shown;
        self
    }

    /// Sets which headers sources of users see of an attempt, by their names in lower case. Default: `user-agent`.
    pub fn headers(mut self, names: impl IntoIterator<Item = &'static str>) -> Self {
        self.headers = names.into_iter().collect();
        self
    }

    /// Sets what the pages say.
    pub fn texts(mut self, texts: Texts) -> Self {
        self.texts = texts;
        self
    }

    /// Sets the template of the login page, in Jinja's language (minijinja). What is put into it is escaped.
    ///
    /// It is filled with `texts` ([`Texts`]), `title`, `action` (where the form goes to, by POST), `csrf` (`none`, or
    /// `field` and `token` of a hidden field), `message` (what was wrong, or `none`), `flashes` (each with `category` and
    /// `text`), `fields` (their names: `name`, `password`, `remember`, `next`), `name` (as typed before), `next`
    /// (for a hidden field, or `none`), `remember` (whether there is a checkbox), `remembered` (whether it is ticked)
    /// and `extra` ([`extra`](Self::extra)). `{% include "style.css" %}` is the style of this page. Scripts, images and
    /// `style` attributes are not let in by the page's content security policy; what stands in `style` elements is.
    pub fn login_template(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.templates.login = source.into();
        self
    }

    /// Sets the template of the pages that ask before they log out. It is filled with `texts`, `title`, `action`,
    /// `csrf`, `message` and `extra` as [`login_template`](Self::login_template), `question`, and `cancel` (the
    /// URL of the way back).
    pub fn logout_template(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.templates.logout = source.into();
        self
    }

    /// Sets what templates find under `extra`: the name of the app, say. Default: nothing.
    pub fn extra(mut self, extra: impl Serialize) -> Self {
        self.extra = Value::from_serialize(extra);
        self
    }

    /// Adds an origin that a form may lead to (`form-action` of the content security policy), such as
    /// `https://app.example`. The form is sent to this site, and Chromium looks at every redirect after it: where
    /// `next` is a page that redirects to another origin at once, as an OAuth server's does, that origin
    /// has to be added. Default: this origin alone.
    pub fn form_action(mut self, origin: impl Into<String>) -> Self {
        self.form_action.push(origin.into());
        self
    }

    /// Sets for how long a login that was ended by a logout is kept in the `Revocation`: as long as a session lives,
    /// renewals included. Default: 31 days.
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.session_lifetime = lifetime;
        self
    }

    /// Sets for how long "log out everywhere" is kept in the `Revocation`: as long as a remember cookie lives. Default:
    /// 366 days.
    pub fn longest_login(mut self, lifetime: Duration) -> Self {
        self.longest_login = lifetime;
        self
    }

    /// Sets the clock. Default: the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets where the ids of known browsers come from. Default: the operating system's randomness.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// The pages.
    ///
    /// # Errors
    /// [`BuildError`].
    pub fn build(self) -> Result<LoginPages, BuildError> {
        if self.sources.is_empty() {
            return Err(BuildError::NoSource);
        }
        let throttle = self.throttle.ok_or(BuildError::NoThrottle)?;
        self.routes.check()?;
        let is_source = |origin: &String| {
            !origin.is_empty()
                && origin.bytes().all(|byte| byte.is_ascii_graphic() && !b";,".contains(&byte))
        };
        if let Some(wrong) = self.form_action.iter().find(|origin| !is_source(origin)) {
            return Err(BuildError::FormAction(wrong.clone()));
        }
        let html =
            Html::new(self.templates, &self.form_action, &self.texts, &self.fields, &self.extra)?;
        let tag_key = Gate::random_key(&*self.random).map_err(BuildError::Random)?;
        let gate = Gate {
            sources: self.sources,
            throttle,
            limits: self.limits,
            clock: self.clock,
            tag_key,
        };
        Ok(LoginPages(Arc::new(Settings {
            gate,
            routes: self.routes,
            fields: self.fields,
            body_type: self.body_type,
            answer_type: self.answer_type,
            texts: self.texts,
            html,
            extra: self.extra,
            device: self.device,
            random: self.random,
            remember: self.remember,
            headers: self.headers,
            session_lifetime: self.session_lifetime,
            longest_login: self.longest_login,
        })))
    }
}

impl fmt::Debug for LoginPagesBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginPagesBuilder")
            .field("sources", &self.sources)
            .field("routes", &self.routes)
            .finish_non_exhaustive()
    }
}
