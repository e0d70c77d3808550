//! Message authentication codes, and keys that are prepared once.

use hmac::Hmac;
use hmac::digest::common::{BlockSizeUser, Key};
use hmac::digest::{Digest as Hash, KeyInit};
use zeroize::{Zeroize as _, Zeroizing};

use crate::digest::{Digest, KeyDerivation};
use crate::secret_key::SecretKey;

/// The length in bytes of the longest code, that of SHA-512.
pub(crate) const LONGEST: usize = 64;

/// A message authentication code, on the stack.
#[derive(Clone, Copy)]
pub(crate) struct Mac {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Mac {
    fn new(code: &[u8]) -> Self {
        let mut bytes = [0; LONGEST];
        bytes.iter_mut().zip(code).for_each(|(to, from)| *to = *from);
        Self { bytes, len: code.len().min(LONGEST) }
    }

    /// The code itself.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&self.bytes)
    }
}

/// A signing algorithm with its derived key (Python: `SigningAlgorithm`).
pub(crate) trait MacKey: Send + Sync {
    /// The code of this value.
    fn mac(&self, value: &[u8]) -> Mac;

    /// The length of every code in bytes.
    fn mac_len(&self) -> usize;

    /// Whether this is the code of this value. Takes the same time wherever the codes differ.
    fn verify(&self, value: &[u8], code: &[u8]) -> bool;
}

/// `HMACAlgorithm`: the state of HMAC after it has read the key, cloned for each value.
struct Prepared<M>(M);

impl<M: hmac::digest::Mac + Clone + Send + Sync> MacKey for Prepared<M> {
    fn mac(&self, value: &[u8]) -> Mac {
        Mac::new(&self.0.clone().chain_update(value).finalize().into_bytes())
    }

    fn verify(&self, value: &[u8], code: &[u8]) -> bool {
        self.0.clone().chain_update(value).verify_slice(code).is_ok()
    }

    fn mac_len(&self) -> usize {
        M::output_size()
    }
}

/// `NoneAlgorithm`: the empty signature.
struct Unsigned;

impl MacKey for Unsigned {
    fn mac(&self, _: &[u8]) -> Mac {
        Mac::new(&[])
    }

    fn verify(&self, _: &[u8], code: &[u8]) -> bool {
        code.is_empty()
    }

    fn mac_len(&self) -> usize {
        0
    }
}

/// The algorithm whose only signature is the empty one.
pub(crate) fn unsigned() -> Box<dyn MacKey> {
    Box::new(Unsigned)
}

/// Derives the signing key (`Signer.derive_key`) and prepares its HMAC.
pub(crate) fn prepare(
    digest: Digest,
    derivation: KeyDerivation,
    salt: &[u8],
    secret: &SecretKey,
) -> Box<dyn MacKey> {
    let derive = Derive { derivation, salt, secret: secret.expose_secret() };
    match digest {
        Digest::Sha1 => derive.hmac::<sha1::Sha1, Hmac<sha1::Sha1>>(),
        Digest::Sha224 => derive.hmac::<sha2::Sha224, Hmac<sha2::Sha224>>(),
        Digest::Sha256 => derive.hmac::<sha2::Sha256, Hmac<sha2::Sha256>>(),
        Digest::Sha384 => derive.hmac::<sha2::Sha384, Hmac<sha2::Sha384>>(),
        Digest::Sha512 => derive.hmac::<sha2::Sha512, Hmac<sha2::Sha512>>(),
        #[cfg(feature = "sha3")]
        Digest::Sha3_224 => derive.hmac::<sha3::Sha3_224, hmac::SimpleHmac<sha3::Sha3_224>>(),
        #[cfg(feature = "sha3")]
        Digest::Sha3_256 => derive.hmac::<sha3::Sha3_256, hmac::SimpleHmac<sha3::Sha3_256>>(),
        #[cfg(feature = "sha3")]
        Digest::Sha3_384 => derive.hmac::<sha3::Sha3_384, hmac::SimpleHmac<sha3::Sha3_384>>(),
        #[cfg(feature = "sha3")]
        Digest::Sha3_512 => derive.hmac::<sha3::Sha3_512, hmac::SimpleHmac<sha3::Sha3_512>>(),
        #[cfg(feature = "blake2")]
        Digest::Blake2b => {
            derive.hmac::<blake2::Blake2b512, hmac::SimpleHmac<blake2::Blake2b512>>()
        }
        #[cfg(feature = "blake2")]
        Digest::Blake2s => {
            derive.hmac::<blake2::Blake2s256, hmac::SimpleHmac<blake2::Blake2s256>>()
        }
    }
}

struct Derive<'a> {
    derivation: KeyDerivation,
    salt: &'a [u8],
    secret: &'a [u8],
}

impl Derive<'_> {
    fn hmac<D, M>(&self) -> Box<dyn MacKey>
    where
        D: Hash + BlockSizeUser,
        M: hmac::digest::Mac + KeyInit + Clone + Send + Sync + 'static,
    {
        let concat = |word: &[u8]| {
            let hash = D::new().chain_update(self.salt).chain_update(word);
            Zeroizing::new(hash.chain_update(self.secret).finalize().to_vec())
        };
        let key = match self.derivation {
            KeyDerivation::Concat => concat(b""),
            KeyDerivation::DjangoConcat => concat(b"signer"),
            KeyDerivation::Hmac => {
                let mac = keyed::<D, M>(self.secret).chain_update(self.salt);
                Zeroizing::new(mac.finalize().into_bytes().to_vec())
            }
            KeyDerivation::None => Zeroizing::new(self.secret.to_vec()),
        };
        Box::new(Prepared(keyed::<D, M>(&key)))
    }
}

/// HMAC with a key of any length: RFC 2104 pads a short key with zeros and hashes a long one.
/// `new_from_slice` does the same, but returns a `Result` that never is an error.
fn keyed<D: Hash, M: KeyInit>(key: &[u8]) -> M {
    let mut block = Key::<M>::default();
    let mut hashed = Zeroizing::new(Vec::new());
    let key = if key.len() > block.len() {
        hashed.extend_from_slice(&D::digest(key));
        &hashed
    } else {
        key
    };
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mac = M::new(&block);
    block.as_mut_slice().zeroize();
    mac
}
