//! Any text as Python's JSON, plain or tagged: both readers agree, and what is read is written back.
#![cfg_attr(fuzzing, no_main)]

use handstamp_session::Value;
use handstamp_session::json::{Form, Limits, Style, read, scan, write};

handstamp_fuzz::target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let limits = Limits::default();
    for form in [Form::Plain, Form::Tagged] {
        let value = read(text, form, &limits);
        let is_dict = matches!(value, Ok(Value::Dict(_)));
        assert_eq!(scan(text, form, &limits).is_ok(), is_dict);
        let style = Style::default().with_form(form);
        let Some(written) = value.ok().and_then(|value| write(&value, &style, &limits).ok()) else {
            continue;
        };
        let again = read(&written, form, &limits).expect("JSON of our own");
        assert_eq!(write(&again, &style, &limits).expect("as before"), written);
    }
});
