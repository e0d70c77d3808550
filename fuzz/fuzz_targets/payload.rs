//! Any bytes as a URL-safe payload are refused, or decoded within the limit. Any bytes as JSON are
//! encoded, and decoding returns them.
#![cfg_attr(fuzzing, no_main)]

use handstamp_itsdangerous::{DEFAULT_INFLATE_LIMIT, PayloadError, decode_payload, encode_payload};

const LIMIT: usize = 4096;

handstamp_fuzz::target!(|data: &[u8]| {
    let (mut out, mut again) = (Vec::new(), Vec::new());
    let decoded = decode_payload(data, LIMIT, &mut out);
    match decoded {
        Ok(()) if data.starts_with(b".") => assert!(out.len() <= LIMIT),
        Ok(()) => assert_eq!(out.len(), data.len() * 3 / 4),
        Err(_) => {}
    }
    // The payload before, decoded by the same decompressor, has no influence.
    let once_more = decode_payload(data, LIMIT, &mut again);
    assert_eq!(once_more, decoded);
    assert!(decoded.is_err() || out == again);
    // With a larger limit the result is the same, unless the payload was too large before.
    let wide = decode_payload(data, DEFAULT_INFLATE_LIMIT, &mut again);
    assert!(wide == decoded || decoded == Err(PayloadError::TooLarge { limit: LIMIT }));

    let mut payload = Vec::new();
    encode_payload(data, &mut payload);
    match payload.strip_prefix(b".") {
        // The header of zlib's level 6, and two bytes saved or more.
        Some(text) => {
            assert!(text.starts_with(b"eJ"));
            assert!(text.len() <= ((data.len() - 2) * 4).div_ceil(3));
        }
        None => assert_eq!(payload.len(), (data.len() * 4).div_ceil(3)),
    }
    decode_payload(&payload, data.len(), &mut again).expect("a payload of our own");
    assert_eq!(again, data);
});
