//! The record of what was indexed. It is a part of the commit that it describes and is written last of it,
//! so the two live and die together.

use serde::{Deserialize, Serialize};

use super::schema::FORMAT_VERSION;
use crate::story::{LineSpan, Problem};

/// What an index was made with. An index made with other versions is built anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Version of the index format.
    pub format: u32,
    /// The engine, as it names itself.
    pub engine: String,
    /// Version of the readers and the segmenter.
    pub reader: u32,
    /// Version of the tokenizer.
    pub analyzer: u32,
    /// Whatever else decides what a story's profile holds (a hash of the lexicon).
    pub profile: String,
}

impl Versions {
    /// The versions of this build.
    #[must_use]
    pub fn current(reader: u32, analyzer: u32, profile: String) -> Self {
        let engine = tantivy::version_string().to_owned();
        Self { format: FORMAT_VERSION, engine, reader, analyzer, profile }
    }
}

/// What the index knows of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Path relative to the corpus folder.
    pub path: String,
    /// Hash of its content.
    pub hash: String,
    /// How many stories it holds.
    pub stories: usize,
    /// How many sections they have.
    pub sections: usize,
    /// What was odd in it.
    pub problems: Vec<Problem>,
    /// Lines that no story claimed.
    pub unread: Vec<LineSpan>,
}

/// The record of a whole index, documents sorted by path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What the index was made with.
    pub versions: Versions,
    /// Every document of the corpus, also those without a story.
    pub documents: Vec<DocumentRecord>,
}

impl Manifest {
    /// The number of stories in the index.
    #[must_use]
    pub fn stories(&self) -> usize {
        self.documents.iter().map(|d| d.stories).sum()
    }

    /// The number of sections of these stories.
    #[must_use]
    pub fn sections(&self) -> usize {
        self.documents.iter().map(|d| d.sections).sum()
    }

    /// All problems, by path and line.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.documents.iter().flat_map(|d| &d.problems)
    }

    /// The record of a document.
    #[must_use]
    pub fn document(&self, path: &str) -> Option<&DocumentRecord> {
        let at = self.documents.binary_search_by(|d| d.path.as_str().cmp(path)).ok()?;
        self.documents.get(at)
    }
}
