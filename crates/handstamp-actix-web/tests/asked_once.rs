//! One question for each request, however many ask at once.
#![allow(clippy::unwrap_used)]

mod support;

use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use actix_web::{App, test, web};
use handstamp_actix_web::{Auth, AuthExt, MaybeUser, Require, User};
use handstamp_authorizer::{
    Authentication, Authenticator, CredentialKind, Identity, MaybeFuture, Principal, RequestView,
    Subject,
};
use support::{Admin, Login, shown};

async fn three(User(a): User, MaybeUser(b): MaybeUser, Require(c, _): Require<Admin>) -> String {
    assert_eq!((Some(&a), b.as_ref()), (b.as_ref(), Some(&c)));
    a.id().into()
}

#[actix_web::test]
async fn three_extractors_side_by_side() {
    let login = Login::default();
    let app = login.auth().attach(App::new().route("/", web::get().to(three)));
    let app = test::init_service(app).await;
    for (asked, cookie) in ["slow=ada:admin", "who=ada:admin", "slow=ada:admin"].iter().enumerate()
    {
        assert_eq!(shown(ask!(app, "/", "cookie" => *cookie)).await, (200, "ada".into()));
        assert_eq!(login.asked(), asked + 1);
    }
}

/// Waits until it is told, and counts how often it was polled and whether it was dropped.
#[derive(Clone, Default)]
struct Told {
    asked: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
    tell: Arc<tokio::sync::Notify>,
}

struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Authenticator for Told {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let (guard, tell) = (Dropped(Arc::clone(&self.dropped)), Arc::clone(&self.tell));
        MaybeFuture::boxed(async move {
            let _guard = guard;
            tell.notified().await;
            Identity::known(Principal::new("ada").with_roles(["admin"]), Authentication::bearer())
        })
    }

    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        Some(CredentialKind::Header)
    }
}

#[actix_web::test]
async fn all_three_wait_for_the_one_that_is_under_way() {
    let told = Told::default();
    let app = Auth::new(told.clone()).attach(App::new().route("/", web::get().to(three)));
    let app = Rc::new(test::init_service(app).await);
    let inner = Rc::clone(&app);
    let answer = actix_web::rt::spawn(async move { shown(ask!(inner, "/")).await });
    for _ in 0..5 {
        tokio::task::yield_now().await;
        assert_eq!(told.asked.load(Ordering::SeqCst), 1);
    }
    assert!(!answer.is_finished());
    told.tell.notify_one();
    assert_eq!(answer.await.unwrap(), (200, "ada".into()));
    assert_eq!(told.dropped.load(Ordering::SeqCst), 1);
}

/// A client that hangs up: the request is dropped, and nothing of it stays.
#[actix_web::test]
async fn a_request_that_is_given_up_leaves_nothing_behind() {
    let told = Told::default();
    let auth = Auth::new(told.clone());
    let app = App::new().route("/", web::get().to(three)).service(
        web::resource("/rule").wrap(auth.require_layer(Admin)).route(web::get().to(three)),
    );
    let app = test::init_service(auth.attach(app)).await;
    for (given_up, path) in ["/", "/rule"].iter().enumerate() {
        {
            let mut asking = Box::pin(async { ask!(app, path).status() });
            let mut context = Context::from_waker(Waker::noop());
            assert_eq!(asking.as_mut().poll(&mut context), Poll::Pending);
        }
        assert_eq!(told.dropped.load(Ordering::SeqCst), given_up + 1, "{path}");
    }
}
