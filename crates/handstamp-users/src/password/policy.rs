use std::borrow::Cow;

use argon2::{Algorithm, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::password::errors::{HashError, PolicyError};
use crate::password::format::{write_argon2, write_bcrypt};
use crate::password::kdf::{
    Argon2, Bcrypt, Digest, LONGEST_BCRYPT, Pbkdf2, Prehash, Scrypt, Stored,
};
use crate::password::password_hash::PasswordHash;

/// How new passwords are hashed. A hash that is weaker, or of another function, is replaced at the next login.
///
/// The default is argon2id with 64 MiB, 3 passes and 4 lanes: the second choice of RFC 9106, and what argon2-cffi and
/// pwdlib write, so that a Python app beside does not hash it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct PasswordPolicy(Function);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Argon2id { memory: u32, passes: u32, lanes: u32 },
    Bcrypt { cost: u32 },
    WerkzeugScrypt,
    WerkzeugPbkdf2 { iterations: u32 },
    DjangoPbkdf2 { iterations: u32 },
}

/// What a salt is made of.
pub(crate) type Seed = [u8; 16];

/// Werkzeug's costs (`_gen_salt` and `DEFAULT_…` of `security.py`): N = 2^15, r = 8, p = 1.
const WERKZEUG_LOG_N: u8 = 15;

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self(Function::Argon2id { memory: 64 * 1024, passes: 3, lanes: 4 })
    }
}

impl PasswordPolicy {
    /// argon2id with this memory in KiB, 7 MiB to 256 MiB; 1 to 16 passes; 1 to 16 lanes.
    ///
    /// # Errors
    /// [`PolicyError::Cost`].
    pub fn argon2id(memory: u32, passes: u32, lanes: u32) -> Result<Self, PolicyError> {
        within("the memory of argon2id in KiB", memory, 7 * 1024, 256 * 1024)?;
        within("the number of passes of argon2id", passes, 1, 16)?;
        within("the number of lanes of argon2id", lanes, 1, 16)?;
        Ok(Self(Function::Argon2id { memory, passes, lanes }))
    }

    /// bcrypt with this cost, 10 to 16: for zopyx-fastapi-auth and apps with the package bcrypt. A password of more than 72
    /// bytes cannot be set.
    ///
    /// # Errors
    /// [`PolicyError::Cost`].
    pub fn bcrypt(cost: u32) -> Result<Self, PolicyError> {
        within("the cost of bcrypt", cost, 10, 16)?;
        Ok(Self(Function::Bcrypt { cost }))
    }

    /// Werkzeug's default, `scrypt:32768:8:1`.
    pub fn werkzeug_scrypt() -> Self {
        Self(Function::WerkzeugScrypt)
    }

    /// Werkzeug's `pbkdf2:sha256` with 100,000 to 5,000,000 iterations. Its own default is 1,000,000.
    ///
    /// # Errors
    /// [`PolicyError::Cost`].
    pub fn werkzeug_pbkdf2(iterations: u32) -> Result<Self, PolicyError> {
        within("the number of iterations", iterations, 100_000, 5_000_000)?;
        Ok(Self(Function::WerkzeugPbkdf2 { iterations }))
    }

    /// Django's `pbkdf2_sha256` with 100,000 to 5,000,000 iterations. Django hashes anew where the number is not its own: 1,200,000
    /// in 6.0.
    ///
    /// # Errors
    /// [`PolicyError::Cost`].
    pub fn django_pbkdf2(iterations: u32) -> Result<Self, PolicyError> {
        within("the number of iterations", iterations, 100_000, 5_000_000)?;
        Ok(Self(Function::DjangoPbkdf2 { iterations }))
    }

    /// Hashes what [`Verifier::prepared`](crate::password::Verifier) has made of a password.
    pub(crate) fn hash(
        &self,
        prepared: &[u8],
        seed: &Seed,
        is_double: bool,
    ) -> Result<PasswordHash, HashError> {
        let text = match self.0 {
            Function::Argon2id { memory, passes, lanes } => {
                let salt = Cow::Borrowed(seed.as_slice());
                let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
                let function = Argon2 { algorithm, version, memory, passes, lanes, salt };
                let sum = function.derive(prepared, 32).ok_or(HashError::Function)?;
                write_argon2(&function, &sum)
            }
            Function::Bcrypt { cost } => {
                if prepared.contains(&0) {
                    return Err(HashError::Nul);
                }
                if prepared.len() > LONGEST_BCRYPT && !is_double {
                    return Err(HashError::TooLong);
                }
                let function = Bcrypt { prehash: Prehash::None, cost, salt: *seed };
                write_bcrypt(&function, &function.derive(prepared))
            }
            Function::WerkzeugScrypt => {
                let salt = salt_text(seed);
                let bytes = Cow::Borrowed(salt.as_bytes());
                let function = Scrypt { log_n: WERKZEUG_LOG_N, r: 8, p: 1, salt: bytes };
                let sum = function.derive(prepared, 64).ok_or(HashError::Function)?;
                let n = 1_u32 << WERKZEUG_LOG_N;
                format!("scrypt:{n}:8:1${salt}${}", base16ct::lower::encode_string(&sum))
            }
            Function::WerkzeugPbkdf2 { iterations } => {
                let salt = salt_text(seed);
                let sum = base16ct::lower::encode_string(&pbkdf2(iterations, &salt, prepared));
                format!("pbkdf2:sha256:{iterations}${salt}${sum}")
            }
            Function::DjangoPbkdf2 { iterations } => {
                let salt = salt_text(seed);
                let sum = STANDARD.encode(pbkdf2(iterations, &salt, prepared));
                format!("pbkdf2_sha256${iterations}${salt}${sum}")
            }
        };
        Ok(PasswordHash::new(text))
    }

    /// Whether a stored hash is weaker than what this policy writes, or of another function.
    pub(crate) fn is_stronger_than(&self, stored: &Stored<'_>) -> bool {
        let is_enough = match (self.0, stored) {
            (Function::Argon2id { memory, passes, .. }, Stored::Argon2(stored, _)) => {
                stored.algorithm == Algorithm::Argon2id
                    && stored.version == Version::V0x13
                    && stored.memory >= memory
                    && stored.passes >= passes
            }
            (Function::Bcrypt { cost }, Stored::Bcrypt(stored, _)) => stored.cost >= cost,
            (Function::WerkzeugScrypt, Stored::Scrypt(stored, _)) => {
                stored.log_n >= WERKZEUG_LOG_N && stored.r >= 8
            }
            (
                Function::WerkzeugPbkdf2 { iterations } | Function::DjangoPbkdf2 { iterations },
                Stored::Pbkdf2(stored, _),
            ) => {
                matches!(stored.digest, Digest::Sha256 | Digest::Sha512)
                    && stored.iterations >= iterations
            }
            _ => false,
        };
        !is_enough
    }
}

fn pbkdf2(iterations: u32, salt: &str, prepared: &[u8]) -> zeroize::Zeroizing<Vec<u8>> {
    let salt = Cow::Borrowed(salt.as_bytes());
    Pbkdf2 { digest: Digest::Sha256, iterations, salt }.derive(prepared)
}

/// 32 hexadecimal digits: neither Werkzeug nor Django asks for more than letters and digits.
fn salt_text(seed: &Seed) -> String {
    base16ct::lower::encode_string(seed)
}

fn within(name: &'static str, given: u32, least: u32, most: u32) -> Result<(), PolicyError> {
    if (least..=most).contains(&given) {
        return Ok(());
    }
    let (given, least, most) = (given.into(), least.into(), most.into());
    Err(PolicyError::Cost { name, given, least, most })
}
