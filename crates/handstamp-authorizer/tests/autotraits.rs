//! What can be shared between threads and sent to another one. (dtolnay/semver has such a test.)

use handstamp_authorizer::*;

fn send<T: Send>() {}
fn sync<T: Sync>() {}

macro_rules! send_and_sync {
    ($($type:ty),* $(,)?) => {
        $( send::<$type>(); sync::<$type>(); )*
    };
}

/// A user's type that is as plain as it may be.
type User = Principal;
type AnyRule = std::sync::Arc<dyn Rule<User>>;

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
    fn exchange(&self) -> Option<&AuthContext> {
        Some(&self.0)
    }
}

#[test]
fn shared_and_sent() {
    send_and_sync!(
        And<Fresh, Role>, Anyone, Auth<User>, AuthBuilder<User>, Challenge, CrossOrigin, Denial,
        Duplicate, Effects, Entry, Error, AuthContext, FirstOf<User>, Fresh, Guard<User>,
        Identity<User>, JsonDenial, Known<User>, LoggedInWithin, LoginRedirect, Misconfigured,
        Missing, NextUrl, Capabilities, Or<Role, Permission>, SlotId, Permission, Principal, ProblemDenial,
        Refusal, Reply, Role, Scope, SetCookie, SystemClock, Texts, TrustedProxies, HookError,
        Verdict, CredentialKind, When<fn(&User) -> bool>, BoxError, std::sync::Arc<dyn ResponseHook>,
        Box<dyn Authenticator<User>>, Box<dyn Authorizer<User>>, Box<dyn DenialPolicy>,
        Box<dyn Admission>, Box<dyn Clock>, AnyRule,
    );
}

/// A future is polled by one thread at a time.
#[test]
fn sent() {
    send::<MaybeFuture<Identity<User>>>();
    send::<BoxFuture<'static, User>>();
    send::<Ask<View, Anyone, User, User>>();
    send::<Ask<&'static View, AnyRule, User, Option<User>>>();
    send::<LoadUser<FirstOf<User>, fn(User) -> BoxFuture<'static, User>, User>>();
    sync::<LoadUser<FirstOf<User>, fn(User) -> BoxFuture<'static, User>, User>>();
}

/// A framework that keeps a future in place needs to know that it may be moved.
#[test]
fn moved() {
    fn unpin<T: Unpin>() {}
    unpin::<Ask<View, Anyone, User, User>>();
    unpin::<Ask<View, AnyRule, User, Option<User>>>();
}
