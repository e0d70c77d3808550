//! Who is asking: `User`, `Option<User>`, `MaybeUser`.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use handstamp_authorizer::Principal;
use http::request::Parts;

use crate::{AuthRejection, HasAuth, RequestRef};

/// The logged-in user. Rejects with 401 where nobody is logged in (or with a redirect to the login,
/// where one is set).
///
/// `Option<User>` is nobody or somebody, and rejects bad tokens and outages all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User<U = Principal>(pub U);

/// The logged-in user, or `None`. A bad token is 401 and an outage 503 here as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaybeUser<U = Principal>(pub Option<U>);

impl<S, U> FromRequestParts<S> for User<U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        state.auth().user(RequestRef::new(parts)).await.map(Self).map_err(AuthRejection)
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
        let user = state.auth().maybe_user(RequestRef::new(parts)).await.map_err(AuthRejection)?;
        Ok(user.map(Self))
    }
}

impl<S, U> FromRequestParts<S> for MaybeUser<U>
where
    S: HasAuth<U> + Sync,
    U: Clone + Send + Sync + 'static,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        state.auth().maybe_user(RequestRef::new(parts)).await.map(Self).map_err(AuthRejection)
    }
}
