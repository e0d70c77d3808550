//! The head and the body of a message.

use std::io::{BufRead, Read as _, Write};

use anyhow::{Context as _, bail};

/// Bytes of a head that are read before it is given up.
const HEAD_LIMIT: u64 = 128 * 1024;

/// Bytes of a body that are read into memory before it is given up.
const BODY_LIMIT: u64 = 4 * 1024 * 1024;

/// A start line and headers. Each `char` is one byte (Latin-1), so that what is relayed stays as
/// it was, whatever it is.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) start: String,
    headers: Vec<(String, String)>,
}

impl Head {
    pub(crate) fn new(start: impl Into<String>) -> Self {
        Self { start: start.into(), headers: Vec::new() }
    }

    /// Reads up to and including the empty line. `None`: the connection closed before a byte.
    pub(crate) fn read(from: &mut impl BufRead) -> anyhow::Result<Option<Self>> {
        let mut from = from.take(HEAD_LIMIT);
        let Some(start) = line(&mut from)? else { return Ok(None) };
        let mut head = Self::new(start);
        loop {
            let text = line(&mut from)?.context("the head ends early")?;
            if text.is_empty() {
                return Ok(Some(head));
            }
            let (name, value) = text.split_once(':').context("a header without a colon")?;
            head.push(name, value.trim_matches([' ', '\t']));
        }
    }

    pub(crate) fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        let mut text = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        text.push_str("\r\n");
        to.write_all(&latin1(&text))
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Every value of a header, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.headers.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    }

    /// The one `Content-Length`, if there is one. Two that differ are an error.
    pub(crate) fn length(&self) -> anyhow::Result<Option<u64>> {
        let mut lengths = self.all("content-length");
        let Some(first) = lengths.next() else { return Ok(None) };
        if lengths.any(|other| other != first) {
            bail!("two Content-Length headers");
        }
        Ok(Some(first.parse()?))
    }

    /// Whether the body comes in chunks.
    pub(crate) fn chunked(&self) -> bool {
        self.all("transfer-encoding").any(|value| value.eq_ignore_ascii_case("chunked"))
    }

    /// Reads the body of a response into memory.
    pub(crate) fn read_body(&self, from: &mut impl BufRead) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        if self.chunked() {
            loop {
                let size = line(&mut from.take(HEAD_LIMIT))?.context("the body ends early")?;
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = u64::from_str_radix(size, 16)?;
                if size == 0 {
                    return Ok(body);
                }
                from.take(size.min(BODY_LIMIT)).read_to_end(&mut body)?;
                line(&mut from.take(HEAD_LIMIT))?;
            }
        }
        from.take(self.length()?.unwrap_or(BODY_LIMIT).min(BODY_LIMIT)).read_to_end(&mut body)?;
        Ok(body)
    }
}

/// One line without its end, or `None` where the stream has ended.
fn line(from: &mut impl BufRead) -> anyhow::Result<Option<String>> {
    let mut bytes = Vec::new();
    if from.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.pop() != Some(b'\n') {
        bail!("a line that is too long or cut off");
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(Some(bytes.into_iter().map(char::from).collect()))
}

/// Back to bytes; what is no byte becomes a question mark.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn a_head_is_written_as_it_was_read() {
        let sent = b"GET / HTTP/1.1\r\nCookie: a=\xe9; b=2\r\nX: y\r\n\r\nbody";
        let head = Head::read(&mut &sent[..]).unwrap().unwrap();
        let mut written = Vec::new();
        head.write(&mut written).unwrap();
        assert_eq!(written, &sent[..sent.len() - 4]);
    }

    #[test]
    fn chunks_are_joined() {
        let sent = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let mut from = &sent[..];
        let head = Head::read(&mut from).unwrap().unwrap();
        assert_eq!(head.read_body(&mut from).unwrap(), b"abcde");
    }

    #[test]
    fn two_lengths_are_refused() {
        let sent = b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";
        assert!(Head::read(&mut &sent[..]).unwrap().unwrap().length().is_err());
    }
}
