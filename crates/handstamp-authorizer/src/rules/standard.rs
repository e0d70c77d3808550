//! The rules about the user that most apps need, as values.

use std::borrow::Cow;
use std::fmt;

use crate::identity::subject::Subject;
use crate::identity::who::Who;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::rules::rule::{Rule, Verdict};

/// The user has this role.
#[must_use]
pub fn role(name: impl Into<Cow<'static, str>>) -> Role {
    Role(name.into())
}

/// The user has at least one of these roles.
#[must_use]
pub fn any_role(names: impl IntoIterator<Item = impl Into<Cow<'static, str>>>) -> AnyRole {
    AnyRole(names.into_iter().map(Into::into).collect())
}

/// The user has this permission.
#[must_use]
pub fn permission(name: impl Into<Cow<'static, str>>) -> Permission {
    Permission(name.into())
}

/// The user is logged in and passes a check of the app's own.
pub fn when<U, F: Fn(&U) -> bool>(check: F) -> When<F> {
    When(check)
}

/// See [`role`].
#[derive(Debug, Clone)]
pub struct Role(Cow<'static, str>);

/// See [`any_role`].
#[derive(Debug, Clone)]
pub struct AnyRole(Box<[Cow<'static, str>]>);

/// See [`permission`].
#[derive(Debug, Clone)]
pub struct Permission(Cow<'static, str>);

/// See [`when`].
#[derive(Clone, Copy)]
pub struct When<F>(F);

impl<F> fmt::Debug for When<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("When")
    }
}

impl<U: Subject> Rule<U> for Role {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(who.is_some_and(|who| who.user.has_role(&self.0)).into())
    }
}

impl<U: Subject> Rule<U> for AnyRole {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let has_one = |who: Who<'_, U>| self.0.iter().any(|name| who.user.has_role(name));
        MaybeFuture::Ready(who.is_some_and(has_one).into())
    }
}

impl<U: Subject> Rule<U> for Permission {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(who.is_some_and(|who| who.user.has_permission(&self.0)).into())
    }
}

impl<U, F: Fn(&U) -> bool + Send + Sync + 'static> Rule<U> for When<F> {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(who.is_some_and(|who| (self.0)(who.user)).into())
    }
}
