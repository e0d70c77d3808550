//! The suite for codecs.

use std::time::Duration;

use handstamp_session::Codec;
use handstamp_value::Value;

use crate::scenario::suite;

/// A codec under test.
pub trait CodecHarness {
    /// The codec.
    type Codec: Codec;

    /// How long what it signs lives. The codec is made with it.
    const LIFETIME: Duration;

    /// The codec, with a key of the tests' own.
    fn codec() -> Self::Codec;

    /// The same with another key, and with no other difference.
    fn with_another_key() -> Self::Codec;

    /// Values that come back as they were, besides those that JSON has: tuples or dates, say. Default: none.
    fn values() -> Vec<Value> {
        Vec::new()
    }
}

suite! {
    /// Makes a test of every scenario for a codec: `handstamp_conformance::codec_suite!(MyCodecHarness);`
    codec_suite of CodecHarness in codec, with $;
    both_ways:
        what_is_written_is_read every_value_comes_back what_it_writes_it_reads_whatever_its_size
        what_it_writes_it_reads_whatever_its_depth what_was_read_is_neither_new_nor_changed
        cookie_can_be_sent sessions_are_apart;
    steps:
        verify_refuses_before_the_payload_is_read decode_is_verify_and_open
        verified_payload_is_the_cookies_own mac_is_the_whole_signature;
    refusals:
        changed_cookie_is_refused cut_cookie_is_refused longer_cookie_is_refused junk_is_refused
        another_key_is_refused taken_until_it_expires expired_cookie_is_refused
        cookie_from_tomorrow_is_refused any_time_is_borne;
}
