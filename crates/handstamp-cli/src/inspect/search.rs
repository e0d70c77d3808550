//! Which key made a signature, and in which way.

use super::context::Context;
use super::diagnosis::Diagnosis;
use super::key_variant::KeyVariant;
use super::report::{Report, SignedBy};
use super::scheme::Scheme;

/// The key and the way that made a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) key_index: usize,
    pub(crate) scheme: Scheme,
    /// What had to be done to the key.
    pub(crate) variant: Option<KeyVariant>,
}

/// Tries every key in every way: first as the keys are, then as they may have been meant.
pub(crate) fn find(
    signed: &[u8],
    signature: &[u8],
    candidates: &[Scheme],
    context: &Context<'_>,
) -> Option<Found> {
    let plain = std::iter::once(None);
    plain.chain(KeyVariant::ALL.map(Some)).find_map(|variant| {
        context.keys.iter().enumerate().find_map(|(key_index, named)| {
            let key = match variant {
                None => named.key.clone(),
                Some(variant) => variant.of(&named.key)?,
            };
            let scheme = candidates.iter().find(|scheme| scheme.made(&key, signed, signature))?;
            Some(Found { key_index, scheme: scheme.clone(), variant })
        })
    })
}

impl Found {
    /// Writes the key into the report, and what is to be said of it.
    pub(crate) fn report(self, context: &Context<'_>, report: &mut Report) {
        let Self { key_index, scheme, variant } = self;
        signed_by(key_index, Some(scheme), variant, context, report);
    }
}

/// Writes which key it was into the report, and what is to be said of it.
pub(crate) fn signed_by(
    key_index: usize,
    scheme: Option<Scheme>,
    variant: Option<KeyVariant>,
    context: &Context<'_>,
    report: &mut Report,
) {
    let Some(key) = context.keys.get(key_index).map(|named| named.name.clone()) else { return };
    if let Some(variant) = variant {
        report.add(Diagnosis::KeyWrittenDifferently { key: key.clone(), variant });
    }
    if key_index > 0 {
        report.add(Diagnosis::OldKey { key: key.clone() });
    }
    report.signed_by = Some(SignedBy { key, key_index, scheme });
}
