//! Any text as `next`: what passes is a path of this site.
#![cfg_attr(fuzzing, no_main)]

use handstamp_authorizer::NextUrl;

handstamp_fuzz::target!(|data: &[u8]| {
    let Some(next) = std::str::from_utf8(data).ok().and_then(NextUrl::parse) else { return };
    assert!(next.as_str().bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\'));
    assert!(next.as_str().starts_with('/') && !next.as_str().starts_with("//"));
    let encoded = next.encoded();
    assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~%".contains(&byte)));
});
