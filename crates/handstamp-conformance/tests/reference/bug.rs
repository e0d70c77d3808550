//! Mistakes that an adapter can make, for the tests of the suite.

use std::cell::Cell;

/// One mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A reply that replaces the handler's response is put on top of its header lines.
    KeepsWhatIsReplaced,
    /// The response goes out before the store has answered.
    WaitsForNoStore,
    /// A nested layer takes no notice of the one around it.
    NestedStartsAnew,
    /// Effects of a login go onto responses of success only.
    EffectsOfSuccess,
    /// The body of an endpoint is read whatever its length.
    NoBodyLimit,
    /// The length of the body is looked at before the method.
    LimitBeforeMethod,
    /// The answer to HEAD has the body of the answer to GET.
    HeadWithBody,
    /// Only the methods of the endpoint are mounted.
    OptionsNotMounted,
    /// An endpoint below a nested router sees what the router has left of the path.
    EndpointSeesTheRest,
    /// Endpoints are mounted beside the response layer.
    EndpointBesideTheLayer,
    /// A reply has no `Set-Cookie` of its own.
    ReplyWithoutCookie,
    /// How the user is known is always the same.
    OneAuthentication,
    /// Rules are judged without the authentication's scopes.
    ScopeIsAnyUser,
}

thread_local! {
    static BUG: Cell<Option<Bug>> = const { Cell::new(None) };
}

impl Bug {
    /// Makes this mistake, and no other, from now on.
    pub fn set(bug: Option<Self>) {
        BUG.set(bug);
    }

    pub fn is_set(self) -> bool {
        BUG.get() == Some(self)
    }
}
