//! How long a question takes in a bank of about 1,000 stories that is open and up to date.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use storyfit::bank::{Bank, Place};
use storyfit::rank::fit::STRETCH;
use storyfit::report::answer::{Wanted, answer};

/// The sample corpus so many times makes about 1,000 stories.
const COPIES: usize = 16;

const QUESTION: &str = "Tell me about a time you disagreed with your manager. How did it end?";

static BANK: LazyLock<(tempfile::TempDir, Bank)> = LazyLock::new(|| {
    let home = tempfile::TempDir::new().unwrap();
    let place = Place { corpus: home.path().join("corpus"), index: home.path().join("index") };
    for copy in 0..COPIES {
        copy_all(Path::new("corpus"), &place.corpus.join(format!("copy-{copy}")));
    }
    let bank = Bank::open(&place, false).unwrap();
    (home, bank)
});

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn main() {
    divan::main();
}

/// From the question to five explained answers.
#[divan::bench]
fn ask(bencher: divan::Bencher<'_, '_>) {
    let ranker = &BANK.1.ranker;
    let wanted = Wanted { limit: 5, min_fit: STRETCH, theme: None, section: None, explain: false };
    bencher.bench(|| answer(ranker, QUESTION, None, &wanted).unwrap());
}

/// The ranking of all stories alone.
#[divan::bench]
fn rank(bencher: divan::Bencher<'_, '_>) {
    let ranker = &BANK.1.ranker;
    let question = ranker.question(QUESTION).unwrap();
    bencher.bench(|| ranker.rank(&question).unwrap());
}

/// Opening a bank that is up to date.
#[divan::bench]
fn open(bencher: divan::Bencher<'_, '_>) {
    let home = &BANK.0;
    let place = Place { corpus: home.path().join("corpus"), index: home.path().join("index") };
    bencher.bench(|| Bank::open(&place, false).unwrap());
}
