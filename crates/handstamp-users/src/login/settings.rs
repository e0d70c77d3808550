use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::Random;
use minijinja::Value;

use crate::login::device_cookie::DeviceCookie;
use crate::login::fields::FieldNames;
use crate::login::gate::Gate;
use crate::login::html::Html;
use crate::login::routes::Routes;
use crate::login::texts::Texts;
use crate::login::types::{AnswerType, BodyType};

/// What the pages are made of.
pub(crate) struct Settings {
    pub(crate) gate: Gate,
    pub(crate) routes: Routes,
    pub(crate) fields: FieldNames,
    pub(crate) body_type: BodyType,
    pub(crate) answer_type: AnswerType,
    pub(crate) texts: Texts,
    pub(crate) html: Html,
    pub(crate) extra: Value,
    pub(crate) device: Option<DeviceCookie>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) remember: bool,
    /// The headers that sources of users see, in lower case.
    pub(crate) headers: Vec<&'static str>,
    pub(crate) session_lifetime: Duration,
    pub(crate) longest_login: Duration,
}
