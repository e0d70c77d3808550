//! Any bytes as a URL-safe payload: refused, or decoded within the limit; as JSON: encoded, and
//! decoded to the same.
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
    // What an earlier payload left in the thread's decompressor changes nothing.
    let once_more = decode_payload(data, LIMIT, &mut again);
    assert_eq!(once_more, decoded);
    assert!(decoded.is_err() || out == again);
    // A larger limit gives the same, or lets through what was too large.
    let wide = decode_payload(data, DEFAULT_INFLATE_LIMIT, &mut again);
    assert!(wide == decoded || decoded == Err(PayloadError::TooLarge { limit: LIMIT }));

    let mut payload = Vec::new();
    encode_payload(data, &mut payload);
    assert!(payload.len() <= (data.len() * 4).div_ceil(3));
    decode_payload(&payload, data.len(), &mut again).expect("a payload of our own");
    assert_eq!(again, data);
});
