//! Which key made a signature, and how.

use super::context::Context;
use super::diagnosis::Diagnosis;
use super::key_variant::KeyVariant;
use super::report::{Report, SignedBy};
use super::scheme::Scheme;

/// The key and the scheme that made a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) key_index: usize,
    pub(crate) scheme: Scheme,
    /// How the key had to be written, if not as it is.
    pub(crate) variant: Option<KeyVariant>,
}

/// Tries every key with every scheme: first as the keys are, then as they may have been meant.
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
    /// Writes the key and the scheme into the report, and the findings about the key.
    pub(crate) fn report(self, context: &Context<'_>, report: &mut Report) {
        let Self { key_index, scheme, variant } = self;
        signed_by(key_index, Some(scheme), variant, context, report);
    }
}

/// Writes the key into the report, and the findings about it.
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
