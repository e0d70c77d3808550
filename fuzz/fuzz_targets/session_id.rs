//! Any bytes as the cookie of a session in a store, as they are and signed: refused, or the one text of its id.
#![cfg_attr(fuzzing, no_main)]

use std::sync::LazyLock;

use handstamp_itsdangerous::{KeyDerivation, SecretKey, Signer};
use handstamp_session::{IdCodec, PlainIds, SignedIds};

static SIGNER: LazyLock<Signer> = LazyLock::new(|| {
    let signer = Signer::builder(SecretKey::allow_weak("fuzz")).salt("flask-session");
    signer.key_derivation(KeyDerivation::Hmac).build()
});
static SIGNED: LazyLock<SignedIds> = LazyLock::new(|| SignedIds::new(SIGNER.clone()));

handstamp_fuzz::target!(|data: &[u8]| {
    for codec in [&PlainIds as &dyn IdCodec, &*SIGNED] {
        if let Ok(id) = codec.read(data) {
            assert_eq!(codec.write(&id).as_bytes(), data);
        }
    }
    // A signature makes no id of what is none: it might name a file or a key of the store.
    let (plain, signed) = (PlainIds.read(data), SIGNED.read(&SIGNER.sign(data)));
    assert_eq!(plain, signed);
    if let Ok(id) = plain {
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(id.as_str().len() >= 16 && id.as_str().bytes().all(sound));
    }
});
