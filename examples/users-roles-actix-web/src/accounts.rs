//! Where the accounts are, and who is asking.

use std::error::Error;
use std::sync::Arc;

use handstamp::authorizer::throttle::MemoryThrottle;
use handstamp::prelude::*;
use handstamp::users::login::LoginPages;
use handstamp::users::password::{PasswordPolicy, Passwords};
use handstamp::users::source::{LoginSources, StoreSource};
use handstamp::users::sql::{Layout, SqlUsers};
use handstamp::users::{Account, Accounts};

use crate::roles::roles;

/// The table of zopyx-fastapi-auth at this URL, with its session: a Python app beside this one has the same users, and a
/// login at one of them is a login at both.
pub(crate) async fn open(
    url: &str,
    key: SecretKey,
) -> Result<(Auth<Account>, LoginPages), Box<dyn Error>> {
    let users = Arc::new(SqlUsers::builder(url).layout(Layout::zopyx()).build().await?);
    let passwords = Passwords::builder().policy(PasswordPolicy::bcrypt(12)?).build();
    let source = StoreSource::new(users.clone(), passwords);
    let (roles, sources) = (roles()?, LoginSources::new().with_source(source)?);
    let session = SessionLogin::starlette(key.clone()).user(roles.zopyx_user()).revocation(users);
    let pages = LoginPages::builder(sources.clone())
        .throttle(Arc::new(MemoryThrottle::new(100_000)))
        .device_cookie(key)
        .logout_everywhere_path("/auth/logout-everywhere")
        .build()?;
    // Roles are those of today, not those of the login.
    let accounts = Accounts::builder(sources).roles(roles).build();
    let login = session.build()?.load_user(accounts.load_user());
    let auth = Auth::builder(login).login_url("/auth/login")?;
    Ok((auth.trusted_proxies(TrustedProxies::loopback()).build(), pages))
}
