use minijinja::Value;
use serde::Serialize;

use crate::login::fields::FieldNames;
use crate::login::texts::Texts;

/// What a template is filled with. The documentation of the builder's `login_template` lists it.
#[derive(Serialize)]
pub(crate) struct View<'v> {
    pub(crate) texts: &'v Texts,
    pub(crate) title: &'v str,
    pub(crate) action: &'v str,
    pub(crate) csrf: Option<CsrfField<'v>>,
    pub(crate) message: Option<&'v str>,
    pub(crate) extra: &'v Value,
    #[serde(flatten)]
    pub(crate) page: Page<'v>,
}

/// What only one page has.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Page<'v> {
    Login {
        fields: Fields<'v>,
        name: &'v str,
        next: Option<&'v str>,
        /// Whether there is a checkbox.
        remember: bool,
        /// Whether it is ticked.
        remembered: bool,
        flashes: Vec<Flashed>,
    },
    Logout {
        question: &'v str,
        cancel: &'v str,
    },
}

/// The field of a form that shows where the form is from.
#[derive(Serialize)]
pub(crate) struct CsrfField<'v> {
    pub(crate) field: &'v str,
    pub(crate) token: &'v str,
}

/// The names of the fields.
#[derive(Serialize)]
pub(crate) struct Fields<'v> {
    name: &'v str,
    password: &'v str,
    remember: &'v str,
    next: &'v str,
}

/// A message that an earlier page left.
#[derive(Serialize)]
pub(crate) struct Flashed {
    pub(crate) category: String,
    pub(crate) text: String,
}

impl<'v> From<&'v FieldNames> for Fields<'v> {
    fn from(names: &'v FieldNames) -> Self {
        let FieldNames { name, password, remember, next } = names;
        Self { name, password, remember, next }
    }
}
