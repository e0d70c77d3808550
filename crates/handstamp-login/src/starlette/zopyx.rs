//! The user as zopyx-fastapi-auth writes it into the session: a dict under `user`.

use std::time::{Duration, SystemTime};

use handstamp_authorizer::Principal;
use handstamp_session::Session;
use handstamp_value::{DateTime, Dict, Value};

use crate::client_info::ClientInfo;
use crate::login::Login;
use crate::user_in_session::{SessionUser, UserInSession};

/// The key of the session.
const USER: &str = "user";

/// `LIFE_TIME` of `user_management_sqlobject.py`.
const LIFE_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The user as zopyx-fastapi-auth writes it into the session: the dict `user` with its `name`, its roles and
/// their permissions, and the time of login. Its `expires`, which zopyx itself does not look at, is enforced.
///
/// The roles are those of the moment of login. A role that is taken from a user since then is still in
/// the cookie: give rules a user with the roles of today by
/// [`load_user`](crate::SessionLogin::load_user).
///
/// ```
/// use handstamp_login::starlette::{ZopyxRole, ZopyxUser};
///
/// let admin = ZopyxRole::new("Administrator", "Admin role")
///     .with_permission("view", "View permission")
///     .with_permission("edit", "Edit permission");
/// let user = ZopyxUser::new().with_role(admin);
/// // session.login(Login::new("ann").with_roles(&["Administrator"]))?;
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ZopyxUser {
    roles: Vec<ZopyxRole>,
}

/// A role of the app, as its `ROLES_REGISTRY` has it. zopyx compares roles and permissions with all that they
/// say: names, descriptions, and their order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct ZopyxRole {
    name: String,
    description: String,
    /// Names and descriptions.
    permissions: Vec<(String, String)>,
}

impl ZopyxUser {
    /// Users whose logins are read with their roles, and written without.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a role that a login may be given by its name
    /// ([`Login::with_roles`](crate::Login::with_roles)). A role that was not added is left out of the session,
    /// and the log says so.
    pub fn with_role(mut self, role: ZopyxRole) -> Self {
        self.roles.push(role);
        self
    }

    fn role(&self, name: &str) -> Option<Value> {
        let role = self.roles.iter().find(|role| role.name == name);
        if role.is_none() {
            tracing::warn!(name: "login.unknown_role", role = name, "the login is without a role that was not added to ZopyxUser");
        }
        role.map(ZopyxRole::to_value)
    }
}

impl ZopyxRole {
    /// A role without permissions.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), permissions: Vec::new() }
    }

    /// Adds a permission, in the order in which the app has them.
    pub fn with_permission(
        mut self,
        name: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        self.permissions.push((name.into(), description.into()));
        self
    }

    fn to_value(&self) -> Value {
        let permissions = self.permissions.iter();
        let permissions = permissions.map(|(name, about)| named(name, about).into()).collect();
        let mut role = named(&self.name, &self.description);
        role.insert("permissions", Value::List(permissions));
        role.into()
    }
}

impl UserInSession for ZopyxUser {
    /// `get_user` of `dependencies.py`. Anonymous where `is_anonymous` does not say otherwise, `expires` is
    /// over or not a time, or a part is not of its type.
    fn read(&self, session: &Session, _: ClientInfo<'_>, now: SystemTime) -> Option<SessionUser> {
        let user = session.get(USER)?.as_dict()?;
        let id = user.get("name")?.as_str().filter(|id| !id.is_empty())?;
        if user.get("is_anonymous")?.as_bool()? {
            return None;
        }
        let property = |name| user.get("properties").and_then(Value::as_dict)?.get(name);
        if let Some(expires) = property("expires")
            && now >= instant(expires)?
        {
            return None;
        }
        let mut principal = Principal::new(id);
        for role in list(user, "roles")? {
            let role = role.as_dict()?;
            principal = principal.with_roles([role.get("name")?.as_str()?]);
            for permission in list(role, "permissions")? {
                let name = permission.as_dict()?.get("name")?.as_str()?;
                principal = principal.with_permissions([name]);
            }
        }
        Some(SessionUser::new(principal).with_auth_time(property("logged_in").and_then(instant)))
    }

    /// A user who expires after a day (`get_user_from_fastapi_request`, `authenticate_user_for_fastapi`). The
    /// profile's `description` is the user's; the rest of it are properties.
    fn write(&self, session: &mut Session, login: &Login<'_>, _: ClientInfo<'_>, now: SystemTime) {
        let id = login.user_id();
        let time =
            |at: Option<SystemTime>| at.and_then(iso_format).map_or(Value::Null, Value::from);
        let mut properties: Dict = [
            ("source", Value::from("handstamp")),
            ("logged_in", time(Some(now))),
            ("expires", time(now.checked_add(LIFE_TIME))),
        ]
        .into_iter()
        .collect();
        let mut user = named(id, id);
        for (key, value) in login.profile().into_iter().flat_map(Dict::iter) {
            let kept =
                if key.as_str() == Some("description") { &mut user } else { &mut properties };
            kept.insert(key.clone(), value.clone());
        }
        let roles = login.roles().iter().filter_map(|role| self.role(role)).collect();
        user.insert("is_anonymous", false);
        user.insert("roles", Value::List(roles));
        user.insert("properties", properties);
        session.insert_value(USER, user);
    }
}

fn named(name: &str, description: &str) -> Dict {
    Dict::from_iter([("name", Value::from(name)), ("description", description.into())])
}

/// A list that pydantic's model would fill in if it is missing.
fn list<'a>(dict: &'a Dict, name: &str) -> Option<&'a [Value]> {
    dict.get(name).map_or(Some(&[]), Value::as_list)
}

/// `datetime.isoformat()` with its zone. One without is a time nowhere in particular.
fn instant(value: &Value) -> Option<SystemTime> {
    value.as_str()?.parse::<DateTime>().ok()?.try_into().ok()
}

fn iso_format(at: SystemTime) -> Option<String> {
    let at = DateTime::try_from(at).ok()?.to_string();
    Some(at.strip_suffix('Z')?.to_owned() + "+00:00")
}
