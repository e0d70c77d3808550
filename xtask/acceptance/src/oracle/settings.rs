//! A question's secrets, salt and parameters as the settings of a signer.

use anyhow::bail;
use handstamp_itsdangerous::{
    Digest, Epoch, Error, KeyDerivation, SecretKey, SecretKeys, Signer, SignerBuilder,
    TimestampSigner,
};
use handstamp_value::{Dict, Value};

use super::notation;
use super::question::{Question, param};

/// The settings, an error for a separator that is refused, or `None` for a digest that is not
/// carried over (MD5).
pub(super) fn builder(
    question: &Question,
    params: Option<&Dict>,
    default_salt: &[u8],
) -> anyhow::Result<Option<Result<SignerBuilder, Error>>> {
    let Some(digest) = digest(params)? else { return Ok(None) };
    let salt = match question.field("salt") {
        Some(salt) => notation::bytes(salt)?,
        None => default_salt.to_vec(),
    };
    let mut builder = Signer::builder(keys(question)?)
        .salt(salt)
        .digest(digest)
        .key_derivation(derivation(params)?);
    if let Some(separator) = param(params, "sep") {
        builder = match builder.separator(notation::bytes(separator)?) {
            Ok(builder) => builder,
            Err(error) => return Ok(Some(Err(error))),
        };
    }
    if param(params, "algorithm").and_then(Value::as_str) == Some("none") {
        builder = builder.algorithm_none_accepts_anything();
    }
    Ok(Some(Ok(builder)))
}

/// The keys, however short.
pub(super) fn keys(question: &Question) -> anyhow::Result<SecretKeys> {
    let older: anyhow::Result<Vec<SecretKey>> = question
        .list("secret_fallbacks")
        .iter()
        .map(|key| Ok(SecretKey::allow_weak(notation::bytes(key)?)))
        .collect();
    let newest = SecretKey::allow_weak(question.bytes("secret")?);
    Ok(SecretKeys::new(newest).with_fallbacks(older?))
}

/// The signer of the question, and those that it falls back on. `None` as for [`builder`].
pub(super) fn signers(
    question: &Question,
    default_salt: &[u8],
) -> anyhow::Result<Option<Result<Vec<Signer>, Error>>> {
    let Some(first) = builder(question, question.params(), default_salt)? else { return Ok(None) };
    let mut signers = vec![first.map(SignerBuilder::build)];
    let fallbacks = question.param("fallback_signers").and_then(Value::as_list);
    for params in fallbacks.unwrap_or_default() {
        let Some(next) = builder(question, params.as_dict(), default_salt)? else {
            return Ok(None);
        };
        signers.push(next.map(SignerBuilder::build));
    }
    // Serializers of 1.x try SHA-512 where no digest is given, since 1.0 had signed with it.
    if fallbacks.is_none() && question.itsdangerous_version().starts_with("1.") {
        let sha512 = [("digest", "sha512")].into_iter().collect();
        if let Some(next) = builder(question, Some(&sha512), default_salt)? {
            signers.push(next.map(SignerBuilder::build));
        }
    }
    Ok(Some(signers.into_iter().collect()))
}

/// The signer with the epoch of the version that made the token.
pub(super) fn timed(question: &Question, signer: Signer) -> TimestampSigner {
    TimestampSigner::new(signer).with_epoch(epoch(question))
}

/// What time stamps count from.
pub(super) fn epoch(question: &Question) -> Epoch {
    if question.itsdangerous_version().starts_with("0.") { Epoch::Year2011 } else { Epoch::Unix }
}

/// The digest; `None` for MD5.
pub(super) fn digest(params: Option<&Dict>) -> anyhow::Result<Option<Digest>> {
    Ok(Some(match param(params, "digest").and_then(Value::as_str) {
        None | Some("sha1") => Digest::Sha1,
        Some("sha224") => Digest::Sha224,
        Some("sha256") => Digest::Sha256,
        Some("sha384") => Digest::Sha384,
        Some("sha512") => Digest::Sha512,
        Some("sha3_224") => Digest::Sha3_224,
        Some("sha3_256") => Digest::Sha3_256,
        Some("sha3_384") => Digest::Sha3_384,
        Some("sha3_512") => Digest::Sha3_512,
        Some("blake2b") => Digest::Blake2b,
        Some("blake2s") => Digest::Blake2s,
        Some("md5") => return Ok(None),
        Some(other) => bail!("the digest {other:?} is not known"),
    }))
}

/// The key derivation.
pub(super) fn derivation(params: Option<&Dict>) -> anyhow::Result<KeyDerivation> {
    Ok(match param(params, "key_derivation").and_then(Value::as_str) {
        None | Some("django-concat") => KeyDerivation::DjangoConcat,
        Some("concat") => KeyDerivation::Concat,
        Some("hmac") => KeyDerivation::Hmac,
        Some("none") => KeyDerivation::None,
        Some(other) => bail!("the key derivation {other:?} is not known"),
    })
}
