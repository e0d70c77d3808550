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

/// The user as zopyx-fastapi-auth writes it: the dict `user` with its `name`, the names of its roles and
/// their permissions, and the time of login.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ZopyxUser;

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

    /// A user without roles, who expires after a day (`get_user_from_fastapi_request`,
    /// `authenticate_user_for_fastapi`).
    fn write(&self, session: &mut Session, login: &Login<'_>, _: ClientInfo<'_>, now: SystemTime) {
        let id = login.user_id();
        let time =
            |at: Option<SystemTime>| at.and_then(iso_format).map_or(Value::Null, Value::from);
        let properties: Dict = [
            ("source", Value::from("handstamp")),
            ("logged_in", time(Some(now))),
            ("expires", time(now.checked_add(LIFE_TIME))),
        ]
        .into_iter()
        .collect();
        let user: Dict = [
            ("name", Value::from(id)),
            ("description", id.into()),
            ("is_anonymous", false.into()),
            ("roles", Value::List(Vec::new())),
            ("properties", properties.into()),
        ]
        .into_iter()
        .collect();
        session.insert_value(USER, user);
    }
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
