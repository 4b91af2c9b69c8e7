//! Numbered documents, each for one quirk of people's notes, beside what must be read from them.
//!
//! `tests/goldens/NNNN_quirk.ext` is a document, `NNNN_quirk.expected` the outcome. `UPDATE_GOLDENS=1
//! cargo test --test goldens` writes the outcomes anew; look at the difference before keeping it.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use storyfit::corpus::{SourceFile, read};
use storyfit::story::{Document, LineSpan};

/// Every document of the folder reads as its neighbour says; all differences are told at once.
#[test]
fn goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut documents: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of goldens")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "expected"))
        .collect();
    documents.sort();
    let mut differences = String::new();
    for path in documents {
        let found = outcome(&path);
        let beside = path.with_extension("expected");
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if found == expected {
            continue;
        }
        if update {
            fs::write(&beside, &found).expect("writing a golden");
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(differences, "== {name}\n-- expected\n{expected}-- found\n{found}");
        }
    }
    assert!(differences.is_empty(), "UPDATE_GOLDENS=1 takes these over:\n{differences}");
}

fn outcome(path: &Path) -> String {
    let bytes = fs::read(path).expect("a golden");
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    compact(&read(&SourceFile::new(name, bytes)))
}

/// The outcome in few lines: what each story is called and where its parts stand.
fn compact(document: &Document) -> String {
    let mut out = String::new();
    for story in &document.stories {
        let _ = writeln!(out, "story {} {}", span(story.lines), story.title);
        if let Some(theme) = &story.theme {
            let _ = writeln!(out, "  theme {theme}");
        }
        for prompt in &story.prompts {
            let _ = writeln!(out, "  prompt {prompt}");
        }
        for section in &story.sections {
            let text = section.text.replace('\n', " / ");
            let _ = writeln!(out, "  {} {} {}", section.kind, span(section.lines), clipped(&text));
        }
    }
    for problem in &document.problems {
        let line = problem.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
        let _ = writeln!(out, "problem {line} {}", problem.message);
    }
    for unread in &document.unread {
        let _ = writeln!(out, "unread {}", span(*unread));
    }
    out
}

fn span(lines: LineSpan) -> String {
    if lines.start == lines.end { lines.start.to_string() } else { format!("{}-{}", lines.start, lines.end) }
}

/// The first and last words of a text, enough to see where it was cut.
fn clipped(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= 9 {
        return words.join(" ");
    }
    format!("{} … {}", words[..5].join(" "), words[words.len() - 3..].join(" "))
}
