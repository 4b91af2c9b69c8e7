//! storyfit.
pub mod bank;
pub mod corpus;
pub mod error;
pub mod eval;
pub mod index;
pub mod lexicon;
pub mod rank;
pub mod story;
pub mod text;
