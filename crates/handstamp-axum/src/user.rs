//! Who is asking: `User`, `Option<User>`, `MaybeUser`, `Authenticated`.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use handstamp_authorizer::{Authentication, Principal};
use http::request::Parts;

use crate::rejection::AuthRejection;
use crate::state::HasAuth;
use crate::view::RequestRef;

/// The logged-in user. Rejects an anonymous request with 401, or with a redirect to the login where a
/// login URL is set.
///
/// `Option<User>` takes anonymous requests too. A bad token is 401 and an outage 503 there as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User<U = Principal>(pub U);

/// The logged-in user, or `None`. A bad token is 401 and an outage 503 here as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeUser<U = Principal>(pub Option<U>);

/// The logged-in user, and how the user is known: by what credential, since when, how strongly. Rejects as
/// [`User`] does.
///
/// ```
/// # use handstamp_axum::Authenticated;
/// # use handstamp_authorizer::Subject;
/// async fn account(Authenticated(user, authentication): Authenticated) -> String {
///     format!("{} came by {}, fresh: {}", user.id(), authentication.scheme, authentication.fresh)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated<U = Principal>(pub U, pub Authentication);

impl<S, U> FromRequestParts<S> for User<U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        Ok(Self(state.auth().user(RequestRef::new(parts)).await?))
    }
}

impl<S, U> OptionalFromRequestParts<S> for User<U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, AuthRejection> {
        Ok(state.auth().maybe_user(RequestRef::new(parts)).await?.map(Self))
    }
}

impl<S, U> FromRequestParts<S> for MaybeUser<U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        Ok(Self(state.auth().maybe_user(RequestRef::new(parts)).await?))
    }
}

impl<S, U> FromRequestParts<S> for Authenticated<U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        let (user, authentication) = state.auth().authenticated(RequestRef::new(parts)).await?;
        Ok(Self(user, authentication))
    }
}
