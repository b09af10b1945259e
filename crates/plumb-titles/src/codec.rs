//! Reads and writes the numbers and texts of an index file. Reading checks every length against what is there.

use crate::error::IndexError;

/// Writes numbers of varying length, and texts.
#[derive(Debug, Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    /// Seven bits a byte, the lowest first; the top bit says that more follow.
    pub(crate) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(u8::try_from(value & 0x7f).unwrap_or(0) | 0x80);
            value >>= 7;
        }
        self.0.push(u8::try_from(value).unwrap_or(0));
    }

    pub(crate) fn length(&mut self, value: usize) {
        self.number(value as u64);
    }

    pub(crate) fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(crate) fn float(&mut self, value: f32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A text as what it shares with the one before and what is new.
    pub(crate) fn text_after(&mut self, before: &str, text: &str) {
        let same = before.char_indices().zip(text.chars()).take_while(|((_, one), other)| one == other);
        let shared = same.map(|((start, letter), _)| start + letter.len_utf8()).last().unwrap_or(0);
        self.length(shared);
        self.text(&text[shared..]);
    }
}

/// Reads what [`Writer`] wrote.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

const SHORT: IndexError = IndexError::damaged("it ends too early");

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], IndexError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(SHORT)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, IndexError> {
        let (&first, rest) = self.bytes.split_first().ok_or(SHORT)?;
        self.bytes = rest;
        Ok(first)
    }

    pub(crate) fn number(&mut self) -> Result<u64, IndexError> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(IndexError::damaged("a number is too long"))
    }

    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, IndexError> {
        T::try_from(self.number()?).map_err(|_| IndexError::damaged("a number is too large"))
    }

    /// The length of a list of which each entry takes at least one byte, so that no damaged length asks for memory.
    pub(crate) fn length(&mut self) -> Result<usize, IndexError> {
        let length: usize = self.small()?;
        self.holds(length)?;
        Ok(length)
    }

    /// Checks that at least so many bytes are left.
    pub(crate) const fn holds(&self, length: usize) -> Result<(), IndexError> {
        if length > self.bytes.len() { Err(SHORT) } else { Ok(()) }
    }

    pub(crate) fn float(&mut self) -> Result<f32, IndexError> {
        let bytes = self.take(4)?;
        let value = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        if value.is_finite() { Ok(value) } else { Err(IndexError::damaged("a weight is no number")) }
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, IndexError> {
        let length = self.length()?;
        str::from_utf8(self.take(length)?).map_err(|_| IndexError::damaged("a text is not UTF-8"))
    }

    /// Turns the text before into the next one.
    pub(crate) fn text_after(&mut self, text: &mut String) -> Result<(), IndexError> {
        let shared = self.small()?;
        if !text.is_char_boundary(shared) {
            return Err(IndexError::damaged("a text shares more than there is"));
        }
        text.truncate(shared);
        text.push_str(self.text()?);
        Ok(())
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), 1 << 61] {
            writer.number(value);
        }
        writer.float(-0.25);
        writer.text_after("", "Café manager");
        writer.text_after("Café manager", "Café owner");
        let mut reader = Reader::new(&writer.0);
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), 1 << 61] {
            assert_eq!(reader.number().unwrap(), value);
        }
        assert!((reader.float().unwrap() + 0.25).abs() < f32::EPSILON);
        let mut text = String::new();
        reader.text_after(&mut text).unwrap();
        assert_eq!(text, "Café manager");
        reader.text_after(&mut text).unwrap();
        assert_eq!(text, "Café owner");
        assert!(reader.is_at_end());
        assert!(reader.byte().is_err());
    }

    #[test]
    fn lengths_are_held_against_what_is_there() {
        let mut writer = Writer::default();
        writer.length(1_000_000);
        assert!(Reader::new(&writer.0).length().is_err());
        assert!(Reader::new(&[0xff; 12]).number().is_err());
    }
}
