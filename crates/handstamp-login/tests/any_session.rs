//! Sessions and login records of any content: each is read or counts as none, and nothing panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "flask", feature = "starlette"))]

mod requests;

use handstamp_authorizer::{Auth, Subject as _};
use handstamp_flask::session_codec;
use handstamp_login::flask::{FlaskLogin, SessionProtection};
use handstamp_login::starlette::ZopyxUser;
use handstamp_login::{LOGIN_RECORD, SessionLogin};
use handstamp_session::{Session, SignedCodec};
use handstamp_value::Value;
use proptest::prelude::*;
use requests::answered;
use requests::flask::{builder, key, login_of, now, request};

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![Just(String::from("ann")), ".{0,12}"].prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..8).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let keys = prop_oneof![Just("u"), Just("l"), Just("g"), Just("t"), Just("x"), Just(" d")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec((keys, inner), 0..5)
                .prop_map(|pairs| Value::Dict(pairs.into_iter().collect())),
        ]
    })
}

/// A record that is nearly one: each part of its type, or of any other, or missing.
fn record() -> impl Strategy<Value = Value> {
    let user = prop_oneof![Just(Value::from("ann")), Just("bob".into()), json()];
    let login = prop_oneof![".{0,30}".prop_map(Value::from), json()];
    let number = || prop_oneof![(0..2_000_000_000_u64).prop_map(Value::from), json()];
    let parts =
        (user, prop::option::of(login), prop::option::of(number()), prop::option::of(number()));
    parts.prop_map(|(user, login, generation, time)| {
        let more = [("l", login), ("g", generation), ("t", time)];
        let more = more.into_iter().filter_map(|(key, part)| Some((key, part?)));
        Value::Dict([("u", user)].into_iter().chain(more).collect())
    })
}

/// Who is asking, and whether since when; then the session is confirmed and logged out. `None` also where the
/// session has no form in the cookie.
fn asked(
    login: &SessionLogin,
    codec: &SignedCodec,
    fields: &[(&str, Value)],
) -> Option<(String, bool)> {
    let session = Session::from_dict(fields.iter().cloned().collect());
    let own = codec.encode(&session, now()).ok()?;
    let auth = Auth::new(login.clone());
    let request = request(&[("session", &own)]).enter(&auth);
    let known = answered(auth.authenticated(&request)).ok();
    let session = request.session();
    session.confirm_login().unwrap();
    session.logout().unwrap();
    assert!(request.respond().is_ok());
    known.map(|(user, known)| (user.id().to_owned(), known.auth_time.is_some()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    /// A record of any type counts as one or as none.
    #[test]
    fn any_record_is_read(record in prop_oneof![1 => json(), 3 => record()]) {
        let login = builder().user_field("uid").build().unwrap();
        let fields = [("uid", "ann".into()), (LOGIN_RECORD, record.clone())];
        let (id, has_time) = asked(&login, &session_codec(key()).build(), &fields).unwrap();
        prop_assert_eq!(id, "ann");
        let about_ann = record.as_dict().is_some_and(|record| record.get("u") == Some(&"ann".into()));
        prop_assert!(about_ann || !has_time, "{record:?}");
    }

    /// A session of any content, for every login.
    #[test]
    fn any_session_is_read(values in prop::collection::vec(json(), 7)) {
        let keys = ["_user_id", "user_id", "_fresh", "_id", "_remember", "_remember_seconds", "_permanent"];
        let mut fields: Vec<_> = keys.into_iter().zip(values.clone()).collect();
        fields.push(("user", values[0].clone()));
        for settings in [
            FlaskLogin::new(),
            FlaskLogin::new().with_session_protection(SessionProtection::Strong),
            FlaskLogin::before_0_5().with_session_protection(SessionProtection::Basic),
        ] {
            asked(&login_of(settings), &session_codec(key()).build(), &fields);
        }
        let zopyx = SessionLogin::starlette(key()).clock(now).user(ZopyxUser::new()).build().unwrap();
        asked(&zopyx, &handstamp_starlette::session_codec(key()).build(), &fields);
    }
}
