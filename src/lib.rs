//! storyfit.
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
