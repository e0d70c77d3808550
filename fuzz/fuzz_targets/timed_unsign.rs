//! Any bytes as a timed token, and any bytes with a valid signature. A malformed time stamp is
//! refused. An accepted one is the one that would be written.
#![cfg_attr(fuzzing, no_main)]

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{BadData, Epoch, SecretKey, Signer, TimestampSigner};

static SIGNER: LazyLock<TimestampSigner> =
    LazyLock::new(|| TimestampSigner::new(Signer::builder(SecretKey::allow_weak("fuzz")).build()));

handstamp_fuzz::target!(|data: &[u8]| {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let day = Some(Duration::from_secs(24 * 60 * 60));
    if let Err(refused) = SIGNER.unsign(data, now, day)
        && let Some(payload) = refused.unverified_payload(data)
    {
        assert!(data.starts_with(payload));
    }
    let signed = SIGNER.signer().sign(data);
    for epoch in [Epoch::Unix, Epoch::Year2011] {
        let signer = SIGNER.clone().with_epoch(epoch);
        let any_age = signer.unsign(&signed, now, None);
        match signer.unsign(&signed, now, day) {
            Ok(timed) => {
                assert!(timed.date_signed <= now);
                assert_eq!(any_age, Ok(timed));
                let again = signer.sign(timed.value, timed.date_signed).expect("after the epoch");
                // Zero bytes at the start of a time stamp are read, but not written.
                assert!(again.len() <= signed.len());
            }
            Err(BadData::SignatureExpired(_)) => assert!(any_age.is_ok()),
            Err(refused) => assert_eq!(any_age, Err(refused)),
        }
    }
});
