//! Reading an index: its stories, and the postings of a word story by story.

use std::sync::Arc;

use tantivy::columnar::BytesColumn;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::store::StoreReader;
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::manifest::Manifest;
use super::schema::Fields;
pub use super::schema::Slot;
use crate::story::Story;

/// One state of the index, unchanged by later commits.
pub struct Snapshot {
    /// What was indexed.
    pub manifest: Manifest,
    rows: Vec<Row>,
    segments: Vec<Segment>,
    /// Whether the documents of the segments stand in the order of the stories.
    in_order: bool,
    fields: Fields,
}

/// A story of the index.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name.
    pub id: String,
    /// The bytes kept beside it.
    pub profile: Vec<u8>,
    /// Content words of its sections.
    pub length: u32,
    segment: u32,
    title: u32,
}

/// A word found in one title, prompt or section of a story.
#[derive(Debug, Clone, Copy)]
pub struct Posting<'a> {
    /// Index of the story in [`Snapshot::rows`].
    pub story: usize,
    /// Where in the story.
    pub slot: Slot,
    /// Number of the index document, unique in the snapshot.
    pub document: usize,
    /// Content words of this title, prompt or section.
    pub length: u32,
    /// Places of the word, counted in words; ascending.
    pub positions: &'a [u32],
}

struct Segment {
    records: StoreReader,
    words: Arc<InvertedIndexReader>,
    /// Number of documents in the segments before.
    offset: usize,
    documents: Vec<Place>,
    has_deletes: bool,
}

/// What an index document is of its story.
#[derive(Clone, Copy)]
struct Place {
    /// Index of the story; `u32::MAX` where it is deleted.
    story: u32,
    length: u32,
    slot: Slot,
}

const DELETED: u32 = u32::MAX;

/// Blocks of records kept unpacked, about 16 kB each.
const RECORD_CACHE: usize = 32;

impl Snapshot {
    pub(super) fn open(index: &tantivy::Index, manifest: Manifest) -> tantivy::Result<Self> {
        let fields = Fields::new();
        let mut rows = Vec::new();
        let mut segments = Vec::new();
        let mut offset = 0;
        // not by the engine's reader, which writes a lock beside the files: they may be read-only, and
        // nobody changes them
        for (number, segment) in index.searchable_segments()?.iter().enumerate() {
            let reader = SegmentReader::open(segment)?;
            let documents = places(&reader, number, &mut rows)?;
            let words = reader.inverted_index(fields.words)?;
            let count = documents.len();
            let records = reader.get_store_reader(RECORD_CACHE)?;
            let has_deletes = reader.has_deletes();
            segments.push(Segment { records, words, offset, documents, has_deletes });
            offset += count;
        }
        let rows = sorted(rows, &mut segments);
        let living = segments.iter().flat_map(|s| &s.documents).filter(|place| place.story != DELETED);
        let in_order = living.is_sorted_by_key(|place| place.story);
        Ok(Self { manifest, rows, segments, in_order, fields })
    }

    /// All stories, by path and line.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Calls `visit` for every title, prompt and section that holds the stem, by story.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn postings(&self, stem: &str, mut visit: impl FnMut(Posting<'_>)) -> std::io::Result<()> {
        if self.in_order {
            return self.walk(stem, visit);
        }
        // edits leave stories out of their order in the segments
        let mut found: Vec<(Posting<'static>, std::ops::Range<usize>)> = Vec::new();
        let mut places: Vec<u32> = Vec::new();
        self.walk(stem, |posting| {
            let start = places.len();
            places.extend(posting.positions);
            found.push((Posting { positions: &[], ..posting }, start..places.len()));
        })?;
        found.sort_by_key(|(posting, _)| (posting.story, posting.document));
        for (posting, range) in found {
            visit(Posting { positions: places.get(range).unwrap_or_default(), ..posting });
        }
        Ok(())
    }

    /// As [`postings`](Self::postings), in the order of the segments.
    fn walk(&self, stem: &str, mut visit: impl FnMut(Posting<'_>)) -> std::io::Result<()> {
        let term = Term::from_field_text(self.fields.words, stem);
        let mut positions = Vec::new();
        for segment in &self.segments {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(mut postings) = segment.words.read_postings(&term, option)? else { continue };
            while postings.doc() != TERMINATED {
                let at = postings.doc() as usize;
                if let Some(place) = segment.documents.get(at).filter(|place| place.story != DELETED) {
                    postings.positions(&mut positions);
                    visit(Posting {
                        story: place.story as usize,
                        slot: place.slot,
                        document: segment.offset + at,
                        length: place.length,
                        positions: &positions,
                    });
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// Calls `visit` for every stem of a living document, in any order, some more than once.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn stems(&self, mut visit: impl FnMut(&str)) -> std::io::Result<()> {
        for segment in &self.segments {
            let mut stream = segment.words.terms().stream()?;
            while stream.advance() {
                if segment.has_deletes && !segment.is_alive(stream.value())? {
                    continue;
                }
                if let Ok(stem) = std::str::from_utf8(stream.key()) {
                    visit(stem);
                }
            }
        }
        Ok(())
    }

    /// The whole story behind a row.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn story(&self, row: &Row) -> tantivy::Result<Story> {
        let damaged =
            || tantivy::TantivyError::InternalError(format!("the record of \"{}\" is damaged", row.id));
        let segment = self.segments.get(row.segment as usize).ok_or_else(damaged)?;
        let document: TantivyDocument = segment.records.get(row.title)?;
        let record = document.get_first(self.fields.record).and_then(|v| v.as_str().map(str::to_owned));
        serde_json::from_str(&record.ok_or_else(damaged)?).map_err(|_| damaged())
    }
}

impl Segment {
    /// Whether a word stands in a living document.
    fn is_alive(&self, word: &TermInfo) -> std::io::Result<bool> {
        let mut postings = self.words.read_postings_from_terminfo(word, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            if self.documents.get(postings.doc() as usize).is_some_and(|place| place.story != DELETED) {
                return Ok(true);
            }
            postings.advance();
        }
        Ok(false)
    }
}

/// A row and where its story stands.
type Placed = ((String, u64), Row);

/// Rows by path and line, whatever the order in which documents came into the index; what the documents
/// say of their stories follows.
fn sorted(rows: Vec<Placed>, segments: &mut [Segment]) -> Vec<Row> {
    let mut rows: Vec<(usize, Placed)> = rows.into_iter().enumerate().collect();
    rows.sort_by(|(_, (a, _)), (_, (b, _))| a.cmp(b));
    let mut moved = vec![DELETED; rows.len()];
    for (to, (from, _)) in rows.iter().enumerate() {
        moved[*from] = u32::try_from(to).unwrap_or(DELETED);
    }
    for place in segments.iter_mut().flat_map(|segment| &mut segment.documents) {
        place.story = moved.get(place.story as usize).copied().unwrap_or(DELETED);
    }
    rows.into_iter().map(|(_, (_, row))| row).collect()
}

/// The places of a segment's documents; adds its living stories to the rows.
fn places(reader: &SegmentReader, number: usize, rows: &mut Vec<Placed>) -> tantivy::Result<Vec<Place>> {
    let fast = reader.fast_fields();
    let starts = fast.u64("line_start")?;
    let slots = fast.u64("slot")?;
    let lengths = fast.u64("length")?;
    let mut out = Vec::with_capacity(reader.max_doc() as usize);
    let mut story = DELETED;
    let first = rows.len();
    for doc in 0..reader.max_doc() {
        let slot = slots.first(doc).and_then(Slot::from_code).unwrap_or(Slot::Title);
        let length = u32::try_from(lengths.first(doc).unwrap_or(0)).unwrap_or(u32::MAX);
        if reader.is_deleted(doc) {
            story = DELETED;
            out.push(Place { story, length, slot });
            continue;
        }
        if slot == Slot::Title {
            story = u32::try_from(rows.len()).unwrap_or(DELETED);
            let segment = u32::try_from(number).unwrap_or(u32::MAX);
            let row = Row { id: String::new(), profile: Vec::new(), length: 0, segment, title: doc };
            rows.push(((String::new(), starts.first(doc).unwrap_or(0)), row));
        } else if let Slot::Section(_) = slot
            && let Some((_, row)) = rows.get_mut(story as usize)
        {
            row.length = row.length.saturating_add(length);
        }
        out.push(Place { story, length, slot });
    }
    let rows = &mut rows[first..];
    if let Some(ids) = fast.str("id")? {
        fill(&ids, rows, |(_, row), id| row.id = String::from_utf8_lossy(id).into_owned())?;
    }
    if let Some(profiles) = fast.bytes("profile")? {
        fill(&profiles, rows, |(_, row), profile| row.profile = profile.to_vec())?;
    }
    if let Some(paths) = fast.str("path")? {
        fill(&paths, rows, |((path, _), _), value| *path = String::from_utf8_lossy(value).into_owned())?;
    }
    Ok(out)
}

/// Gives every row its value of a column, in one pass over the column's dictionary: looked up one by
/// one, each value would unpack a block.
fn fill(column: &BytesColumn, rows: &mut [Placed], set: impl Fn(&mut Placed, &[u8])) -> std::io::Result<()> {
    let mut order: Vec<(u64, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, (_, row))| Some((column.term_ords(row.title).next()?, at)))
        .collect();
    order.sort_unstable();
    let ords: Vec<u64> = order.iter().map(|(ord, _)| *ord).collect();
    let mut places = order.iter();
    column.dictionary().sorted_ords_to_term_cb(&ords, |value| {
        if let Some(row) = places.next().and_then(|(_, at)| rows.get_mut(*at)) {
            set(row, value);
        }
    })?;
    Ok(())
}
