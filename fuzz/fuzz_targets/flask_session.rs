//! Any bytes as Flask's cookie, and as a payload that is signed: refused, or read as it is written.
#![cfg_attr(fuzzing, no_main)]

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use handstamp_flask::{
    KeyDerivation, SESSION_SALT, SecretKey, Session, SignedCodec, session_codec,
};
use handstamp_itsdangerous::{Signer, TimestampSigner};

static CODEC: LazyLock<SignedCodec> =
    LazyLock::new(|| session_codec(SecretKey::allow_weak("fuzz")).build());
static SIGNER: LazyLock<TimestampSigner> = LazyLock::new(|| {
    let signer = Signer::builder(SecretKey::allow_weak("fuzz")).salt(SESSION_SALT);
    TimestampSigner::new(signer.key_derivation(KeyDerivation::Hmac).build())
});

handstamp_fuzz::target!(|data: &[u8]| {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let _ = CODEC.decode(data, now);
    let signed = SIGNER.sign(data, now).expect("a time after the epoch");
    if let Ok(session) = CODEC.decode(signed, now) {
        // Whether it may be written is the codec's choice; once written, it is read as it was.
        let dict = session.into_dict();
        if let Ok(cookie) = CODEC.encode(&Session::from_dict(dict), now) {
            let read = CODEC.decode(&cookie, now).expect("a cookie of our own").into_dict();
            assert_eq!(CODEC.encode(&Session::from_dict(read), now).expect("as before"), cookie);
        }
    }
});
