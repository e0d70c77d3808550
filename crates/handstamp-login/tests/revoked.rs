//! A login that was ended before it expired is anonymous, and so is every way back to it.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use handstamp_authorizer::revocation::{CLOCK_SKEW, MemoryRevocation, Revocation};
use handstamp_authorizer::{Auth, Authentication, BoxError, LoginId, MaybeFuture};
use handstamp_flask::Value;
use handstamp_login::flask::FlaskLogin;
use handstamp_login::{LOGIN_RECORD, Login, SessionLogin, extract};
use requests::flask::{
    NOW, at, builder, logged_in, login_id, login_of, now, record, remember_token, request,
};
use requests::slow_store::give_way;
use requests::{Request, Served, answered, poll_once, serve};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

fn revocation() -> Arc<MemoryRevocation> {
    Arc::new(MemoryRevocation::new(100))
}

fn with(revocation: &Arc<MemoryRevocation>) -> SessionLogin {
    builder().revocation(revocation.clone()).build().unwrap()
}

fn log_in(login: &SessionLogin) -> String {
    let served = serve(login, request(&[]), |session| session.login("42").unwrap());
    served.cookie("session").unwrap().to_owned()
}

fn asked(login: &SessionLogin, cookie: &str) -> Served {
    serve(login, request(&[("session", cookie)]), |_| {})
}

fn is_known(login: &SessionLogin, cookie: &str) -> bool {
    let request = request(&[("session", cookie)]).enter(&Auth::new(login.clone()));
    let by_extractor = answered(extract::maybe_user_id(&request)).unwrap();
    let served = asked(login, cookie);
    assert_eq!(served.id(), by_extractor.as_deref());
    served.id().is_some()
}

fn end_all(revocation: &impl Revocation) {
    answered(revocation.revoke_user("42", now(), now() + YEAR)).unwrap();
}

#[test]
fn one_login_is_ended_and_the_others_go_on() {
    let revocation = revocation();
    let login = with(&revocation);
    let (laptop, phone) = (log_in(&login), log_in(&login));
    let ended = login_id(&asked(&login, &laptop));
    answered(revocation.revoke_login(&ended, now(), now() + YEAR)).unwrap();
    assert!(!is_known(&login, &laptop));
    assert!(is_known(&login, &phone));
    assert!(is_known(&builder().build().unwrap(), &laptop), "which asks nobody");
}

/// Whole seconds cannot tell these apart.
#[test]
fn all_logins_of_a_user_are_ended_exactly() {
    let revocation = revocation();
    let login = with(&revocation);
    let first = log_in(&login);
    assert_eq!(asked(&login, &first).how().generation, Some(0));
    end_all(&*revocation);
    let second = log_in(&login);
    assert!(!is_known(&login, &first));
    assert!(is_known(&login, &second), "a new login of the same second");
    end_all(&*revocation);
    let third = log_in(&login);
    assert!(!is_known(&login, &first) && !is_known(&login, &second));
    assert!(is_known(&login, &third));
    let generation = |cookie: &str| asked(&login, cookie).how().generation;
    assert!(generation(&third) > Some(0));
    assert_eq!(asked(&login, &third).how().auth_time, Some(now()));
}

#[test]
fn a_generation_that_the_app_gives_is_kept() {
    let revocation = revocation();
    let login = with(&revocation);
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("42").with_generation(NOW + 7)).unwrap();
    });
    let cookie = served.cookie("session").unwrap();
    assert_eq!(asked(&login, cookie).how().generation, Some(NOW + 7));
    end_all(&*revocation);
    assert!(is_known(&login, cookie));
}

/// Flask-Login writes no record. One that a Python app writes has `u` and `t`.
#[test]
fn a_python_login_is_judged_by_its_time() {
    let revocation = revocation();
    let cut_off = NOW + CLOCK_SKEW.as_secs();
    let login = builder().revocation(revocation.clone()).clock(move || at(cut_off + 60)).build();
    let login = login.unwrap();
    let of = |user: &str, time: u64| {
        let record = record(&[("u", user.into()), ("t", Value::from(time))]);
        logged_in("42", &[(LOGIN_RECORD, record)])
    };
    let without = logged_in("42", &[]);
    assert!(is_known(&login, &without) && is_known(&login, &of("42", NOW - 5)));
    end_all(&*revocation);
    assert!(!is_known(&login, &without), "without a record");
    assert!(!is_known(&login, &of("42", NOW - 5)), "before");
    assert!(!is_known(&login, &of("42", NOW)), "in the same second");
    assert!(!is_known(&login, &of("42", cut_off)), "within the skew of clocks");
    assert!(is_known(&login, &of("42", cut_off + 1)), "after");
    assert!(!is_known(&login, &of("7", cut_off + 1)), "somebody else's record");
    let not_fresh = [
        ("_fresh", false.into()),
        (LOGIN_RECORD, record(&[("u", "42".into()), ("t", (cut_off + 1).into())])),
    ];
    assert!(!is_known(&login, &logged_in("42", &not_fresh)), "remembered since");
}

#[test]
fn a_remember_cookie_does_not_bring_a_revoked_user_back() {
    let revocation = revocation();
    let login = with(&revocation);
    let token = remember_token("42");
    let cookies = [("remember_token", token.as_str())];
    assert_eq!(serve(&login, request(&cookies), |_| {}).id(), Some("42"));
    end_all(&*revocation);
    let served = serve(&login, request(&cookies), |session| {
        assert_eq!(session.get::<String>("_user_id"), Ok(None));
    });
    assert_eq!(served.id(), None);
    assert!(served.cookies().is_empty(), "{:?}", served.response);
}

#[test]
fn load_user_is_not_asked_for_a_login_that_was_ended() {
    let revocation = revocation();
    let login = with(&revocation);
    let cookie = log_in(&login);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let auth: Auth<&'static str> = Auth::new(login.load_user(move |_, _| {
        count.fetch_add(1, SeqCst);
        async { Ok::<_, BoxError>(Some("account")) }
    }));
    let ask = || {
        let request = request(&[("session", &cookie)]).enter(&auth);
        answered(auth.maybe_user(&request)).unwrap()
    };
    assert_eq!((ask(), asked.load(SeqCst)), (Some("account"), 1));
    end_all(&*revocation);
    assert_eq!((ask(), asked.load(SeqCst)), (None, 1));
}

/// Answers later or at once, and fails when it is told to.
struct Slow {
    kept: MemoryRevocation,
    later: bool,
    fails: bool,
}

impl Slow {
    fn login(kept: MemoryRevocation, later: bool, fails: bool) -> SessionLogin {
        builder().revocation(Arc::new(Self { kept, later, fails })).build().unwrap()
    }

    fn later<T: Send + 'static>(
        &self,
        answer: MaybeFuture<Result<T, BoxError>>,
    ) -> MaybeFuture<Result<T, BoxError>> {
        let fails = self.fails;
        if !self.later {
            return if fails { MaybeFuture::Ready(Err("down".into())) } else { answer };
        }
        MaybeFuture::boxed(async move {
            give_way().await;
            if fails { Err("the revocation is down".into()) } else { answer.await }
        })
    }
}

impl Revocation for Slow {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        self.later(self.kept.is_revoked(user_id, login, now))
    }
    fn generation(&self, user_id: &str, now: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        self.later(self.kept.generation(user_id, now))
    }
    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        self.later(self.kept.revoke_login(login_id, now, until))
    }
    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        self.later(self.kept.revoke_user(user_id, now, until))
    }
}

#[test]
fn a_generation_that_comes_later_is_in_the_record() {
    let kept = MemoryRevocation::new(100);
    end_all(&kept);
    let login = Slow::login(kept, true, false);
    let served = serve(&login, request(&[]), |session| session.login("42").unwrap());
    let record = served.session().unwrap().get(LOGIN_RECORD).cloned().unwrap();
    let generation = record.as_dict().unwrap().get("g").and_then(Value::as_i64);
    assert!(generation > Some(0), "{generation:?}");
    assert!(is_known(&login, served.cookie("session").unwrap()));
    assert!(!is_known(&login, &logged_in("42", &[])), "judged after the wait");
    let token = remember_token("42");
    let served = serve(&login, request(&[("remember_token", &token)]), |_| {});
    assert_eq!((served.id(), served.cookies().len()), (None, 0));
}

#[test]
fn a_revocation_that_fails_is_an_outage() {
    let cookie = log_in(&login_of(FlaskLogin::new()));
    for later in [true, false] {
        let down = Slow::login(MemoryRevocation::new(100), later, true);
        assert_eq!(asked(&down, &cookie).who.unwrap_err(), 503);
        let auth = Auth::new(down.clone());
        let known = request(&[("session", &cookie)]).enter(&auth);
        assert_eq!(answered(auth.maybe_user(&known)).unwrap_err().status, 503);
        assert_eq!(answered(extract::maybe_user_id(&known)).unwrap_err().status, 503);
        let visitor = request(&[]).enter(&auth);
        assert!(answered(auth.maybe_user(&visitor)).unwrap().is_none(), "nothing to ask");

        // A login without the generation could not be ended.
        let served = serve(&down, request(&[]), |session| session.login("42").unwrap());
        assert_eq!(served.response.unwrap_err(), 503);
        let token = remember_token("42");
        let served = serve(&down, request(&[("remember_token", &token)]), |_| {});
        assert_eq!(served.who.as_ref().unwrap_err(), &503);
        assert!(served.cookies().is_empty());
    }
}

/// A new password: everybody is logged out everywhere, and the one who set it is logged in, in one request. The
/// record gets its generation with the response.
#[test]
fn a_login_after_a_log_out_everywhere_holds_in_the_same_request() {
    let revocation = revocation();
    let login = with(&revocation);
    let old = log_in(&login);
    let auth = Auth::new(login.clone());
    let request = request(&[("session", &old)]).enter(&auth);
    assert!(answered(auth.maybe_user(&request)).unwrap().is_some());
    end_all(&*revocation);
    request.session().login("42").unwrap();
    assert!(answered(auth.user(&request)).is_ok());
    let response = request.respond().unwrap();
    assert!(is_known(&login, response.cookie("session").unwrap()));
    assert!(!is_known(&login, &old));
}

/// A remembered user is looked up; meanwhile the handler logs another one in.
#[test]
fn a_restored_login_does_not_overwrite_a_login_of_the_handler() {
    let auth = Auth::new(Slow::login(MemoryRevocation::new(100), true, false));
    let token = remember_token("42");
    let request = request(&[("remember_token", &token)]).enter(&auth);
    let mut asked = std::pin::pin!(auth.maybe_user(&request));
    assert!(poll_once(asked.as_mut()).is_pending());
    request.session().login("7").unwrap();
    assert!(answered(asked).is_ok());
    assert_eq!(request.user_id().as_deref(), Some("7"));
    let response = request.respond().unwrap();
    assert_eq!(response.session().unwrap().get_str("_user_id"), Some("7"));
    assert!(response.deletes("remember_token"));
}

/// A permanent session is signed anew by every request that touches it: one whose login was ended is not, or a
/// copy of it would be good again once the revocation is no longer kept.
#[test]
fn a_login_that_was_ended_is_not_kept_alive() {
    type Use = fn(&Request, &Auth);
    let uses: [(&str, Use); 4] = [
        ("the user is asked for", |request, auth| {
            assert!(answered(auth.maybe_user(request)).unwrap().is_none());
        }),
        ("the session is only looked at", |request, _| assert!(request.session().is_valid())),
        ("a handler writes", |request, _| request.session().flash("message", "hello").unwrap()),
        ("both", |request, auth| {
            assert!(answered(auth.maybe_user(request)).unwrap().is_none());
            request.session().flash("message", "hello").unwrap();
        }),
    ];
    for later in [false, true] {
        let login = Slow::login(MemoryRevocation::new(100), later, false);
        let served = serve(&login, request(&[]), |session| {
            session.login("42").unwrap();
            session.change(|session| session.insert_value("_permanent", true)).unwrap();
        });
        let cookie = served.cookie("session").unwrap();
        let good = request(&[("session", cookie)]).enter(&Auth::new(login.clone()));
        assert!(good.session().is_valid());
        assert_eq!(good.respond().unwrap().session().unwrap().get_str("_user_id"), Some("42"));

        let kept = MemoryRevocation::new(100);
        end_all(&kept);
        let auth = Auth::new(Slow::login(kept, later, false));
        for (what, act) in uses {
            let request = request(&[("session", cookie)]).enter(&auth);
            act(&request, &auth);
            let written = request.respond().unwrap().session();
            let written =
                written.unwrap_or_else(|| panic!("{what}: a cookie is written or deleted"));
            assert_eq!(
                (written.get("_user_id"), written.get(LOGIN_RECORD)),
                (None, None),
                "{what}"
            );
        }
    }
}
