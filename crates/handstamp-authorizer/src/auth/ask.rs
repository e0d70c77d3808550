//! What is asked of an `Auth`.

use crate::auth::handle::Auth;
use crate::auth::question::Question;
use crate::identity::authentication::Authentication;
use crate::request::view::RequestView;
use crate::rules::rule::{Anyone, Rule};

impl<U: Clone + Send + Sync + 'static> Auth<U> {
    /// The user, or `None` for an anonymous request. A bad token is denied here as well, and so is an
    /// outage: neither is anonymous.
    pub fn maybe_user<V: RequestView>(&self, request: V) -> Question<V, Anyone, U, Option<U>> {
        Question::new(self.clone(), request, Anyone, |known| Some(known.map(|(user, _)| user)))
    }

    /// The user, or a denial.
    pub fn user<V: RequestView>(&self, request: V) -> Question<V, Anyone, U, U> {
        Question::new(self.clone(), request, Anyone, |known| known.map(|(user, _)| user))
    }

    /// The user and how the user is known, or a denial.
    pub fn authenticated<V: RequestView>(
        &self,
        request: V,
    ) -> Question<V, Anyone, U, (U, Authentication)> {
        Question::new(self.clone(), request, Anyone, |known| known)
    }

    /// The user who meets a rule, or a denial.
    pub fn require_user<V, R>(&self, request: V, rule: R) -> Question<V, R, U, U>
    where
        V: RequestView,
        R: Rule<U>,
    {
        Question::new(self.clone(), request, rule, |known| known.map(|(user, _)| user))
    }

    /// Whether the rule is met, by a user or by an anonymous request, or a denial. For layers.
    pub fn require<V, R>(&self, request: V, rule: R) -> Question<V, R, U, ()>
    where
        V: RequestView,
        R: Rule<U>,
    {
        Question::new(self.clone(), request, rule, |_| Some(()))
    }
}
