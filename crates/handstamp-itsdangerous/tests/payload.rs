//! URL-safe payloads: what zlib takes, what is refused, and the limit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use handstamp_itsdangerous::{PayloadError, decode_payload, encode_payload};

fn zlib(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn decode_stream(stream: &[u8], limit: usize) -> Result<Vec<u8>, PayloadError> {
    let mut out = Vec::new();
    let payload = format!(".{}", URL_SAFE_NO_PAD.encode(stream));
    decode_payload(payload.as_bytes(), limit, &mut out).map(|()| out)
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn a_whole_stream_of_any_level_is_read() {
    for text in [b"".to_vec(), b"x".to_vec(), b"abc".repeat(5_000), noise(50_000)] {
        for level in 0..=9 {
            assert_eq!(decode_stream(&zlib(&text, level), 64 * 1024), Ok(text.clone()));
        }
    }
}

#[test]
fn truncated_streams_and_trailing_bytes_are_refused() {
    let stream = zlib(&b"{\"a\": 1}".repeat(40), 6);
    for length in 0..stream.len() {
        assert_eq!(decode_stream(&stream[..length], 4096), Err(PayloadError::Zlib), "{length}");
    }
    for tail in [&b"\0"[..], b"x", &stream] {
        assert_eq!(decode_stream(&[&stream, tail].concat(), 4096), Err(PayloadError::Zlib));
    }
}

#[test]
fn other_containers_are_refused() {
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::new(6));
    raw.write_all(b"abc").unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::new(6));
    gzip.write_all(b"abc").unwrap();
    let mut wrong_checksum = zlib(b"abc", 6);
    *wrong_checksum.last_mut().unwrap() ^= 1;
    // Python: zlib.compressobj(zdict=b"abcabc"), a stream that wants a dictionary.
    let dictionary = b"\x78\xbb\x08\x0c\x02\x4d\x83\x20\x00\x08\x0c\x02\x4d".to_vec();
    for stream in [raw.finish().unwrap(), gzip.finish().unwrap(), wrong_checksum, dictionary] {
        assert_eq!(decode_stream(&stream, 4096), Err(PayloadError::Zlib), "{stream:?}");
    }
}

#[test]
fn the_limit_is_exact() {
    for length in [0, 1, 1023, 1024, 1025, 65_535, 65_536, 70_000] {
        for text in [vec![b'a'; length], noise(length)] {
            let stream = zlib(&text, 6);
            assert_eq!(decode_stream(&stream, length), Ok(text));
            if let Some(limit) = length.checked_sub(1) {
                assert_eq!(decode_stream(&stream, limit), Err(PayloadError::TooLarge { limit }));
            }
        }
    }
}

#[test]
fn a_bomb_costs_no_more_than_the_limit() {
    let bomb = zlib(&vec![b'0'; 5_000_000], 6);
    let mut out = Vec::new();
    let payload = format!(".{}", URL_SAFE_NO_PAD.encode(bomb));
    let refused = decode_payload(payload.as_bytes(), 64 * 1024, &mut out);
    assert_eq!(refused, Err(PayloadError::TooLarge { limit: 64 * 1024 }));
    assert!(out.capacity() <= 256 * 1024, "{}", out.capacity());
}

#[test]
fn one_bad_payload_leaves_no_trace_in_the_next() {
    let good = zlib(b"good, good, good, good", 6);
    for bad in [&good[..good.len() - 1], b"\x78\x9c\xff", b"", &[&good[..], b"x"].concat()] {
        assert!(decode_stream(bad, 4096).is_err());
        assert_eq!(decode_stream(&good, 4096).unwrap(), b"good, good, good, good");
    }
}

#[test]
fn only_what_saves_two_bytes_is_compressed() {
    let encoded = |text: &str| {
        let mut out = Vec::new();
        encode_payload(text.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    };
    let runs: Vec<bool> = (8..20).map(|n| encoded(&"a".repeat(n)).starts_with('.')).collect();
    // In Python, len(zlib.compress(b"a" * n)) is 11 for each of these n.
    assert_eq!(runs, (8..20).map(|n| 11 < n - 1).collect::<Vec<_>>());
    assert_eq!(encoded("{}"), "e30");
}
