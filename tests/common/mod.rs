//! What the tests of the index share: a desk with notes and an index, and everything a bank answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "every test uses a part")]

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
pub(crate) mod traced;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use storyfit::bank::{Bank, Place};
use storyfit::corpus::READER_VERSION;
use storyfit::index::{Condition, Entry, Versions};
use storyfit::rank::Ranker;
use storyfit::report::answer::{Wanted, answer};
use storyfit::report::listing::listing;
use storyfit::text::ANALYZER_VERSION;
use storyfit::{index, render};
use tempfile::TempDir;

/// Questions that go by words, by competencies, and by words that are misspelt.
pub(crate) const QUESTIONS: [&str; 5] = [
    "Tell me about a flood",
    "Tell me about a time you disagreed with your manager",
    "How did you save the kaleidoscpe of the harbour?",
    "Describe a failure and what you lernt from it",
    "Tell me about a lighthous and a deadline",
];

/// A story about a thing; every thing brings words of its own.
pub(crate) fn story(thing: &str) -> String {
    format!(
        "## Tell me about a {thing}\n\n**Situation:** In May the {thing} at the harbour had failed and my \
         manager disagreed with me.\n**Task:** I had to mend the {thing} before the deadline on Monday.\n\
         **Action:** I froze the {thing} with the help of a fish factory and argued with my manager.\n\
         **Result:** We lost 4 of 300 {thing}s; I learned to ask earlier.\n"
    )
}

/// A folder of notes and a place for their index.
pub(crate) struct Desk {
    pub(crate) home: TempDir,
    pub(crate) place: Place,
}

impl Desk {
    /// A desk with these notes.
    pub(crate) fn new(notes: &[(&str, &str)]) -> Self {
        let home = TempDir::new().unwrap();
        let place = Place { corpus: home.path().join("notes"), index: home.path().join("index") };
        fs::create_dir(&place.corpus).unwrap();
        let desk = Self { home, place };
        for (path, text) in notes {
            desk.write(path, text);
        }
        desk
    }

    /// A desk with three notes.
    pub(crate) fn with_notes() -> Self {
        Self::new(&[
            ("flood.md", &story("flood")),
            ("fire.md", &story("fire")),
            ("more/drawing.md", &format!("{}\n{}", story("drawing"), story("lighthouse"))),
        ])
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.place.corpus.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.place.corpus.join(path)).unwrap();
    }

    /// The same notes with another index.
    pub(crate) fn beside(&self, name: &str) -> Place {
        Place { corpus: self.place.corpus.clone(), index: self.home.path().join(name) }
    }

    /// The program on the desk's notes and index.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(&self.place, arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(self.command(arguments))
    }

    /// Everything the bank answers, and what opening it did.
    pub(crate) fn answers(&self) -> (String, index::Update) {
        answers(&self.place)
    }

    /// What an index answers that is built from nothing.
    pub(crate) fn clean_answers(&self) -> String {
        let fresh = TempDir::new().unwrap();
        let place = Place { corpus: self.place.corpus.clone(), index: fresh.path().join("clean") };
        let (answers, update) = answers(&place);
        assert_eq!(update.rebuilt, None);
        answers
    }

    /// The folder of the last commit.
    pub(crate) fn commit(&self) -> PathBuf {
        let mut commits = commits(&self.place.index);
        assert_eq!(commits.len(), 1, "{commits:?}");
        commits.remove(0)
    }
}

/// The folders of commits, complete or not.
pub(crate) fn commits(index: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(index.join(index::DATA));
    let mut out: Vec<PathBuf> = listing.unwrap().map(|entry| entry.unwrap().path()).collect();
    out.sort();
    out
}

pub(crate) fn command(place: &Place, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storyfit"));
    command.env_remove("STORYFIT_CORPUS").env_remove("STORYFIT_INDEX").env_remove("STORYFIT_WAIT");
    command.env("COLUMNS", "80").arg("--corpus").arg(&place.corpus).arg("--index").arg(&place.index);
    command.args(arguments);
    command
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(mut command: Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Everything a bank answers, and what opening it did.
pub(crate) fn answers(place: &Place) -> (String, index::Update) {
    let bank = Bank::open(place, false).unwrap();
    (told(&bank.ranker), bank.update)
}

/// In what condition the index is.
pub(crate) fn condition(place: &Place) -> Condition {
    let version = storyfit::rank::profile_version(None);
    let versions = Versions::current(READER_VERSION, ANALYZER_VERSION, version);
    let files = storyfit::corpus::scan(&place.corpus).unwrap();
    let entries: Vec<Entry> = files
        .iter()
        .map(|file| Entry { path: file.path.clone(), hash: file.hash.0.clone(), size: file.size() })
        .collect();
    index::inspect(&place.index, &place.corpus, &entries, &versions).condition
}

/// The listing, the order of the stories, and the answers to all questions, whole and explained.
pub(crate) fn told(ranker: &Ranker) -> String {
    let wanted = Wanted { limit: 100, min_fit: 0.0, theme: None, section: None, explain: true };
    let mut out = render::json(&listing(ranker, "notes", true).unwrap());
    for row in ranker.snapshot().rows() {
        out.push('\n');
        out.push_str(&row.id);
    }
    for question in QUESTIONS {
        out.push('\n');
        out.push_str(&render::json(&answer(ranker, question, None, &wanted).unwrap()));
    }
    out
}

/// Says what was tried or skipped, where everybody sees it: not into the output that a test keeps for its
/// failure.
pub(crate) fn say(message: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder with its content, by path.
pub(crate) fn all_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(all_files(&path));
        } else {
            // a link that leads nowhere has no content
            let content = fs::read(&path).unwrap_or_default();
            out.push((path, content));
        }
    }
    out.sort();
    out
}
