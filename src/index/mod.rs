//! Stories → a Tantivy index, one document for each section, title and prompt.
//!
//! Enters: documents of the corpus with a profile for each story (bytes that this room keeps and does
//! not understand). Leaves: an immutable [`Snapshot`] whose postings are read story by story. The one
//! place that names Tantivy.
//!
//! Deliberately absent: reading of documents, scoring. A snapshot counts living documents only, so its
//! statistics are those of a clean build whatever was edited before.

mod build;
mod manifest;
mod schema;
mod search;

pub use build::{Entry, Update, refresh};
pub use manifest::{DocumentRecord, Manifest, Versions};
pub use search::{Posting, Row, Slot, Snapshot};
