//! storyfit.
pub mod corpus;
pub mod error;
pub mod eval;
pub mod story;
pub mod text;
pub mod index;
pub mod lexicon;
