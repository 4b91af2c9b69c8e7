//! What a bank holds: its stories and its problems.

use serde::Serialize;

use super::SCHEMA_VERSION;
use crate::error::Result;
use crate::rank::Ranker;
use crate::story::{LineSpan, Problem, Story};

/// All stories of a bank.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    schema_version: u32,
    /// The corpus folder as it was named.
    pub corpus: String,
    /// Stories by path and line.
    pub stories: Vec<Story>,
    /// Problems by path and line.
    pub problems: Vec<Problem>,
    /// Lines no story claimed, by path, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<Vec<Unread>>,
}

/// Lines of a document that no story claimed.
#[derive(Debug, Clone, Serialize)]
pub struct Unread {
    /// The document.
    pub path: String,
    /// The lines.
    #[serde(flatten)]
    pub lines: LineSpan,
}

/// Lists a bank; `unread` adds the lines that no story claimed.
///
/// # Errors
/// The index cannot be read.
pub fn listing(ranker: &Ranker, corpus: &str, unread: bool) -> Result<Listing> {
    let manifest = &ranker.snapshot().manifest;
    let mut stories =
        (0..ranker.snapshot().rows().len()).map(|n| ranker.story(n)).collect::<Result<Vec<_>>>()?;
    stories.sort_by(|a, b| (&a.path, a.lines, &a.id).cmp(&(&b.path, b.lines, &b.id)));
    let left = |d: &crate::index::DocumentRecord| {
        d.unread.iter().map(|lines| Unread { path: d.path.clone(), lines: *lines }).collect::<Vec<_>>()
    };
    Ok(Listing {
        schema_version: SCHEMA_VERSION,
        corpus: corpus.to_owned(),
        stories,
        problems: manifest.problems().cloned().collect(),
        unread: unread.then(|| manifest.documents.iter().flat_map(left).collect()),
    })
}
