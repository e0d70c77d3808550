//! Cookies named `__Host-…` and `__Secure-…`. A browser ignores a line about one that is not `Secure`, also one
//! that should delete it.

use super::ground::{Ground, post};
use crate::steps::Steps;

pub(super) fn run(ground: &Ground, steps: &mut Steps) -> anyhow::Result<()> {
    for (prefix, at) in [("__Host-", "/host"), ("__Secure-", "/secure")] {
        let (session, remember) = (format!("{prefix}session"), format!("{prefix}remember"));
        let (login, me) = (format!("{at}/login"), format!("{at}/me"));
        let mut ada = ground.at_service();
        post(&mut ada, &login, &[("user", "1"), ("remember", "1")])?;
        let kept = ada.cookies.contains_key(&session) && ada.cookies.contains_key(&remember);
        steps.hold(&format!("{prefix}: the browser takes both cookies"), kept);
        ada.cookies.remove(&session);
        steps.answered(&format!("{prefix}: ada is remembered"), &ada.fetch(&me)?, 200);

        let mut again = ada.clone();
        post(&mut ada, &format!("{at}/logout"), &[])?;
        let gone = !ada.cookies.contains_key(&session) && !ada.cookies.contains_key(&remember);
        steps.hold(&format!("{prefix}: the logout deletes both cookies"), gone);
        steps.answered(&format!("{prefix}: ada is logged out"), &ada.fetch(&me)?, 401);
        post(&mut again, &login, &[("user", "2")])?;
        let gone = !again.cookies.contains_key(&remember);
        steps.hold(&format!("{prefix}: so does a login of somebody else"), gone);
        steps.answered(&format!("{prefix}: who is known"), &again.fetch(&me)?, 200);
    }
    Ok(())
}
