mod builder;
mod credentials;
mod successes;

use std::fmt;
use std::sync::Arc;

use handstamp_authorizer::{
    Authentication, Authenticator, BoxError, Challenge, CredentialKind, Identity, MaybeFuture,
    Refusal, RequestView,
};

use crate::account::Account;
use crate::login::basic::credentials::Credentials;
use crate::login::basic::successes::Successes;
use crate::login::gate::{Gate, Outcome};
use crate::password::Password;
use crate::source::Attempt;

pub use builder::BasicBuilder;

const SCHEME: &str = "Basic";

/// HTTP Basic (RFC 7617, in UTF-8) over the same sources as the login page: for programs and for `curl -u`. Made by
/// [`Basic::builder`]; cheap to clone.
///
/// A right password is remembered for a minute, so that not every request costs a hash: within that time a changed
/// password and a disabled account are not noticed. A wrong one is never remembered. Attempts count for the name and the
/// address as on the login page. Whoever is throttled is refused with 401, and the log says `login.throttled`:
/// an authenticator cannot answer 429. A program sends no device cookie, so that strangers who guess a name slow down its user
/// as well: an API key is better for a program that must not be slowed down.
#[derive(Clone)]
pub struct Basic(Arc<Inner>);

pub(crate) struct Inner {
    gate: Gate,
    realm: String,
    successes: Successes,
}

impl Basic {
    async fn check(self, credentials: Credentials, attempt: Attempt) -> Identity<Account> {
        let (Inner { gate, successes, .. }, now) = (&*self.0, attempt.now());
        let turn = match successes.find(&credentials, now).await {
            Ok(account) => return known(account),
            Err(turn) => turn,
        };
        match gate.pass(attempt, None).await {
            Outcome::Accepted(account) => {
                turn.remember(account.clone(), now);
                known(account)
            }
            Outcome::Refused => refused("wrong name or password"),
            Outcome::Throttled(_) => refused("too many attempts"),
            Outcome::Unavailable => {
                Identity::Unavailable(BoxError::from("the login could not be checked"))
            }
        }
    }
}

fn known(account: Account) -> Identity<Account> {
    Identity::known(account, Authentication::basic())
}

/// The realm is that of the configured challenge.
fn refused(reason: &'static str) -> Identity<Account> {
    Identity::Refused(Refusal::new(reason).with_challenge(Challenge::new(SCHEME)))
}

impl Authenticator<Account> for Basic {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<Account>> {
        let Some(shown) = credentials::shown(request) else {
            return MaybeFuture::Ready(Identity::anonymous());
        };
        let Some(credentials) = Credentials::parse(shown) else {
            return MaybeFuture::Ready(refused("not the credentials of HTTP Basic"));
        };
        let password = Password::new(credentials.password());
        let attempt = Attempt::new(credentials.name(), password, self.0.gate.clock.now());
        let attempt = match request.peer() {
            Some(address) => attempt.with_address(address),
            None => attempt,
        };
        MaybeFuture::boxed(self.clone().check(credentials, attempt))
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        credentials::shown(request).map(|_| CredentialKind::Basic)
    }

    fn challenges(&self) -> Vec<Challenge> {
        let challenge = Challenge::new(SCHEME).with_parameter("realm", &self.0.realm);
        vec![challenge.with_parameter("charset", "UTF-8")]
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic")
            .field("sources", &self.0.gate.sources)
            .field("realm", &self.0.realm)
            .finish_non_exhaustive()
    }
}
