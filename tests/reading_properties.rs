//! What holds for every document, whatever stands in it.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use storyfit::corpus::{SourceFile, read};
use storyfit::story::{Document, Story};

mod invariants;

fn check(name: &str, text: &str) -> Document {
    let document = read(&SourceFile::new(name, text.as_bytes().to_vec()));
    invariants::hold(&document, text.as_bytes());
    document
}

/// The documents of the sample corpus and the goldens.
fn samples() -> Vec<PathBuf> {
    let mut folders = vec![root().join("corpus"), root().join("tests/goldens")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "expected") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every line with a word on it belongs to a story's head, to a section, or is told as unread; but for
/// lines below a story that say what it answers: their words are among its prompts, or its theme.
#[test]
fn no_line_of_a_sample_is_lost() {
    for path in samples() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let document = check("a.md", &text);
        for (number, line) in (1..).zip(text.split('\n')) {
            let words = !line.contains('<') && line.contains(char::is_alphanumeric);
            let told = || {
                let says = |story: &Story| {
                    let mut values = story.prompts.iter().chain(&story.theme);
                    story.lines.end < number && values.any(|value| line.contains(value.as_str()))
                };
                document.stories.iter().any(says)
            };
            let claimed = !words || invariants::is_claimed(&document, number) || told();
            assert!(claimed, "{}:{number}: {line}", path.display());
        }
    }
}

#[test]
fn every_prefix_of_a_sample_segments() {
    for path in samples() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        // some thirty places, spread over the document, each at whatever character stands there
        let step = (text.chars().count() / 30).max(1);
        let cuts = text.char_indices().map(|(at, _)| at).step_by(step);
        for cut in cuts {
            check("prefix.md", text.get(..cut).unwrap_or(""));
        }
    }
}

#[test]
fn pathological_documents_take_linear_time() {
    let repeat = |text: &str| text.repeat((1 << 17) / text.len());
    let documents = [
        repeat("Problem "),
        repeat("(S) "),
        repeat("(("),
        repeat("— "),
        repeat("S: x T: y A: z R: w "),
        repeat("Lesson: x\n"),
        repeat("**Situation:** I was there.\n**Action:** I did it.\n"),
        repeat("Tell me about a time you failed?\n\n"),
        repeat("> "),
        repeat("# "),
        repeat("[!"),
        repeat("| S | T | A |\n"),
        repeat("\n"),
    ];
    for text in documents {
        let begun = Instant::now();
        let _ = read(&SourceFile::new("a.md", text.as_bytes().to_vec()));
        let took = begun.elapsed();
        let opening: String = text.chars().take(20).collect();
        assert!(took < Duration::from_secs(10), "{opening:?} took {took:?}");
    }
}

/// Pieces of which notes are made, so that the labels meet in every order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("**Situation:** "),
        Just("Task: "),
        Just("### Action\n"),
        Just("R — "),
        Just("(S) "),
        Just("- **T** "),
        Just("S/T : "),
        Just("Tell me about a time you failed?\n"),
        Just("\n\n"),
        Just("\n"),
        Just("---\n"),
        Just("# "),
        Just("> "),
        Just("| Situation | Task | Action |\n|--|--|--|\n| a | b | c |\n"),
        Just("```\n"),
        Just("<details><summary>"),
        Just("</summary>"),
        Just("<br>"),
        Just("Story: "),
        Just("**Context:** "),
        Just("情境："),
        Just("I was there and I did it with the others. "),
        Just("[x] "),
        Just("*Also answers: \"why?\"*\n"),
        Just("Lesson: "),
        Just("é"),
        Just("1) "),
        Just("&amp;"),
    ]
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn any_string_segments(text in "\\PC{0,200}") {
        check("a.md", &text);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&SourceFile::new("a.txt", bytes));
    }

    #[test]
    fn any_notes_segment(pieces in proptest::collection::vec(piece(), 0..40)) {
        check("a.md", &pieces.concat());
    }
}
