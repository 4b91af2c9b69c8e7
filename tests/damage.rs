//! A damaged index is noticed, passed over and built anew; never a panic, never a wrong answer. A folder that
//! is no index is refused, and nothing in it is touched.

//! `STORYFIT_DAMAGES=all` mends every damage to every file; else every one is noticed and one of each file
//! mended.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk, all_files, commits, story};
use storyfit::index::{Condition, Rebuilt};

/// An index of several segments with deleted documents, so that there is a file of every kind.
fn edited() -> Desk {
    let desk = Desk::with_notes();
    desk.answers();
    desk.write("flood.md", &story("storm"));
    desk.write("late.md", &story("tram"));
    desk.remove("fire.md");
    desk.answers();
    desk
}

/// Does something to a file.
type Damage = (&'static str, fn(&Path));

const DAMAGES: &[Damage] = &[
    ("first byte", |path| flip(path, |_| 0)),
    ("a byte at a third", |path| flip(path, |length| length / 3)),
    ("a byte at two thirds", |path| flip(path, |length| length * 2 / 3)),
    ("a byte of the footer", |path| flip(path, |length| length.saturating_sub(12))),
    ("last byte", |path| flip(path, |length| length - 1)),
    ("one byte cut off", |path| cut(path, |length| length - 1)),
    ("cut in half", |path| cut(path, |length| length / 2)),
    ("cut to five bytes", |path| cut(path, |length| length.min(5) - 1)),
    ("emptied", |path| cut(path, |_| 0)),
    ("a byte added", |path| {
        let mut bytes = fs::read(path).unwrap();
        bytes.push(b' ');
        fs::write(path, bytes).unwrap();
    }),
    ("deleted", |path| fs::remove_file(path).unwrap()),
    ("replaced by a folder", |path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
];

/// Writes anew, not into the file: another name may be linked to it.
fn change(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

fn flip(path: &Path, at: fn(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at(bytes.len());
    bytes[at] ^= 0x10;
    change(path, &bytes);
}

fn cut(path: &Path, to: fn(usize) -> usize) {
    let bytes = fs::read(path).unwrap();
    change(path, &bytes[..to(bytes.len())]);
}

/// The files of an index that say something: not the locks.
fn files(desk: &Desk) -> Vec<PathBuf> {
    let files = all_files(&desk.place.index).into_iter().map(|(path, _)| path);
    files.filter(|path| path.extension().is_none_or(|ending| ending != "lock")).collect()
}

#[test]
fn every_damage_to_every_file_is_noticed_and_mended() {
    let desk = edited();
    let clean = desk.clean_answers();
    let master = desk.home.path().join("master");
    common::copy(&desk.place.index, &master);
    let files = files(&desk);
    let kinds: std::collections::BTreeSet<_> =
        files.iter().filter_map(|path| path.extension()?.to_str().map(str::to_owned)).collect();
    assert!(kinds.len() >= 8 && kinds.contains("del"), "{kinds:?}");
    let whole = std::env::var("STORYFIT_DAMAGES").is_ok_and(|which| which == "all");
    let (mut seen, mut mended) = (0, 0);
    for (number, path) in files.iter().enumerate() {
        for (turn, (what, damage)) in DAMAGES.iter().enumerate() {
            fs::remove_dir_all(&desk.place.index).unwrap();
            common::copy(&master, &desk.place.index);
            damage(path);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // without its record a commit never happened
            let lost = name == "storyfit-record.json" && *what == "deleted";
            let condition = common::condition(&desk.place);
            match condition {
                Condition::Damaged(_) => assert!(!lost),
                Condition::Unfinished => assert!(lost, "{name}, {what}"),
                other => panic!("{name}, {what}: {other:?}"),
            }
            seen += 1;
            if !whole && turn != number % DAMAGES.len() {
                continue;
            }
            let (answers, update) = desk.answers();
            assert!(answers == clean, "{name}, {what}: another answer");
            match update.rebuilt {
                Some(Rebuilt::Damaged(_)) => assert!(!lost),
                Some(Rebuilt::Unfinished) => assert!(lost),
                other => panic!("{name}, {what}: {other:?}"),
            }
            assert_eq!(commits(&desk.place.index).len(), 1, "{name}, {what}");
            mended += 1;
        }
    }
    common::say(&format!("damages noticed: {seen}, mended: {mended}, files: {}", files.len()));
}

#[test]
fn the_program_says_so_and_answers() {
    let desk = edited();
    let before = desk.run(&["ask", "Tell me about a storm", "--format", "json"]);
    cut(&desk.commit().join("meta.json"), |length| length / 2);
    let after = desk.run(&["ask", "Tell me about a storm", "--format", "json"]);
    assert_eq!((after.code, &after.out), (Some(0), &before.out), "{}", after.err);
    assert!(after.err.contains("the index was built anew: it was damaged ("), "{}", after.err);
    assert!(!after.err.contains("panicked"), "{}", after.err);
}

#[test]
fn a_lock_that_is_gone_or_a_folder_is_no_obstacle() {
    let desk = Desk::with_notes();
    desk.answers();
    let lock = desk.place.index.join("storyfit.lock");
    for thing in ["storm", "tram"] {
        fs::remove_file(&lock).unwrap();
        if thing == "tram" {
            fs::create_dir(&lock).unwrap();
        }
        desk.write("flood.md", &story(thing));
        let (answers, update) = desk.answers();
        assert_eq!((update.read, update.rebuilt, update.stale), (1, None, None));
        assert!(answers == desk.clean_answers());
    }
}

/// Every command that would touch the index is refused with exit 2 and these words, and the folder is as
/// it was.
fn refused(desk: &Desk, words: &[&str]) {
    let before = all_files(desk.home.path());
    for arguments in [&["ask", "flood"][..], &["index"], &["index", "--rebuild"], &["map"]] {
        let run = desk.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}: {}", run.err);
        for word in words {
            assert!(run.err.contains(word), "{arguments:?}: {}", run.err);
        }
    }
    let after: Vec<_> = all_files(desk.home.path());
    let lockless = |files: Vec<(PathBuf, Vec<u8>)>| -> Vec<(PathBuf, Vec<u8>)> {
        files.into_iter().filter(|(path, _)| !path.ends_with("storyfit.lock")).collect()
    };
    assert!(lockless(before) == lockless(after), "something was changed");
}

#[test]
fn a_folder_of_somebody_elses_is_refused_and_left_alone() {
    let desk = Desk::with_notes();
    let mut mine = Desk::with_notes();
    mine.place.index = desk.place.corpus.clone();
    refused(&mine, &["holds", "fire.md", "--index"]);
    assert!(desk.place.corpus.join("flood.md").exists());
    assert!(!desk.place.corpus.join("storyfit.lock").exists());
}

#[test]
fn a_file_in_place_of_the_folder_is_refused() {
    let desk = Desk::with_notes();
    fs::write(&desk.place.index, "mine").unwrap();
    refused(&desk, &["is a file", "--index"]);
}

#[test]
fn what_storyfit_did_not_make_is_never_removed_from_its_folders() {
    for place in ["storyfit-data/thesis.txt", "storyfit-data/commit-1/thesis.txt", "storyfit-data/commit-x"] {
        let desk = Desk::with_notes();
        desk.answers();
        fs::write(desk.place.index.join(place), "mine").unwrap();
        // what is current still answers
        assert_eq!(desk.run(&["ask", "flood"]).code, Some(0));
        let thesis = fs::read(desk.place.index.join(place));
        let rebuilt = desk.run(&["index", "--rebuild"]);
        assert_eq!(rebuilt.code, Some(2));
        assert!(rebuilt.err.contains("which storyfit did not make"), "{}", rebuilt.err);
        assert_eq!(thesis.unwrap(), fs::read(desk.place.index.join(place)).unwrap());
        // the last commit answers where notes have changed, and says that it does
        desk.write("late.md", &story("tram"));
        let stale = desk.run(&["ask", "flood"]);
        assert_eq!(stale.code, Some(0));
        assert!(stale.err.contains("could not be brought up to date"), "{}", stale.err);
        assert!(desk.place.index.join(place).exists());
    }
}

#[test]
fn other_files_beside_the_index_are_left_alone() {
    let desk = Desk::with_notes();
    fs::create_dir(&desk.place.index).unwrap();
    fs::write(desk.place.index.join("README.md"), "about").unwrap();
    desk.answers();
    fs::write(desk.place.index.join("thesis.txt"), "mine").unwrap();
    assert_eq!(desk.run(&["index", "--rebuild"]).code, Some(0));
    assert_eq!(fs::read_to_string(desk.place.index.join("thesis.txt")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(desk.place.index.join("README.md")).unwrap(), "about");
}

#[test]
fn an_index_of_another_corpus_is_refused() {
    let desk = Desk::with_notes();
    desk.answers();
    let mut other = Desk::with_notes();
    other.place.index = desk.place.index.clone();
    let before = all_files(&desk.place.index);
    refused(&other, &["belongs to the corpus", "notes", "--index"]);
    assert!(before == all_files(&desk.place.index));
}

#[test]
fn a_tree_that_moved_with_its_index_keeps_it() {
    let desk = Desk::with_notes();
    desk.answers();
    let moved = tempfile::TempDir::new().unwrap();
    common::copy(desk.home.path(), moved.path());
    let place =
        storyfit::bank::Place { corpus: moved.path().join("notes"), index: moved.path().join("index") };
    let (_, update) = common::answers(&place);
    assert_eq!(update, storyfit::index::Update::default());
}

/// Seals a text as the index does.
fn sealed(body: &str) -> String {
    format!("{{\"check\":\"{}\",{}\n", blake3::hash(body.as_bytes()).to_hex(), &body[1..])
}

#[test]
fn an_index_of_a_newer_build_is_refused_and_left_alone() {
    let desk = Desk::with_notes();
    desk.answers();
    let marker = desk.place.index.join("storyfit-index.json");
    let corpus = desk.place.corpus.canonicalize().unwrap();
    let body = format!("{{\"format\":99,\"corpus\":{corpus:?},\"from_index\":null,\"later\":true}}");
    fs::write(&marker, sealed(&body)).unwrap();
    refused(&desk, &["has format 99", "use a newer storyfit"]);
}

#[test]
fn an_index_of_format_1_is_replaced() {
    let desk = Desk::with_notes();
    let index = &desk.place.index;
    fs::create_dir_all(index.join("data")).unwrap();
    let corpus = desk.place.corpus.canonicalize().unwrap();
    let marker = format!("{{\"format\": 1, \"corpus\": {corpus:?}, \"from_index\": \"notes\"}}");
    fs::write(index.join("storyfit-index.json"), marker).unwrap();
    fs::write(index.join("write.lock"), "").unwrap();
    fs::write(index.join("data/meta.json"), "{}").unwrap();
    fs::write(index.join("data/0123456789abcdef0123456789abcdef.idx"), "x").unwrap();
    let (answers, update) = desk.answers();
    assert!(answers == desk.clean_answers());
    assert_eq!((update.read, update.stale), (3, None));
    assert!(!index.join("data").exists() && !index.join("write.lock").exists());
}

#[test]
fn an_index_made_with_other_versions_is_built_anew() {
    let desk = Desk::with_notes();
    desk.answers();
    let record = desk.commit().join("storyfit-record.json");
    let text = fs::read_to_string(&record).unwrap();
    let body = format!("{{{}", text.split_once("\",").unwrap().1.trim_end());
    assert_eq!(sealed(&body), text);
    for (from, to) in [
        ("\"reader\":", "\"reader\":1"),
        ("\"analyzer\":", "\"analyzer\":1"),
        ("\"engine\":\"", "\"engine\":\"x"),
    ] {
        assert!(body.contains(from));
        fs::write(desk.commit().join("storyfit-record.json"), sealed(&body.replace(from, to))).unwrap();
        let (answers, update) = desk.answers();
        assert_eq!(update.rebuilt, Some(Rebuilt::Versions), "{from}");
        assert!(answers == desk.clean_answers());
    }
}
