use crate::json::cursor::Cursor;
use crate::json::stop::Stop;
use crate::json::tag::Tag;

impl Cursor<'_> {
    /// Moves behind the value that begins here, in text that was found good.
    pub(crate) fn skip_value(&mut self) -> Result<(), Stop> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.span()?;
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.advance(1);
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.advance(1);
                }
                Some(_) if depth > 0 => self.advance(1),
                Some(_) => {
                    let scalar = |byte: &&u8| !matches!(byte, b',' | b'}' | b']' | ..=b' ');
                    let length = self.rest().iter().take_while(scalar).count();
                    if length == 0 {
                        return Err(self.syntax());
                    }
                    self.advance(length);
                }
                None => return Err(self.syntax()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// The tag around the dict that begins here, in text that was found good. The cursor stays.
    pub(crate) fn tag(&mut self) -> Result<Option<Tag>, Stop> {
        let start = self.at();
        self.advance(1);
        let mut found = None;
        if self.peek_past_space() == Some(b'"')
            && let Some(tag) = Tag::of_key(&self.span()?, self.text())
        {
            self.expect(b':')?;
            self.skip_space();
            self.skip_value()?;
            found = (self.peek_past_space() == Some(b'}')).then_some(tag);
        }
        self.move_to(start);
        Ok(found)
    }
}
