//! The page that greets. minijinja escapes what is put into it.

use handstamp::users::Account;
use minijinja::{Environment, context};

/// For a user with roles, or for an anonymous visitor.
pub(crate) fn home(server: &str, account: Option<&Account>) -> String {
    let values = match account {
        None => context! { server },
        Some(account) => context! {
            server,
            name => account.display_name(),
            roles => account.roles(),
            permissions => account.permissions(),
        },
    };
    let page = include_str!("home.html");
    let page = Environment::new().render_named_str("home.html", page, values);
    page.unwrap_or_else(|error| error.to_string())
}
