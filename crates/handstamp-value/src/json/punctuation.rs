use crate::json::cursor::Cursor;
use crate::json::stop::Stop;
use crate::json::string::Raw;

impl<'a> Cursor<'a> {
    /// Moves to the next item of a list and says whether there is one. `first` is true before the first item.
    pub(crate) fn next_item(&mut self, first: &mut bool) -> Result<bool, Stop> {
        if self.peek_past_space() == Some(b']') {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    /// Moves behind the next key of a dict and its colon. `first` is true before the first key.
    pub(crate) fn next_key(&mut self, first: &mut bool) -> Result<Option<Raw<'a>>, Stop> {
        if self.peek_past_space() == Some(b'}') {
            return Ok(None);
        }
        if !std::mem::take(first) {
            self.expect(b',')?;
            self.skip_space();
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(Some(key))
    }
}
