//! Sessions that name their user in other places than Flask-Login does: a path of dicts, a pair of closures.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use handstamp_authorizer::Principal;
use handstamp_login::{SessionLogin, SessionUser, UserField, UserFn};
use handstamp_value::{Dict, Value};
use requests::flask::{builder, request, session};
use requests::serve;

fn dict(pairs: &[(&str, Value)]) -> Value {
    pairs.iter().cloned().collect::<Dict>().into()
}

fn id(login: &SessionLogin, fields: &[(&str, Value)]) -> Option<String> {
    let cookie = session(fields);
    serve(login, request(&[("session", &cookie)]), |_| {}).id().map(str::to_owned)
}

#[test]
fn a_path_leads_through_dicts_to_the_user() {
    let by_sub = builder().user(UserField::path("user", ["sub"])).build().unwrap();
    assert_eq!(id(&by_sub, &[("user", dict(&[("sub", "ann".into())]))]).as_deref(), Some("ann"));
    assert_eq!(id(&by_sub, &[("user", dict(&[("sub", 7.into())]))]).as_deref(), Some("7"));
    for anonymous in [
        dict(&[]),
        dict(&[("sub", "".into())]),
        dict(&[("sub", dict(&[("sub", "ann".into())]))]),
        "ann".into(),
        Value::List(vec!["ann".into()]),
        Value::Null,
    ] {
        assert_eq!(id(&by_sub, &[("user", anonymous.clone())]), None, "{anonymous:?}");
    }
    assert_eq!(id(&by_sub, &[("sub", "ann".into())]), None);
    let deep = builder().user(UserField::path("a", ["b", "c"])).build().unwrap();
    let b = dict(&[("b", dict(&[("c", "ann".into())]))]);
    assert_eq!(id(&deep, &[("a", b)]).as_deref(), Some("ann"));
}

#[test]
fn a_login_writes_the_path_that_it_reads_and_a_logout_empties_it() {
    let by_sub = builder().user(UserField::path("user", ["sub"])).build().unwrap();
    let served = serve(&by_sub, request(&[]), |session| session.login("ann").unwrap());
    let written = served.session().unwrap();
    assert_eq!(written.get("user"), Some(&dict(&[("sub", "ann".into())])));
    let cookie = served.cookie("session").unwrap();
    let served = serve(&by_sub, request(&[("session", cookie)]), |session| {
        session.logout().unwrap();
    });
    assert_eq!(served.id(), Some("ann"));
    assert!(served.deletes("session"));
}

/// As ihatemoney's administrator: one flag, beside the projects that a browser may see.
#[test]
fn closures_read_and_write_and_forget() {
    let admin = UserFn::new(
        |session| {
            let is_admin: bool = session.get_as("is_admin").ok()??;
            is_admin.then(|| SessionUser::new(Principal::new("admin")))
        },
        |session, login| drop(session.insert_value("is_admin", login.user_id() == "admin")),
    );
    let forgetful = builder().user(admin).build().unwrap();
    assert_eq!(id(&forgetful, &[("is_admin", true.into())]).as_deref(), Some("admin"));
    assert_eq!(id(&forgetful, &[("is_admin", false.into())]), None);
    let fields = [("is_admin", true.into()), ("ann", true.into())];
    let cookie = session(&fields);
    let logout = |login: &SessionLogin| {
        serve(login, request(&[("session", &cookie)]), |session| session.logout().unwrap())
    };
    assert!(logout(&forgetful).deletes("session"));

    let careful = UserFn::new(|_| None, |_, _| {}).with_forget(|session| {
        session.remove("is_admin");
    });
    let left = logout(&builder().user(careful).build().unwrap()).session().unwrap();
    assert_eq!((left.get("is_admin"), left.get("ann")), (None, Some(&true.into())));

    let served = serve(&forgetful, request(&[]), |session| session.login("admin").unwrap());
    assert_eq!(served.session().unwrap().get("is_admin"), Some(&true.into()));
}
