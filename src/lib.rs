//! storyfit answers one question: **which of my stories fits this interview question?**
//!
//! A person keeps STAR stories (Situation, Task, Action, Result) in notes of any shape. storyfit finds
//! the stories in the notes, indexes every section of every story with Tantivy, and ranks the stories
//! for a question asked as the interviewer asks it, without any language model.
//!
//! # Data flow
//!
//! ```text
//! file → lines → stories → index → matches of a question → signals → fit → report → bytes
//! corpus/ .............. | index/ | rank/ ......................... | report/ | render/
//! ```
//!
//! # Layers
//!
//! Each room knows only those below it; `corpus`, `index` and `lexicon` are siblings.
//!
//! ```text
//! main, cli ──────────────────► everything
//! render ─────────────────────► report
//! report ─────────────────────► map, rank, bank (what a check-up found)
//! bank ───────────────────────► corpus, index, rank   (opens a bank and keeps it fresh)
//! map, eval ──────────────────► rank, story
//! rank ───────────────────────► index, lexicon
//! corpus │ index │ lexicon ───► story, text
//! story, text, error ─────────► std, serde
//! ```
//!
//! # Invariants
//!
//! - Only [`corpus`] (its `scan`), [`index`], [`bank`] (the user's lexicon) and the command line touch
//!   files; only [`index`] names Tantivy, only one reader names pulldown-cmark.
//! - Nothing in the library prints. Segmentation never fails; what is odd becomes a
//!   [`Problem`](story::Problem).
//! - What the lexicon says of a text depends on that text alone, and so does a story's
//!   [`Profile`](rank::profile::Profile): a fit means the same in every bank. The words of a question are
//!   weighed by the statistics of the corpus (living documents only).
//! - A new source format, output format, measure or signal is one new file and one row in a table.
//! - The same corpus gives the same bytes: the walk is sorted, ties are broken by story id.
//!
//! # Where the design departs from the obvious
//!
//! - *Lines, not a tree.* A `**Result**:` right after a bullet list is, to Markdown, a part of the last
//!   bullet. Readers yield lines with roles, and one segmenter reads the flat stream.
//! - *Stories are scored, not sections.* Summing BM25 over sections saturates each by itself; term
//!   frequencies of a story's sections are folded first (BM25F).
//! - *Questions are read by a learned model.* Phrases foresee only some wordings; a linear model of
//!   words and word pairs, learned by the build script from graded wordings (`lexicon/learn.rs`), reads
//!   the others. It ships compiled, so that starting the program only unpacks it.
//! - *Competencies are tagged at indexing.* Weighing evidence by how rare it is in the corpus measured the
//!   same as fixed weights; so every story is tagged once, without statistics of the corpus.
//!
//! # Glossary
//!
//! *corpus*: the folder of documents. *document*: one file. *story*: one account of one event. *section*:
//! one part of it. *prompt*: an interview question written beside a story. *theme*: what the document
//! files the story under. *competency*: what a question probes and a story shows. *fit*: how well a story
//! answers, in [0, 1]. *problem*: something odd in a document that the user should know.

pub mod bank;
pub mod corpus;
pub mod error;
pub mod eval;
pub mod index;
pub mod lexicon;
pub mod map;
pub mod question_list;
pub mod rank;
pub mod render;
pub mod report;
pub mod story;
pub mod text;
