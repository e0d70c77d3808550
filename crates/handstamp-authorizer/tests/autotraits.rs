//! What can be shared between threads and sent to another one. (dtolnay/semver has such a test.)

use std::sync::Arc;

use handstamp_authorizer::adapter::{
    AuthContext, Authorizer, Capabilities, Effects, HookError, Policies, Question, RequestPolicies,
    ResponseHook, SingleFlight, SlotId, WeakAuthContext,
};
use handstamp_authorizer::cookie::{Duplicate, SameSite, SetCookie};
use handstamp_authorizer::denial::{
    Denial, DenialPolicy, JsonDenial, LoginRedirect, Misconfigured, Missing, ProblemDenial, Texts,
};
use handstamp_authorizer::endpoint::{Body, Endpoint, ReadBody};
use handstamp_authorizer::revocation::{Full, MemoryRevocation, Revocation};
use handstamp_authorizer::rules::{
    Acr, And, Anyone, Fresh, LoggedInWithin, Or, Permission, Role, Rule, Scope, Verdict, When,
};
use handstamp_authorizer::throttle::{Admission, Counted, Limit, MemoryThrottle, Throttle};
use handstamp_authorizer::{
    Auth, AuthBuilder, Authentication, Authenticator, BoxError, BoxFuture, Challenge, Clock,
    CredentialKind, CrossOrigin, Error, FirstOf, Grants, Identity, Known, LoadUser, LoginId,
    MapUser, MaybeFuture, NextUrl, Principal, Random, Refusal, Reply, RequestView, SystemClock,
    SystemRandom, TrustedProxies, Waiting, Who,
};

fn send<T: Send>() {}
fn sync<T: Sync>() {}

macro_rules! send_and_sync {
    ($($type:ty),* $(,)?) => {
        $( send::<$type>(); sync::<$type>(); )*
    };
}

/// A user's type that is as plain as it may be.
type User = Principal;
type AnyRule = Arc<dyn Rule<User>>;
type Load = fn(User, Authentication) -> BoxFuture<'static, Result<Option<User>, BoxError>>;
type Map = fn(User, &Authentication) -> Option<User>;

struct View(AuthContext);

impl RequestView for View {
    fn method(&self) -> &str {
        "GET"
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, _: &str, _: usize) -> Option<&[u8]> {
        None
    }
    fn context(&self) -> Option<&AuthContext> {
        Some(&self.0)
    }
}

#[test]
fn shared_and_sent() {
    // The root.
    send_and_sync!(
        Auth<User>,
        AuthBuilder<User>,
        Authentication,
        BoxError,
        Challenge,
        CredentialKind,
        CrossOrigin,
        Error,
        FirstOf<User>,
        Grants,
        Identity<User>,
        Known<User>,
        LoginId,
        NextUrl,
        Principal,
        Refusal,
        Reply,
        SystemClock,
        SystemRandom,
        TrustedProxies,
        Who<'static, User>,
        LoadUser<FirstOf<User>, Load, User>,
        MapUser<FirstOf<User>, Map, User>,
        Box<dyn Authenticator<User>>,
        Box<dyn Clock>,
        Box<dyn Random>,
    );
    // For adapters.
    send_and_sync!(
        AuthContext,
        Capabilities,
        Effects,
        HookError,
        Policies,
        RequestPolicies,
        SingleFlight<User>,
        SlotId,
        WeakAuthContext,
        Arc<dyn ResponseHook>,
        Box<dyn Authorizer<User>>,
    );
    send_and_sync!(Duplicate, SameSite, SetCookie);
    send_and_sync!(
        Denial,
        JsonDenial,
        LoginRedirect,
        Misconfigured,
        Missing,
        ProblemDenial,
        Texts,
        Box<dyn DenialPolicy>,
    );
    send_and_sync!(Body, ReadBody, Arc<dyn Endpoint>);
    send_and_sync!(Full, MemoryRevocation, Arc<dyn Revocation>);
    send_and_sync!(Admission, Counted<'static>, Limit, MemoryThrottle, Arc<dyn Throttle>);
    send_and_sync!(
        Acr, And<Fresh, Role>, Anyone, Fresh, LoggedInWithin, Or<Role, Permission>, Permission, Role,
        Scope, Verdict, When<fn(&User) -> bool>, AnyRule,
    );
}

/// A future is polled by one thread at a time.
#[test]
fn sent() {
    send::<MaybeFuture<Identity<User>>>();
    send::<Waiting<Identity<User>>>();
    send::<BoxFuture<'static, User>>();
    send::<Question<View, Anyone, User, User>>();
    send::<Question<&'static View, AnyRule, User, Option<User>>>();
}

/// A framework that keeps a future in place needs to know that it may be moved.
#[test]
fn moved() {
    fn unpin<T: Unpin>() {}
    unpin::<Question<View, Anyone, User, User>>();
    unpin::<Question<View, AnyRule, User, Option<User>>>();
    unpin::<Waiting<std::marker::PhantomPinned>>();
    unpin::<SingleFlight<User>>();
}
