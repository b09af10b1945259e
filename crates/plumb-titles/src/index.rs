//! The index as data: what is built once, written to a file, and loaded. No scoring here.
//!
//! File: `PLMT`, the format as four bytes, then deflated sections in the order of the struct's fields. The last
//! section is followed by a checksum of all before.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use plumb_codes::Soc2018;
use rustc_hash::FxHashMap;

use crate::calibrate::Calibration;
use crate::codec::{Reader, Writer};
use crate::error::IndexError;
use crate::features::{Key, Vocabulary, WordId, to_u32};
use crate::knowledge::TitleKind;
use crate::score::Blend;

const MAGIC: &[u8; 4] = b"PLMT";
/// Version of the file's layout and of the meaning of its features: both change it.
pub(crate) const FORMAT: u32 = 5;
/// No index unpacks to more; a damaged file must not fill the memory.
const MAX_BYTES: u64 = 128 << 20;

/// Weights of one row after another.
///
/// First come the vocabulary's words: what the word as such and all of its letter groups weigh together. Then come
/// the other features, letter groups for unknown words among them.
#[derive(Debug, Default, Clone)]
pub(crate) struct Rows {
    /// Number of words, and keys of the rows after them, rising.
    pub(crate) words: u32,
    pub(crate) keys: Vec<Key>,
    pub(crate) numbers: FxHashMap<Key, u32>,
    /// One for each row, and one more for the end of the last.
    pub(crate) heads: Vec<RowHead>,
    pub(crate) classes: Vec<u16>,
    pub(crate) weights: Vec<i8>,
}

/// What is known of a row before its weights, together in memory: a title looks a dozen rows up.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct RowHead {
    /// Where its classes and weights begin.
    pub(crate) start: u32,
    /// What a weight of one is worth; see [`magnitude`].
    pub(crate) scale: u8,
    /// Square of the length that the row adds to its title; see [`magnitude`].
    pub(crate) square: u8,
}

/// A magnitude from its one-byte code, in sixteenths of an octave: 2⁻¹² to 2⁴.
pub(crate) fn magnitude(code: u8) -> f32 {
    (f32::from(code) / 16.0 - 12.0).exp2()
}

/// The code of the least magnitude that is not below the given one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of a byte")]
pub(crate) fn magnitude_code(value: f32) -> u8 {
    ((value.max(f32::MIN_POSITIVE).log2() + 12.0) * 16.0).ceil().clamp(0.0, 255.0) as u8
}

impl Rows {
    /// Number of rows.
    pub(crate) const fn count(&self) -> usize {
        self.heads.len().saturating_sub(1)
    }

    /// What a weight of one is worth in a row, by its code, and where its classes and weights stand.
    pub(crate) fn row(&self, row: u32) -> (u8, std::ops::Range<usize>) {
        let (head, next) = (self.heads[row as usize], self.heads[row as usize + 1]);
        (head.scale, head.start as usize..next.start as usize)
    }
}

/// One known title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndexTitle {
    pub(crate) class: u16,
    pub(crate) kind: TitleKind,
    /// Whether every word of it is known, so that it can be met exactly.
    pub(crate) complete: bool,
    pub(crate) count: u32,
    /// Number of its text, or none for a filed title, which is shown by its words.
    pub(crate) text: Option<u32>,
}

/// Many texts in one piece of memory.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(to_u32(self.all.len()));
    }

    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.all[start..self.ends[number] as usize]
    }
}

#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) inputs: Vec<(String, String)>,
    pub(crate) classes: Vec<Soc2018>,
    /// Logarithm of each occupation's share of employment.
    pub(crate) employment: Vec<f32>,
    pub(crate) offsets: Vec<f32>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) rows: Rows,
    /// Sorted by occupation.
    pub(crate) titles: Vec<IndexTitle>,
    /// Words of title `t`: `word_starts[t]..word_starts[t + 1]`.
    pub(crate) word_starts: Vec<u32>,
    pub(crate) title_words: Vec<WordId>,
    pub(crate) texts: Texts,
    /// Occupations whose tasks hold word `w`, rising: `task_starts[w]..task_starts[w + 1]` of `task_classes`.
    pub(crate) task_starts: Vec<u32>,
    pub(crate) task_classes: Vec<u16>,
    pub(crate) blend: Blend,
    pub(crate) calibration: Calibration,
}

impl Index {
    pub(crate) fn words_of(&self, title: u32) -> &[WordId] {
        let title = title as usize;
        &self.title_words[self.word_starts[title] as usize..self.word_starts[title + 1] as usize]
    }

    /// Occupations whose tasks hold a word, rising.
    pub(crate) fn tasks_with(&self, word: WordId) -> &[u16] {
        let word = word as usize;
        &self.task_classes[self.task_starts[word] as usize..self.task_starts[word + 1] as usize]
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.length(self.inputs.len());
        for (name, digest) in &self.inputs {
            writer.text(name);
            writer.text(digest);
        }
        writer.length(self.classes.len());
        for class in 0..self.classes.len() {
            writer.number(u64::from(self.classes[class].as_number()));
            writer.float(self.employment[class]);
            writer.float(self.offsets[class]);
        }
        self.write_words(&mut writer);
        self.write_rows(&mut writer);
        self.write_titles(&mut writer);
        self.write_tasks(&mut writer);
        for weight in self.blend.weights {
            writer.float(weight);
        }
        for weight in self.calibration.weights {
            writer.float(weight);
        }
        writer.length(self.calibration.points.len());
        for &(score, part) in &self.calibration.points {
            writer.float(score);
            writer.float(part);
        }
        let sum = checksum(&writer.0);
        writer.0.extend_from_slice(&sum.to_le_bytes());
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        let mut encoder = DeflateEncoder::new(bytes, Compression::best());
        encoder.write_all(&writer.0).expect("writing to memory does not fail");
        encoder.finish().expect("writing to memory does not fail")
    }

    fn write_words(&self, writer: &mut Writer) {
        writer.length(self.vocabulary.words().len());
        let mut before = "";
        for word in self.vocabulary.words() {
            writer.text_after(before, word);
            before = word;
        }
        for &count in self.vocabulary.counts() {
            writer.number(u64::from(count));
        }
        writer.length(self.vocabulary.acronyms().len());
        for (acronym, words) in self.vocabulary.acronyms() {
            writer.number(u64::from(*acronym));
            writer.length(words.len());
            for &word in words {
                writer.number(u64::from(word));
            }
        }
    }

    fn write_rows(&self, writer: &mut Writer) {
        let rows = &self.rows;
        writer.length(rows.keys.len());
        let mut before = 0;
        for key in &rows.keys {
            writer.number(key.bits() - before);
            before = key.bits();
        }
        let ranges = || (0..to_u32(rows.count())).map(|row| rows.row(row).1);
        let heads = &rows.heads[..rows.count()];
        for range in ranges() {
            writer.length(range.len());
        }
        writer.0.extend(heads.iter().map(|head| head.scale));
        writer.0.extend(heads.iter().map(|head| head.square));
        for range in ranges() {
            let mut before = 0;
            for &class in &rows.classes[range] {
                writer.number(u64::from(class - before));
                before = class;
            }
        }
        for &weight in &rows.weights {
            writer.byte(weight.to_le_bytes()[0]);
        }
    }

    fn write_titles(&self, writer: &mut Writer) {
        writer.length(self.texts.len());
        let mut before = "";
        for text in (0..to_u32(self.texts.len())).map(|number| self.texts.get(number)) {
            writer.text_after(before, text);
            before = text;
        }
        writer.length(self.titles.len());
        let mut class = 0;
        for title in &self.titles {
            writer.number(u64::from(title.class - class));
            class = title.class;
        }
        for title in &self.titles {
            writer.byte(title.kind as u8 * 2 + u8::from(title.complete));
        }
        for title in &self.titles {
            writer.number(u64::from(title.count));
        }
        // Texts are in the order of titles, so a text is the one before or the next.
        let mut before = 0;
        for title in &self.titles {
            let text = title.text.map_or(0, |text| text + 1);
            writer.number(if text == 0 { 0 } else { u64::from(text - before) + 1 });
            before = before.max(text);
        }
        for title in 0..to_u32(self.titles.len()) {
            writer.length(self.words_of(title).len());
        }
        for &word in &self.title_words {
            writer.number(u64::from(word));
        }
    }

    fn write_tasks(&self, writer: &mut Writer) {
        for word in 0..to_u32(self.vocabulary.words().len()) {
            writer.length(self.tasks_with(word).len());
        }
        for word in 0..to_u32(self.vocabulary.words().len()) {
            let mut before = 0;
            for &class in self.tasks_with(word) {
                writer.number(u64::from(class - before));
                before = class;
            }
        }
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, IndexError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(IndexError::NotAnIndex)?;
        let (format, packed) = rest.split_first_chunk().ok_or(IndexError::NotAnIndex)?;
        let found = u32::from_le_bytes(*format);
        if found != FORMAT {
            return Err(IndexError::Format { found, wanted: FORMAT });
        }
        let mut unpacked = Vec::with_capacity(packed.len() * 4);
        let mut decoder = DeflateDecoder::new(packed).take(MAX_BYTES);
        decoder.read_to_end(&mut unpacked).map_err(|_| IndexError::damaged("it cannot be unpacked"))?;
        let Some((content, sum)) = unpacked.split_last_chunk() else {
            return Err(IndexError::damaged("it ends too early"));
        };
        if checksum(content) != u64::from_le_bytes(*sum) {
            return Err(IndexError::damaged("its checksum does not fit"));
        }
        let mut reader = Reader::new(content);
        let index = Self::read(&mut reader)?;
        if reader.is_at_end() { Ok(index) } else { Err(IndexError::damaged("it is longer than it says")) }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, IndexError> {
        let mut index = Self::default();
        for _ in 0..reader.length()? {
            index.inputs.push((reader.text()?.to_owned(), reader.text()?.to_owned()));
        }
        for _ in 0..reader.length()? {
            let number: u32 = reader.small()?;
            let text = format!("{:02}-{:04}", number / 10_000, number % 10_000);
            let soc = text.parse().map_err(|_| IndexError::damaged("an occupation has no code"))?;
            index.classes.push(soc);
            index.employment.push(reader.float()?);
            index.offsets.push(reader.float()?);
        }
        index.read_words(reader)?;
        index.read_rows(reader)?;
        index.read_titles(reader)?;
        index.read_tasks(reader)?;
        for weight in &mut index.blend.weights {
            *weight = reader.float()?;
        }
        for weight in &mut index.calibration.weights {
            *weight = reader.float()?;
        }
        for _ in 0..reader.length()? {
            index.calibration.points.push((reader.float()?, reader.float()?));
        }
        Ok(index)
    }

    fn read_words(&mut self, reader: &mut Reader<'_>) -> Result<(), IndexError> {
        let length = reader.length()?;
        let mut words = Vec::with_capacity(length);
        let mut word = String::new();
        for _ in 0..length {
            reader.text_after(&mut word)?;
            words.push(word.as_str().into());
        }
        let counts = numbers(reader, length)?;
        let mut acronyms = Vec::new();
        let known = |number: u32| {
            let is_known = (number as usize) < length;
            is_known.then_some(number).ok_or(IndexError::damaged("an acronym has an unknown word"))
        };
        for _ in 0..reader.length()? {
            let acronym = known(reader.small()?)?;
            let words: Result<Vec<WordId>, IndexError> =
                (0..reader.length()?).map(|_| known(reader.small()?)).collect();
            acronyms.push((acronym, words?.into()));
        }
        self.vocabulary = Vocabulary::new(words, counts).with_acronyms(acronyms);
        Ok(())
    }

    fn read_rows(&mut self, reader: &mut Reader<'_>) -> Result<(), IndexError> {
        let words = self.vocabulary.words().len();
        let rows = &mut self.rows;
        rows.words = to_u32(words);
        let mut before = 0_u64;
        for number in 0..reader.length()? {
            let step = reader.number()?;
            before = before.checked_add(step).ok_or(IndexError::damaged("a feature has no key"))?;
            let key = Key::from_bits(before);
            rows.keys.push(key);
            rows.numbers.insert(key, to_u32(words + number));
        }
        let count = words + rows.keys.len();
        let starts = starts(reader, count)?;
        let entries = starts.last().copied().unwrap_or(0) as usize;
        let (scales, squares) = (reader.take(count)?, reader.take(count)?);
        let ends = std::iter::once(&0);
        let codes = scales.iter().chain(ends.clone()).zip(squares.iter().chain(ends));
        let head = |(start, (&scale, &square))| RowHead { start, scale, square };
        rows.heads = starts.into_iter().zip(codes).map(head).collect();
        reader.holds(entries)?;
        rows.classes.reserve(entries);
        for row in 0..to_u32(count) {
            let mut class = 0_u16;
            for _ in rows.row(row).1 {
                let step = reader.small()?;
                class = class.checked_add(step).ok_or(IndexError::damaged("a weight has no occupation"))?;
                if usize::from(class) >= self.classes.len() {
                    return Err(IndexError::damaged("a weight has no occupation"));
                }
                rows.classes.push(class);
            }
        }
        rows.weights = reader.take(entries)?.iter().map(|&byte| i8::from_le_bytes([byte])).collect();
        Ok(())
    }

    fn read_titles(&mut self, reader: &mut Reader<'_>) -> Result<(), IndexError> {
        let length = reader.length()?;
        let mut text = String::new();
        for _ in 0..length {
            reader.text_after(&mut text)?;
            self.texts.push(&text);
        }
        let length = reader.length()?;
        let mut class = 0_u16;
        self.titles.reserve(length);
        for _ in 0..length {
            let step = reader.small()?;
            class = class.checked_add(step).ok_or(IndexError::damaged("a title has no occupation"))?;
            if usize::from(class) >= self.classes.len() {
                return Err(IndexError::damaged("a title has no occupation"));
            }
            self.titles.push(IndexTitle {
                class,
                kind: TitleKind::Filed,
                complete: false,
                count: 0,
                text: None,
            });
        }
        for title in &mut self.titles {
            let byte = reader.byte()?;
            title.kind =
                TitleKind::from_number(byte / 2).ok_or(IndexError::damaged("a title has no kind"))?;
            title.complete = byte % 2 == 1;
        }
        for title in &mut self.titles {
            title.count = reader.small()?;
        }
        let mut before = 0_u32;
        for title in &mut self.titles {
            let step: u32 = reader.small()?;
            if let Some(step) = step.checked_sub(1) {
                let text =
                    before.checked_add(step).filter(|&text| text > 0 && text as usize <= self.texts.len());
                before = text.ok_or(IndexError::damaged("a title has no text"))?;
                title.text = Some(before - 1);
            }
        }
        self.word_starts = starts(reader, length)?;
        let words = self.word_starts.last().copied().unwrap_or(0) as usize;
        reader.holds(words)?;
        self.title_words = numbers(reader, words)?;
        let known = self.vocabulary.words().len();
        if self.title_words.iter().any(|&word| word as usize >= known) {
            return Err(IndexError::damaged("a title has an unknown word"));
        }
        Ok(())
    }

    fn read_tasks(&mut self, reader: &mut Reader<'_>) -> Result<(), IndexError> {
        self.task_starts = starts(reader, self.vocabulary.words().len())?;
        let entries = self.task_starts.last().copied().unwrap_or(0) as usize;
        reader.holds(entries)?;
        self.task_classes.reserve(entries);
        for word in 0..self.vocabulary.words().len() {
            let mut class = 0_u16;
            for _ in self.task_starts[word]..self.task_starts[word + 1] {
                let step = reader.small()?;
                class = class.checked_add(step).ok_or(IndexError::damaged("a task has no occupation"))?;
                if usize::from(class) >= self.classes.len() {
                    return Err(IndexError::damaged("a task has no occupation"));
                }
                self.task_classes.push(class);
            }
        }
        Ok(())
    }
}

fn numbers(reader: &mut Reader<'_>, length: usize) -> Result<Vec<u32>, IndexError> {
    (0..length).map(|_| reader.small()).collect()
}

/// Where lists of given lengths begin and end.
fn starts(reader: &mut Reader<'_>, lists: usize) -> Result<Vec<u32>, IndexError> {
    let mut starts = Vec::with_capacity(lists + 1);
    let mut end = 0_u32;
    starts.push(end);
    for _ in 0..lists {
        let length: u32 = reader.small()?;
        end = end.checked_add(length).ok_or(IndexError::damaged("a list is too long"))?;
        starts.push(end);
    }
    Ok(starts)
}

/// Eight bytes at a time, multiplied and folded: finds damage, is no protection against intent.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for chunk in bytes.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        sum = (sum ^ u64::from_le_bytes(eight)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    }
    sum
}
