//! Any text as Python's JSON, plain or tagged: both readers agree, and what is read is written back.
#![cfg_attr(fuzzing, no_main)]

use handstamp_value::Value;
use handstamp_value::json::{LazyDict, Limits, ReadError, Style, Tags, read, write};

handstamp_fuzz::target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let limits = Limits::default();
    for tags in [Tags::Plain, Tags::Flask] {
        let value = read(text, tags, &limits);
        let is_dict = matches!(value, Ok(Value::Dict(_)));
        let lazy = LazyDict::from_payload(tags, limits, |out| {
            out.extend_from_slice(data);
            Ok::<(), ReadError>(())
        });
        assert_eq!(lazy.is_ok(), is_dict);
        let style = Style::default().with_tags(tags);
        let Some(written) = value.ok().and_then(|value| write(&value, &style, &limits).ok()) else {
            continue;
        };
        let again = read(&written, tags, &limits).expect("JSON of our own");
        assert_eq!(write(&again, &style, &limits).expect("as before"), written);
    }
});
