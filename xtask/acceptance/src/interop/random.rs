//! Random sessions from a seed, as JSON lines carry them (`../shared/vectors/README.md`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// SplitMix64: plenty for test values, and the same everywhere.
pub(crate) struct Random(u64);

/// Characters that JSON, HTML, cookies or Python's tags treat in some way of their own.
const CHARACTERS: &[char] = &[
    'a',
    'Z',
    '0',
    '9',
    ' ',
    '-',
    '_',
    '.',
    '~',
    '"',
    '\'',
    '\\',
    '/',
    '<',
    '>',
    '&',
    ';',
    ',',
    '=',
    '\t',
    '\n',
    '\r',
    '\0',
    '\u{7f}',
    '\u{e9}',
    '\u{df}',
    '\u{436}',
    '\u{5d0}',
    '\u{65e5}',
    '\u{2028}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{1f600}',
    '\u{10ffff}',
];

/// Keys that look like Flask's own tags.
const TAG_LIKE: &[&str] = &[" t", " b", " m", " u", " d", " di", " t__", " di__", " x", "__"];

/// Floats whose text is easily got wrong.
const FLOATS: &[f64] = &[
    0.1,
    -0.0,
    0.0,
    1e16,
    1e15,
    123_456_789_012_345_680.0,
    1e-5,
    1e-4,
    1e22,
    1e23,
    5e-324,
    1.0,
    f64::MAX,
    f64::MIN_POSITIVE,
    2.5e-7,
    9_007_199_254_740_993.0,
];

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }

    /// A secret key in hex, and a time between 2001 and 2038.
    pub(crate) fn key(&mut self) -> String {
        format!("{:016x}{:016x}{:016x}", self.next(), self.next(), self.next())
    }

    pub(crate) fn time(&mut self) -> u64 {
        1_000_000_000 + self.next() % 1_100_000_000
    }

    /// A session of at least one key.
    pub(crate) fn session(&mut self) -> Value {
        let mut session = Map::new();
        for at in 0..=self.below(5) {
            let key = if self.below(3) == 0 { self.key_like_a_tag() } else { self.text(10) };
            session.insert(if key.is_empty() { format!("k{at}") } else { key }, self.value(0));
        }
        if self.below(3) == 0 {
            session.insert("_user_id".to_owned(), self.below(1_000_000).to_string().into());
            session.insert("_fresh".to_owned(), true.into());
            session.insert("_id".to_owned(), format!("{}{}", self.key(), self.key()).into());
        }
        Value::Object(session)
    }

    /// A session of what plain JSON has, small enough for most cookies.
    pub(crate) fn plain_session(&mut self) -> Value {
        let mut session = Map::new();
        for at in 0..=self.below(4) {
            let key = self.text(8);
            let value = self.plain_value(0);
            session.insert(if key.is_empty() { format!("k{at}") } else { key }, value);
        }
        Value::Object(session)
    }

    fn plain_value(&mut self, depth: usize) -> Value {
        match self.below(if depth < 3 { 11 } else { 9 }) {
            0 => Value::Null,
            1 => (self.below(2) == 0).into(),
            2 => self.next().cast_signed().into(),
            3 => self.big_int(),
            4 => self.float(),
            5 => json!({"$t": "float", "v": self.pick(&["nan", "inf", "-inf"])}),
            6 => self.text(12).into(),
            7 => self.text(60).into(),
            8 => self.lone_surrogate(),
            9 => (0..self.below(4)).map(|_| self.plain_value(depth + 1)).collect(),
            _ => {
                let entries =
                    (0..self.below(4)).map(|_| (self.text(8), self.plain_value(depth + 1)));
                Value::Object(entries.collect())
            }
        }
    }

    /// Parameters of Starlette's `SessionMiddleware`.
    pub(crate) fn middleware(&mut self, knows_partitioned: bool) -> Value {
        let mut params = json!({
            "session_cookie": self.pick(&["session", "sid"]),
            "max_age": self.pick(&[None, Some(60), Some(1_209_600)]),
            "path": self.pick(&["/", "/app"]),
            "same_site": self.pick(&["lax", "strict", "none"]),
            "https_only": self.below(2) == 0,
            "domain": self.pick(&[None, Some("app.example")]),
        });
        if let (true, Some(params)) = (knows_partitioned, params.as_object_mut()) {
            params.insert("partitioned".to_owned(), (self.below(2) == 0).into());
        }
        params
    }

    fn key_like_a_tag(&mut self) -> String {
        self.pick(TAG_LIKE).unwrap_or_default().to_owned()
    }

    fn text(&mut self, longest: usize) -> String {
        (0..self.below(longest)).filter_map(|_| self.pick(CHARACTERS)).collect()
    }

    fn bytes(&mut self, longest: usize) -> Vec<u8> {
        (0..self.below(longest)).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// A value of any type that Flask's session holds.
    fn value(&mut self, depth: usize) -> Value {
        let kinds = if depth < 4 { 19 } else { 14 };
        match self.below(kinds) {
            0 => Value::Null,
            1 => (self.below(2) == 0).into(),
            2 => self.next().cast_signed().into(),
            3 => (i64::try_from(self.below(2000)).unwrap_or_default() - 1000).into(),
            4 => self.big_int(),
            5 => self.float(),
            6 => json!({"$t": "float", "v": self.pick(&["nan", "inf", "-inf"])}),
            7 => self.text(12).into(),
            8 => self.text(300).into(),
            9 => json!({"$t": "bytes", "v": STANDARD.encode(self.bytes(40))}),
            10 => json!({"$t": "markup", "v": self.text(20)}),
            11 => json!({"$t": "uuid", "v": self.uuid()}),
            12 => json!({"$t": "datetime", "v": self.datetime()}),
            13 => self.lone_surrogate(),
            14 => self.list(depth),
            15 => json!({"$t": "tuple", "v": self.list(depth)}),
            16 => {
                let entries = (0..self.below(4)).map(|_| (self.text(8), self.value(depth + 1)));
                Value::Object(entries.collect())
            }
            17 => json!({(self.key_like_a_tag()): self.value(depth + 1)}),
            _ => "the same text again and again, ".repeat(self.below(30)).into(),
        }
    }

    fn list(&mut self, depth: usize) -> Value {
        (0..self.below(4)).map(|_| self.value(depth + 1)).collect()
    }

    fn big_int(&mut self) -> Value {
        let digits: String = (0..=self.below(3)).map(|_| self.next().to_string()).collect();
        let text = digits.trim_start_matches('0');
        let text = if self.below(2) == 0 { format!("-1{text}") } else { format!("1{text}") };
        match text.parse::<i64>() {
            Ok(small) => small.into(),
            Err(_) => json!({"$t": "int", "v": text}),
        }
    }

    fn float(&mut self) -> Value {
        let bits = f64::from_bits(self.next());
        match (self.below(2), self.pick(FLOATS)) {
            (0, Some(known)) => known.into(),
            _ if bits.is_finite() => bits.into(),
            _ => 0.5.into(),
        }
    }

    fn uuid(&mut self) -> String {
        let hex = format!("{:016x}{:016x}", self.next(), self.next());
        let part = |range| hex.get(range).unwrap_or_default();
        [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
    }

    /// A whole second in UTC: what an HTTP date can say.
    fn datetime(&mut self) -> String {
        let (year, month, day) = (1900 + self.below(8000), 1 + self.below(12), 1 + self.below(28));
        let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00")
    }

    fn lone_surrogate(&mut self) -> Value {
        let half = [0xed, 0xa0 + self.next().to_le_bytes()[0] % 32, 0x80];
        let bytes = [self.text(5).as_bytes(), &half, b"end"].concat();
        json!({"$t": "wtf8", "v": STANDARD.encode(bytes)})
    }
}
