//! Stories → a Tantivy index, one document for each section, title and prompt.
//!
//! Enters: documents of the corpus with a profile for each story (bytes that this room keeps and does
//! not understand). Leaves: an immutable [`Snapshot`] whose postings are read story by story. The one
//! place that names Tantivy.
//!
//! [`refresh`] says in which order things are done: `folder` knows what lies where and who may write,
//! `open` opens the last commit and finds damage, `build` writes the next one.
//!
//! Deliberately absent: reading of documents, scoring. A snapshot counts living documents only and lists
//! stories in the order of the corpus, so it is that of a clean build whatever was edited before.

mod build;
mod folder;
mod manifest;
mod open;
mod refresh;
mod schema;
mod sealed;
mod search;

pub use folder::{DATA, Refusal};
pub use manifest::{DocumentRecord, Manifest, Versions};
pub use open::{Condition, Inspection, inspect};
pub use refresh::{Entry, Job, Rebuilt, Update, refresh};
pub use search::{Posting, Row, Slot, Snapshot};

/// How many threads serve for so many pieces of work.
fn workers(pieces: usize) -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(pieces.max(1))
}
