//! The pipeline: one thread reads batches, all cores match them, rows are written in the order in which they came.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Result;
use plumb_codes::Soc2018;
use plumb_store::ParquetStream;
use plumb_titles::{MatchStatus, Matcher, Session};
use rayon::prelude::*;

use crate::titles::batch::{Batch, Cell};
use crate::titles::input::TitleSource;
use crate::titles::output::{Candidate, HEADER, Line, TitleMatchRow};
use crate::titles::pins::{Pinned, PinnedTo};
use crate::titles::places::Places;

/// What answers: the matcher, what is known of occupations, and the steward's pins.
pub(crate) struct Answers {
    pub(crate) matcher: Matcher,
    pub(crate) places: Places,
    pub(crate) pins: Pinned,
    /// Candidates a title at most.
    pub(crate) top: usize,
}

/// How many titles became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) titles: u64,
    pub(crate) matched: u64,
    pub(crate) ambiguous: u64,
    pub(crate) unmatched: u64,
    /// Rows without a readable title; they are among the unmatched.
    pub(crate) issues: u64,
}

impl Counts {
    fn add(&mut self, status: MatchStatus) {
        self.titles += 1;
        match status {
            MatchStatus::Matched => self.matched += 1,
            MatchStatus::Ambiguous => self.ambiguous += 1,
            MatchStatus::Unmatched => self.unmatched += 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.titles += other.titles;
        self.matched += other.matched;
        self.ambiguous += other.ambiguous;
        self.unmatched += other.unmatched;
        self.issues += other.issues;
    }
}

/// A row whose title cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TitleRowIssue {
    pub(crate) row: u64,
    pub(crate) reason: String,
}

/// Where rows go.
pub(crate) enum Sink<'out> {
    /// A table with a header, or the continuation of one.
    Csv { out: &'out mut dyn Write, header: bool },
    /// One object a line.
    Json { out: &'out mut dyn Write },
    /// Row groups.
    Parquet(Box<ParquetStream<'out>>),
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Csv,
    Json,
    Rows,
}

/// What one core made of its part of a batch.
#[derive(Default)]
struct Piece {
    text: String,
    rows: Vec<TitleMatchRow>,
    counts: Counts,
    issues: Vec<TitleRowIssue>,
}

/// Whether a title is ambiguous is seen from the two best.
const RUNNER_UP: usize = 2;
/// Titles that one core takes at a time.
const PIECE_ROWS: usize = 512;
/// Batches that wait for their turn: enough that neither side waits, few enough that memory stays flat.
const WAITING_BATCHES: usize = 2;

/// Matches all titles of a source. `progress` hears of each batch with the counts so far, `issue` of each bad row.
///
/// A pipe whose reader has gone ends the run without an error.
pub(crate) fn run(
    source: TitleSource,
    answers: &Answers,
    sink: &mut Sink<'_>,
    progress: &dyn Fn(u64, &Counts),
    issue: &mut dyn FnMut(&TitleRowIssue) -> Result<()>,
) -> Result<Counts> {
    let mut counts = Counts::default();
    if let Sink::Csv { out, header: true } = sink
        && has_ended(out.write_all(HEADER.as_bytes()))?
    {
        return Ok(counts);
    }
    let form = match sink {
        Sink::Csv { .. } => Form::Csv,
        Sink::Json { .. } => Form::Json,
        Sink::Parquet(_) => Form::Rows,
    };
    // One for each thread and for the whole run: what a core has answered is still known in the next batch.
    let sessions = (0..rayon::current_num_threads()).map(|_| Mutex::new(answers.matcher.session()));
    let sessions: Vec<Mutex<Session<'_>>> = sessions.collect();
    for batch in batches(source) {
        let batch = batch?;
        let pieces: Vec<Piece> = (0..batch.len().div_ceil(PIECE_ROWS))
            .into_par_iter()
            .map(|number| {
                let place = rayon::current_thread_index().unwrap_or_default() % sessions.len();
                // Never waits: no two threads have the same number.
                let mut session = sessions[place].lock().unwrap_or_else(PoisonError::into_inner);
                answers.piece(&batch, number, form, &mut session)
            })
            .collect();
        for piece in &pieces {
            counts.join(piece.counts);
            for found in &piece.issues {
                issue(found)?;
            }
        }
        match sink {
            Sink::Csv { out, .. } | Sink::Json { out } => {
                for piece in &pieces {
                    if has_ended(out.write_all(piece.text.as_bytes()))? {
                        return Ok(counts);
                    }
                }
            }
            Sink::Parquet(stream) => {
                let rows: Vec<TitleMatchRow> = pieces.into_iter().flat_map(|piece| piece.rows).collect();
                stream.write(&rows)?;
            }
        }
        progress(batch.position, &counts);
    }
    if let Sink::Csv { out, .. } | Sink::Json { out } = sink {
        has_ended(out.flush())?;
    }
    Ok(counts)
}

/// Whether the reader of the output has gone.
fn has_ended(written: io::Result<()>) -> Result<bool> {
    match written {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Reads batches on a thread of its own. It ends with the source, or when nobody takes batches any more.
fn batches(mut source: TitleSource) -> Receiver<Result<Batch>> {
    let (sender, receiver) = sync_channel(WAITING_BATCHES);
    // Not joined: a read from a terminal or a slow pipe must not hold up the end of the program.
    thread::spawn(move || {
        while let Some(batch) = source.next_batch().transpose() {
            let failed = batch.is_err();
            if sender.send(batch).is_err() || failed {
                break;
            }
        }
    });
    receiver
}

impl Answers {
    fn piece(&self, batch: &Batch, number: usize, form: Form, session: &mut Session<'_>) -> Piece {
        let rows = number * PIECE_ROWS..batch.len().min((number + 1) * PIECE_ROWS);
        let mut piece = Piece::default();
        if !matches!(form, Form::Rows) {
            piece.text.reserve(rows.len() * 160 * self.top);
        }
        for place in rows {
            let row = batch.first_row + place as u64;
            self.answer(row, batch.cell(place), session, &mut piece, |piece, line| match form {
                Form::Csv => line.push_csv(&mut piece.text),
                Form::Json => line.push_json(&mut piece.text),
                Form::Rows => piece.rows.push(line.to_row()),
            });
        }
        piece
    }

    /// Matches one cell and hands over its rows.
    fn answer(
        &self,
        row: u64,
        cell: Cell<'_>,
        session: &mut Session<'_>,
        piece: &mut Piece,
        put: impl Fn(&mut Piece, Line<'_>),
    ) {
        let (title, found) = match cell {
            Cell::Missing => (Cow::Borrowed(""), Err("the row has no cell for the title".to_owned())),
            Cell::Split(bytes) => (
                String::from_utf8_lossy(bytes),
                Err("the row has more cells than the header; put titles with a delimiter in quotation marks"
                    .to_owned()),
            ),
            Cell::Title(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => {
                    let found = session.matches(text, self.top.max(RUNNER_UP));
                    (Cow::Borrowed(text), found.map_err(|issue| issue.to_string()))
                }
                Err(error) => {
                    let at = error.valid_up_to() + 1;
                    (String::from_utf8_lossy(bytes), Err(format!("the title is not UTF-8 at byte {at}")))
                }
            },
        };
        let found = match found {
            Ok(found) => found,
            Err(reason) => {
                piece.counts.issues += 1;
                piece.counts.add(MatchStatus::Unmatched);
                piece.issues.push(TitleRowIssue { row, reason });
                let status = MatchStatus::Unmatched.name();
                put(piece, Line { row, title: &title, candidate: None, status });
                return;
            }
        };
        if let Some(pinned) = self.pins.find(&title) {
            piece.counts.add(MatchStatus::Matched);
            let status = MatchStatus::Matched.name();
            let best = found.candidates.first().filter(|_| found.status != MatchStatus::Unmatched);
            let best = best.map(|best| (best.soc, best.score, best.confidence));
            put(piece, Line { row, title: &title, candidate: Some(self.pinned(&pinned, best)), status });
            return;
        }
        piece.counts.add(found.status);
        let status = found.status.name();
        if found.status == MatchStatus::Unmatched {
            put(piece, Line { row, title: &title, candidate: None, status });
            return;
        }
        for (number, candidate) in found.candidates.iter().take(self.top).enumerate() {
            let nearest = candidate.nearest.map(|id| self.matcher.title(id).0);
            let place = self.places.get(candidate.soc);
            let candidate = Candidate {
                rank: number + 1,
                soc: Some(candidate.soc),
                soc_title: place.map_or("", |place| &place.title),
                score: candidate.score,
                confidence: candidate.confidence,
                matched_title: nearest.as_deref().unwrap_or_default(),
                cluster: place.map_or("", |place| &place.cluster),
                sub_cluster: place.map_or("", |place| &place.sub_cluster),
            };
            put(piece, Line { row, title: &title, candidate: Some(candidate), status });
        }
    }

    /// A pin as a candidate; the rule stands where the justifying title would. A rule that names a place leaves the
    /// occupation to the index, with the index's score and confidence; what a rule names is certain.
    fn pinned<'a>(&'a self, pinned: &'a PinnedTo, best: Option<(Soc2018, f32, f32)>) -> Candidate<'a> {
        let (soc, score, confidence) = match (pinned.soc, best) {
            (None, Some((soc, score, confidence))) => (Some(soc), score, confidence),
            (soc, _) => (soc, 0.0, 1.0),
        };
        let place = soc.and_then(|soc| self.places.get(soc));
        let (cluster, sub_cluster) = match (&pinned.place, place) {
            (Some((cluster, sub_cluster)), _) => (cluster.as_str(), sub_cluster.as_str()),
            (None, Some(place)) => (place.cluster.as_str(), place.sub_cluster.as_str()),
            (None, None) => ("", ""),
        };
        Candidate {
            rank: 1,
            soc,
            soc_title: place.map_or("", |place| &place.title),
            score,
            confidence,
            matched_title: &pinned.note,
            cluster,
            sub_cluster,
        }
    }
}
