//! Any bytes as a document: the readers and the segmenter neither panic nor lose a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use storyfit::corpus::{SourceFile, read};

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

fuzz_target!(|bytes: &[u8]| {
    let document = read(&SourceFile::new("notes.md", bytes.to_vec()));
    invariants::hold(&document, bytes);
});
