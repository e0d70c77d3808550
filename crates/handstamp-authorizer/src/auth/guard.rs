//! An `Auth` and a rule, for layers.

use crate::auth::handle::Auth;
use crate::auth::question::Ask;
use crate::identity::principal::Principal;
use crate::request::view::RequestView;
use crate::rules::rule::Rule;
use std::fmt;
use std::sync::Arc;

/// An [`Auth`] and a rule that is known at run time. Cheap to clone. Adapters make a layer or
/// middleware of it.
pub struct Guard<U = Principal> {
    auth: Auth<U>,
    rule: Arc<dyn Rule<U>>,
}

impl<U: Clone + Send + Sync + 'static> Guard<U> {
    pub(crate) fn new(auth: Auth<U>, rule: Arc<dyn Rule<U>>) -> Self {
        Self { auth, rule }
    }

    /// Whether this request may pass: `Ok` has the user (nobody, where the rule lets nobody in),
    /// `Err` the reply.
    pub fn check<V: RequestView>(&self, request: V) -> Ask<V, Arc<dyn Rule<U>>, U, Option<U>> {
        self.auth.authorize(request, Arc::clone(&self.rule))
    }
}

impl<U> Clone for Guard<U> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), rule: Arc::clone(&self.rule) }
    }
}

impl<U> fmt::Debug for Guard<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}
