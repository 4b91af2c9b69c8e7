//! The fields of an index document and how a story becomes documents.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};

use crate::story::{LineSpan, SectionKind, Story};
use crate::text;

/// Raised whenever the fields or their meaning change.
pub(super) const FORMAT_VERSION: u32 = 2;

/// What an index document holds of its story: the title, a prompt, or a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The title; it opens the story's documents and carries its record.
    Title,
    /// One prompt.
    Prompt,
    /// One section.
    Section(SectionKind),
}

impl Slot {
    pub(super) fn code(self) -> u64 {
        match self {
            Self::Title => 0,
            Self::Prompt => 1,
            Self::Section(kind) => 2 + kind as u64,
        }
    }

    pub(super) fn from_code(code: u64) -> Option<Self> {
        match code {
            0 => Some(Self::Title),
            1 => Some(Self::Prompt),
            code => {
                let kind = usize::try_from(code - 2).ok()?;
                SectionKind::ALL.get(kind).copied().map(Self::Section)
            }
        }
    }
}

/// The fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub schema: Schema,
    /// The story's id.
    pub id: Field,
    /// Path of the document, by which its stories are deleted.
    pub path: Field,
    /// [`Slot`] code.
    pub slot: Field,
    /// Number of content words.
    pub length: Field,
    pub line_start: Field,
    pub line_end: Field,
    pub theme: Field,
    /// The words, stemmed.
    pub words: Field,
    /// The story as JSON; titles only.
    pub record: Field,
    /// What the ranking keeps of the story; titles only.
    pub profile: Field,
}

impl Fields {
    pub(super) fn new() -> Self {
        let mut schema = Schema::builder();
        // words come tokenized; the analyzer of the field is never asked
        let words = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let id = schema.add_text_field("id", STRING | STORED | FAST);
        let path = schema.add_text_field("path", STRING | STORED | FAST);
        let slot = schema.add_u64_field("slot", FAST | STORED);
        let length = schema.add_u64_field("length", FAST);
        let line_start = schema.add_u64_field("line_start", FAST | STORED);
        let line_end = schema.add_u64_field("line_end", STORED);
        let theme = schema.add_text_field("theme", STRING | STORED);
        let words = schema.add_text_field("words", TextOptions::default().set_indexing_options(words));
        let record = schema.add_text_field("record", STORED);
        let profile = schema.add_bytes_field("profile", FAST);
        Self {
            schema: schema.build(),
            id,
            path,
            slot,
            length,
            line_start,
            line_end,
            theme,
            words,
            record,
            profile,
        }
    }

    /// The documents of one story, its title first.
    pub(super) fn documents(&self, story: &Story, record: &str, profile: &[u8]) -> Vec<TantivyDocument> {
        let mut out = Vec::with_capacity(1 + story.prompts.len() + story.sections.len());
        let mut title = self.document(story, Slot::Title, story.lines, &story.title);
        title.add_text(self.record, record);
        title.add_bytes(self.profile, profile);
        out.push(title);
        out.extend(
            story.prompts.iter().map(|prompt| self.document(story, Slot::Prompt, story.lines, prompt)),
        );
        out.extend(
            story.sections.iter().map(|section| {
                self.document(story, Slot::Section(section.kind), section.lines, &section.text)
            }),
        );
        out
    }

    fn document(&self, story: &Story, slot: Slot, lines: LineSpan, text: &str) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        let tokens = text::tokens(text);
        document.add_text(self.id, &story.id.0);
        document.add_text(self.path, &story.path);
        document.add_u64(self.slot, slot.code());
        document.add_u64(self.length, tokens.iter().filter(|t| !t.function).count() as u64);
        document.add_u64(self.line_start, lines.start.into());
        document.add_u64(self.line_end, lines.end.into());
        if let Some(theme) = &story.theme {
            document.add_text(self.theme, theme);
        }
        // function words are not indexed, but they keep their place for the distance of the others
        let tokens = tokens
            .into_iter()
            .enumerate()
            .filter(|(_, token)| !token.function)
            .map(|(position, token)| Token {
                offset_from: token.start,
                offset_to: token.end,
                position,
                text: token.stem,
                position_length: 1,
            })
            .collect();
        document.add_pre_tokenized_text(self.words, PreTokenizedString { text: String::new(), tokens });
        document
    }
}
