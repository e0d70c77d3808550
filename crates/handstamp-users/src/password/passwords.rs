use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use handstamp_authorizer::{Random, SystemRandom};
use tokio::sync::Semaphore;

use crate::password::errors::{HashError, PasswordsError};
use crate::password::format;
use crate::password::password_hash::PasswordHash;
use crate::password::policy::{PasswordPolicy, Seed};
use crate::password::secret::Password;
use crate::password::verifier::Verifier;

/// Checks and hashes passwords beside the async runtime, on tokio's threads for work that blocks, a bounded number at
/// once. Cheap to clone; an app has one.
///
/// A check of a name that is unknown, or of a hash that is refused, costs what a hash of the policy costs.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    policy: PasswordPolicy,
    verifier: Verifier,
    random: Arc<dyn Random>,
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

/// The settings of a [`Passwords`], from [`Passwords::builder`].
#[must_use]
pub struct PasswordsBuilder {
    policy: PasswordPolicy,
    verifier: Verifier,
    random: Arc<dyn Random>,
    concurrency: NonZeroUsize,
    queue: usize,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// Whether it is the password.
    pub matches: bool,
    /// Whether it is the password, and its hash is weaker than the policy: hash it anew.
    pub needs_rehash: bool,
}

impl Passwords {
    /// Starts with argon2id for new passwords, all schemes for stored ones, the system's randomness, as many hashes at once as
    /// there are processors, and 256 that wait.
    pub fn builder() -> PasswordsBuilder {
        PasswordsBuilder {
            policy: PasswordPolicy::default(),
            verifier: Verifier::new(),
            random: Arc::new(SystemRandom),
            concurrency: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            queue: 256,
        }
    }

    /// Checks a password against a stored hash. `None` is a name that nobody has, or an account without a password: it costs
    /// as much, and does not match.
    ///
    /// # Errors
    /// [`PasswordsError::Busy`], [`PasswordsError::Lost`]. A hash that cannot be read is no error here: it does not
    /// match, and the log says why.
    pub async fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<Checked, PasswordsError> {
        self.run(move |inner| inner.verify(&password, hash.as_ref())).await
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`PasswordsError`].
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, PasswordsError> {
        let mut seed = Seed::default();
        self.0.random.fill(&mut seed).map_err(HashError::Random)?;
        Ok(self.run(move |inner| inner.hash(&password, &seed)).await??)
    }

    /// The slot is held by the thread, not by this future: whoever goes away does not make room for more threads.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, PasswordsError> {
        let slots = Arc::clone(&self.0.slots);
        let slot = match Arc::clone(&slots).try_acquire_owned() {
            Ok(slot) => slot,
            Err(_) => {
                let _waiting = Waiting::begin(&self.0)?;
                slots.acquire_owned().await.map_err(|_| PasswordsError::Lost)?
            }
        };
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&inner);
            drop(slot);
            done
        });
        done.await.map_err(|_| PasswordsError::Lost)
    }
}

impl Inner {
    fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Checked {
        let nothing = Checked { matches: false, needs_rehash: false };
        let Some(hash) = hash else {
            self.spend(password);
            return nothing;
        };
        match self.verifier.verify(password, hash) {
            Ok(false) => nothing,
            Ok(true) => {
                let stored = format::read(hash.as_str(), self.verifier.schemes());
                let weak = stored.is_some_and(|stored| self.policy.is_stronger_than(&stored));
                Checked { matches: true, needs_rehash: weak }
            }
            Err(error) => {
                tracing::warn!(name: "password.refused", %error, "a stored password hash was not checked");
                self.spend(password);
                nothing
            }
        }
    }

    fn hash(&self, password: &Password, seed: &Seed) -> Result<PasswordHash, HashError> {
        let prepared = self.verifier.prepared(password);
        self.policy.hash(&prepared, seed, self.verifier.is_double())
    }

    /// Costs what a check costs, and says nothing.
    fn spend(&self, password: &Password) {
        let prepared = self.verifier.prepared(password);
        // As a double hash: one that is too long for bcrypt costs as much.
        let without_nul: Vec<u8> = prepared.iter().map(|byte| (*byte).max(1)).collect();
        let spent = self.policy.hash(&zeroize::Zeroizing::new(without_nul), &Seed::default(), true);
        std::hint::black_box(spent.is_ok());
    }
}

/// One that waits for its turn.
struct Waiting<'a>(&'a Inner);

impl<'a> Waiting<'a> {
    fn begin(inner: &'a Inner) -> Result<Self, PasswordsError> {
        let waiting = inner.waiting.fetch_add(1, Relaxed);
        let this = Self(inner);
        if waiting >= inner.queue { Err(PasswordsError::Busy { waiting }) } else { Ok(this) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}

impl PasswordsBuilder {
    /// Sets how new passwords are hashed. Default: argon2id.
    pub fn policy(mut self, policy: PasswordPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how stored hashes are read. Default: all schemes, within the default limits.
    pub fn verifier(mut self, verifier: Verifier) -> Self {
        self.verifier = verifier;
        self
    }

    /// Sets where salts come from. Default: the system.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Sets how many are hashed at once. Each may take the memory that the limits allow. Default: the number of processors.
    pub fn concurrency(mut self, concurrency: NonZeroUsize) -> Self {
        self.concurrency = concurrency;
        self
    }

    /// Sets how many may wait beside those that are hashed. One more is [`PasswordsError::Busy`]. Default: 256.
    pub fn queue(mut self, queue: usize) -> Self {
        self.queue = queue;
        self
    }

    /// The passwords.
    #[must_use]
    pub fn build(self) -> Passwords {
        let Self { policy, verifier, random, concurrency, queue } = self;
        let slots = Arc::new(Semaphore::new(concurrency.get().min(Semaphore::MAX_PERMITS)));
        Passwords(Arc::new(Inner {
            policy,
            verifier,
            random,
            slots,
            waiting: AtomicUsize::new(0),
            queue,
        }))
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("policy", &self.0.policy)
            .field("verifier", &self.0.verifier)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PasswordsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordsBuilder").field("policy", &self.policy).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen by its memory: the function of the policy runs where there is nothing to compare with.
    #[test]
    fn nothing_to_compare_with_costs_as_much() {
        let policy = PasswordPolicy::argon2id(7 * 1024, 1, 1).unwrap();
        let passwords = Passwords::builder().policy(policy).build();
        let password = Password::new("pw");
        let costly = "scrypt:1048576:8:1$s$00";
        for hash in [None, Some(""), Some("garbage"), Some("plain$$pw"), Some(costly)] {
            let hash = hash.map(PasswordHash::new);
            let spent = allocation_counter::measure(|| {
                assert!(!passwords.0.verify(&password, hash.as_ref()).matches);
            });
            assert!((7 << 20..8 << 20).contains(&spent.bytes_total), "{hash:?}: {spent:?}");
        }
    }
}
