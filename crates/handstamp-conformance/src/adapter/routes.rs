//! The routes that an adapter under test mounts.

use handstamp_authorizer::{Authentication, Subject};

/// A route: where, what the handler extracts, what it answers. See the table on the front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The path.
    pub path: &'static str,
    /// What the handler extracts, and what stands around it.
    pub extracts: &'static str,
    /// What it answers, with 200 unless said otherwise.
    pub answers: &'static str,
}

const fn route(path: &'static str, extracts: &'static str, answers: &'static str) -> Route {
    Route { path, extracts, answers }
}

/// Every route, each for all methods.
pub const ROUTES: &[Route] = &[
    route("/open", "nothing", "`open`"),
    route("/maybe", "`MaybeUser`", "`maybe_name(…)`"),
    route("/user", "`User`", "`name(&user)`"),
    route("/role", "`Require<Admin>`", "`name(&user)`"),
    route("/fresh", "`Require<Fresh>`", "`name(&user)`"),
    route("/scope", "`Require<Write>`", "`name(&user)`"),
    route("/rule", "`MaybeUser`, below the layer `auth.require_layer(Admin)`", "`maybe_name(…)`"),
    route(
        "/three",
        "`MaybeUser`, `User`, `Require<Admin>`",
        "the three names, with blanks between",
    ),
    route("/echo", "`User` and the body", "the body"),
    route("/nested/deep/user", "`User`, in a router within a router", "`name(&user)`"),
    route("/nested/deep/rule", "as `/rule`, in a router within a router", "`maybe_name(…)`"),
    route(
        "/inner/user",
        "`User`, below `inner`, which is below the layer `auth.require_layer(Anyone)`",
        "`name(&user)`",
    ),
    route("/account", "`User<Account>`", "`name(&account)`"),
    route("/authenticated", "`Authenticated`", "`authentication(&user, &authentication)`"),
    route("/both", "`User` and `User<Account>`", "the two names, with a blank between"),
    route("/bare/user", "`User`, below no layer at all", "`name(&user)`"),
    route("/session/act", "`Session` and the body as text", "`act(&session, &body)`"),
    route(
        "/session/own",
        "`Session` and the body as text",
        "`act(…)`, with header lines of its own: `set-cookie: own=1`, `set-cookie: own=2`, `vary: Accept`",
    ),
    route(
        "/session/error",
        "`Session` and the body as text",
        "after `act(…)`, the framework's own kind of error, with the status 409",
    ),
    route(
        "/session/stream",
        "`Session` and the body as text",
        "a body that is streamed: its only chunk is `act(…)`, done when the chunk is asked for",
    ),
    route(
        "/session/two",
        "`Session` twice",
        "`act(&first, \"set one 1\")`, then `act(&second, \"set two 2\")`",
    ),
    route(
        "/two-logins",
        "`User`, `User<Account>`, `Session` and the body as text",
        "the two names and `act(&session, &body)`, with blanks between",
    ),
    route(
        "/keys/act",
        "`Session` and the body as text, below `keys`, which is below `auth`",
        "`act(&session, &body)`",
    ),
    route("/keys/user-id", "`UserId`, below `keys`, which is below `auth`", "the id"),
    route("/mounted", "`Mounted::below_the_layer()`, mounted", "as the endpoint does"),
    route(
        "/inner/mounted",
        "`Mounted::below_the_layer()`, mounted below `inner`, which is below `auth`",
        "as the endpoint does",
    ),
    route(
        "/bare/mounted",
        "`Mounted::bare()`, mounted below no layer at all",
        "as the endpoint does",
    ),
    route("/session/maybe", "`MaybeSession`", "`some` or `none`"),
    route("/session/required", "`RequireSession`", "`act(&session, \"get _user_id\")`"),
    route("/session/maybe-user-id", "`MaybeUserId`", "the id or `none`"),
    route("/session/user-id", "`UserId`", "the id"),
    route("/…", "`User`, for every other path (the framework's fallback)", "`elsewhere`"),
];

/// What a handler answers that has a user.
pub fn name<U: Subject>(user: &U) -> String {
    user.id().to_owned()
}

/// What a handler answers that shows how the user is known.
pub fn authentication<U: Subject>(user: &U, authentication: &Authentication) -> String {
    let fresh = if authentication.fresh { "fresh" } else { "remembered" };
    format!("{} {:?} {} {fresh}", user.id(), authentication.kind, authentication.scheme)
}

/// What a handler answers that may have a user.
pub fn maybe_name<U: Subject>(user: Option<&U>) -> String {
    user.map_or_else(|| "anonymous".to_owned(), name)
}
