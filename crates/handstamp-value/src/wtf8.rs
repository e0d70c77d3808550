/// Puts text together out of UTF-8 and single UTF-16 units, joining pairs.
pub(crate) struct Wtf8Builder {
    bytes: Vec<u8>,
    // The last three bytes are a high surrogate that waits for its other half.
    high: Option<u16>,
    lone: bool,
}

impl Wtf8Builder {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), high: None, lone: false }
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        if !text.is_empty() {
            self.settle();
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    pub(crate) fn push_char(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }

    /// One UTF-16 unit, as a `\u` escape gives it.
    pub(crate) fn push_unit(&mut self, unit: u16) {
        match (self.high, unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                self.high = None;
                let point = 0x10000 + ((u32::from(high) & 0x3FF) << 10 | (u32::from(unit) & 0x3FF));
                if let Some(character) = char::from_u32(point) {
                    self.push_char(character);
                }
            }
            (_, 0xD800..=0xDBFF) => {
                self.settle();
                self.high = Some(unit);
            }
            (_, 0xDC00..=0xDFFF) => self.push_lone(unit),
            _ => {
                if let Some(character) = char::from_u32(u32::from(unit)) {
                    self.push_char(character);
                }
            }
        }
    }

    fn settle(&mut self) {
        if let Some(high) = self.high.take() {
            self.push_lone(high);
        }
    }

    fn push_lone(&mut self, unit: u16) {
        self.lone = true;
        let [_, low] = unit.to_be_bytes();
        let [high, middle] = (unit >> 6).to_be_bytes();
        let _ = high;
        self.bytes.extend_from_slice(&[0xED, 0x80 | (middle & 0x3F), 0x80 | (low & 0x3F)]);
    }

    /// The text as UTF-8, or as WTF-8 if there is a lone surrogate in it.
    pub(crate) fn finish(mut self) -> Result<String, Vec<u8>> {
        self.settle();
        if self.lone {
            return Err(self.bytes);
        }
        String::from_utf8(self.bytes).map_err(std::string::FromUtf8Error::into_bytes)
    }
}

/// Reads WTF-8 and joins surrogate pairs that were split. `None` if it is not WTF-8.
pub(crate) fn join_pairs(bytes: &[u8]) -> Option<Result<String, Vec<u8>>> {
    let mut builder = Wtf8Builder::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                builder.push_str(text);
                return Some(builder.finish());
            }
            Err(error) => {
                let (text, after) = rest.split_at_checked(error.valid_up_to())?;
                builder.push_str(std::str::from_utf8(text).ok()?);
                let (&[first, second, third], after) = after.split_first_chunk()?;
                if first != 0xED || !(0xA0..=0xBF).contains(&second) || third & 0xC0 != 0x80 {
                    return None;
                }
                let unit = 0xD000 | (u16::from(second & 0x3F) << 6) | u16::from(third & 0x3F);
                builder.push_unit(unit);
                rest = after;
            }
        }
    }
}

/// The code points of WTF-8.
pub(crate) fn code_points(wtf8: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut rest = wtf8.iter();
    std::iter::from_fn(move || {
        let first = u32::from(*rest.next()?);
        let (more, start) = match first {
            0..0x80 => (0, first),
            0x80..0xE0 => (1, first & 0x1F),
            0xE0..0xF0 => (2, first & 0x0F),
            _ => (3, first & 0x07),
        };
        let mut point = start;
        for _ in 0..more {
            point = (point << 6) | u32::from(rest.next()? & 0x3F);
        }
        Some(point)
    })
}
