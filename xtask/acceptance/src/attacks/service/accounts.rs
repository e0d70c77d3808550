//! The users of the service that is attacked: those of the Flask app beside it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::Form;
use handstamp_authorizer::{Principal, Subject};
use handstamp_login::Login;

/// The app's own user, which knows nothing of how its login came about.
#[derive(Clone)]
pub(super) struct Account {
    id: String,
    pub(super) name: &'static str,
}

impl Subject for Account {
    fn id(&self) -> &str {
        &self.id
    }
}

pub(super) async fn find(principal: Principal) -> Result<Option<Account>, Infallible> {
    let name = match principal.id() {
        "1" => "Ada Lovelace",
        "2" => "Grace Hopper",
        _ => return Ok(None),
    };
    Ok(Some(Account { id: principal.id().to_owned(), name }))
}

/// The fields of a form.
pub(super) type Fields = Form<BTreeMap<String, String>>;

/// The login that a form asks for: `user`, and perhaps `remember` or `stale`. No password: whoever logs in here
/// is who they say.
pub(super) fn login(fields: &BTreeMap<String, String>) -> Login<'_> {
    let login = Login::new(fields.get("user").map_or("1", String::as_str));
    let login = login.with_fresh(!fields.contains_key("stale"));
    if fields.contains_key("remember") { login.with_remember() } else { login }
}
