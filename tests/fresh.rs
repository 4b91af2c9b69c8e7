//! Always current: after any sequence of edits everything is answered as from a clean build.
//!
//! `STORYFIT_SEQUENCES` says how many random sequences are tried.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{Desk, QUESTIONS, story};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storyfit::bank::Bank;
use storyfit::index::{Rebuilt, Update};

/// Sequences tried where nothing else is asked for, and edits of each.
const SEQUENCES: u32 = 3;
const EDITS: usize = 7;

/// Names that meet: other folders, other endings, other case, other Unicode forms of one letter.
const NAMES: [&str; 9] = [
    "a.md",
    "A.md",
    "a.txt",
    "caf\u{e9}.md",
    "cafe\u{301}.md",
    "more/a.md",
    "More/a.md",
    "more/deep/lighthouse story.md",
    "no ending",
];

/// Things, some of them of equal length, so that one can take the place of another unseen by size.
const THINGS: [&str; 6] = ["flood", "storm", "drawing", "lighthouse", "tram", "kaleidoscope"];

#[derive(Debug, Clone)]
enum Edit {
    /// A file with stories about these things, new or in place of another.
    Write(usize, Vec<usize>),
    /// Another word of the same length, with size and time as they were.
    Disguised(usize),
    Remove(usize),
    Rename(usize, usize),
    /// Two files change places.
    Swap(usize, usize),
    /// Another folder of notes takes the place of this one.
    OtherFolder(Vec<(usize, usize)>),
    /// A lexicon of one's own, or none.
    Lexicon(Option<usize>),
    /// Something that is no story.
    Rubbish(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let name = || 0..NAMES.len();
    let thing = || 0..THINGS.len();
    prop_oneof![
        5 => (name(), prop::collection::vec(thing(), 1..4)).prop_map(|(n, t)| Edit::Write(n, t)),
        2 => name().prop_map(Edit::Disguised),
        3 => name().prop_map(Edit::Remove),
        2 => (name(), name()).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => (name(), name()).prop_map(|(a, b)| Edit::Swap(a, b)),
        1 => prop::collection::vec((name(), thing()), 0..5).prop_map(Edit::OtherFolder),
        1 => prop::option::of(thing()).prop_map(Edit::Lexicon),
        1 => name().prop_map(Edit::Rubbish),
    ]
}

fn apply(desk: &Desk, edit: &Edit) {
    let at = |name: &usize| desk.place.corpus.join(NAMES[*name]);
    let stories = |things: &[usize]| things.iter().map(|t| story(THINGS[*t])).collect::<Vec<_>>().join("\n");
    match edit {
        Edit::Write(name, things) => desk.write(NAMES[*name], &stories(things)),
        Edit::Rubbish(name) => desk.write(NAMES[*name], "## Story\n**Situation:**\n**Task:**\n"),
        Edit::Disguised(name) => disguise(&at(name)),
        Edit::Remove(name) => drop(fs::remove_file(at(name))),
        Edit::Rename(from, to) => {
            fs::create_dir_all(at(to).parent().unwrap()).unwrap();
            let _ = fs::rename(at(from), at(to));
        }
        Edit::Swap(a, b) => {
            let aside = desk.home.path().join("aside");
            if fs::rename(at(a), &aside).is_ok() {
                let _ = fs::rename(at(b), at(a));
                fs::create_dir_all(at(b).parent().unwrap()).unwrap();
                fs::rename(aside, at(b)).unwrap();
            }
        }
        Edit::OtherFolder(notes) => {
            fs::remove_dir_all(&desk.place.corpus).unwrap();
            fs::create_dir(&desk.place.corpus).unwrap();
            for (name, thing) in notes {
                desk.write(NAMES[*name], &story(THINGS[*thing]));
            }
        }
        Edit::Lexicon(None) => drop(fs::remove_file(desk.place.corpus.join("lexicon.toml"))),
        Edit::Lexicon(Some(thing)) => {
            let thing = THINGS[*thing];
            let lexicon = format!(
                "[[competency]]\nid = \"salvage\"\n[competency.question]\nstrong = [\"{thing}\"]\n\
                 [competency.evidence]\nstrong = [\"{thing}\", \"froze\"]\n"
            );
            desk.write("lexicon.toml", &lexicon);
        }
    }
}

/// Changes a file's words, not its size and not its time.
fn disguise(path: &Path) {
    let Ok(text) = fs::read_to_string(path) else { return };
    let other =
        if text.contains("flood") { text.replace("flood", "storm") } else { text.replace("storm", "flood") };
    assert_eq!(text.len(), other.len());
    let time = fs::metadata(path).unwrap().modified().unwrap();
    fs::write(path, other).unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// What the program maps: every fit of every question with every story, and what was chosen.
fn map(desk: &Desk, place: &storyfit::bank::Place) -> String {
    let list = desk.home.path().join("questions.txt");
    fs::write(&list, QUESTIONS.join("\n")).unwrap();
    let mut command = common::command(place, &["map", "--format", "json", "--matrix", "--distinct"]);
    command.arg(list);
    let run = common::run(command);
    assert_eq!(run.code, Some(0), "{}", run.err);
    run.out
}

/// The index that was kept answers as one that is built from nothing.
fn agrees(desk: &Desk) {
    let clean = tempfile::TempDir::new().unwrap();
    let fresh = storyfit::bank::Place { index: clean.path().join("index"), ..desk.place.clone() };
    // the program refreshes, the library finds it done
    assert_eq!(map(desk, &desk.place), map(desk, &fresh));
    let (kept, update) = common::answers(&desk.place);
    assert_eq!(update, Update::default());
    assert_eq!(kept, common::answers(&fresh).0);
}

#[test]
fn after_any_edits_everything_is_as_from_a_clean_build() {
    let sequences = std::env::var("STORYFIT_SEQUENCES").ok().and_then(|n| n.parse().ok());
    let config =
        Config { cases: sequences.unwrap_or(SEQUENCES), failure_persistence: None, ..Config::default() };
    let tried = std::cell::Cell::new((0, 0));
    TestRunner::new(config)
        .run(&prop::collection::vec(edit(), EDITS), |edits| {
            let desk = Desk::with_notes();
            desk.answers();
            let (sequences, steps) = tried.get();
            tried.set((sequences + 1, steps + edits.len()));
            for edit in edits {
                apply(&desk, &edit);
                agrees(&desk);
            }
            Ok(())
        })
        .unwrap();
    let (sequences, steps) = tried.get();
    common::say(&format!("edit sequences tried: {sequences}, edits: {steps}"));
}

#[test]
fn many_small_edits_leave_no_trace() {
    let desk = Desk::with_notes();
    for round in 0..12 {
        let thing = THINGS[round % THINGS.len()];
        desk.write(&format!("{}.md", round % 5), &format!("{}\n{}", story(thing), story("harbour")));
        assert_eq!(desk.answers().1.stale, None);
    }
    agrees(&desk);
}

#[test]
fn words_of_what_is_gone_mend_nothing() {
    // "kaleidoscpe" is near a word of the only story that holds it
    let mended = "[\"kaleidoscpe\",\"kaleidoscope\"]";
    let desk = Desk::with_notes();
    desk.write("late.md", &format!("{}\n{}", story("kaleidoscope"), story("tram")));
    assert!(desk.answers().0.contains(mended));
    desk.write("late.md", &story("tram"));
    assert!(!desk.answers().0.contains(mended));
    agrees(&desk);
}

#[test]
fn the_order_of_edits_is_no_order() {
    // a misspelt word is mended to a word of the first story that holds it
    let desk = Desk::new(&[("b.md", &story("kaleidoscope"))]);
    desk.answers();
    for name in ["d.md", "c.md", "e.md"] {
        desk.write(name, &story("kaleidoscope"));
        desk.answers();
    }
    desk.write("a.md", &story("tram").replace("the tram", "all kaleidoscopes"));
    agrees(&desk);
    assert!(desk.answers().0.contains("[\"kaleidoscpe\",\"kaleidoscopes\"]"));
}

#[test]
fn same_size_and_time_are_no_disguise() {
    let desk = Desk::with_notes();
    desk.answers();
    disguise(&desk.place.corpus.join("flood.md"));
    let (answers, update) = desk.answers();
    assert_eq!((update.read, update.removed), (1, 0));
    assert!(answers == desk.clean_answers());
}

#[test]
fn names_that_look_alike_are_two_documents_with_ids_of_their_own() {
    for (one, other) in [("caf\u{e9}.md", "cafe\u{301}.md"), ("a.md", "A.md"), ("a.md", "a.txt")] {
        let desk = Desk::new(&[(one, &story("flood")), (other, &story("flood"))]);
        if fs::read_dir(&desk.place.corpus).unwrap().count() == 1 {
            common::say(&format!("skipped: the file system takes {one:?} and {other:?} for one name"));
            continue;
        }
        let bank = Bank::open(&desk.place, false).unwrap();
        let rows = bank.ranker.snapshot().rows();
        assert_eq!(rows.len(), 2, "{one:?} {other:?}");
        assert_ne!(rows[0].id, rows[1].id, "{one:?} {other:?}");
        // whichever goes, the other stays
        desk.remove(one);
        agrees(&desk);
        desk.write(one, &story("storm"));
        agrees(&desk);
    }
}

#[test]
fn the_lexicon_of_ones_own_is_seen_when_it_comes_changes_and_goes() {
    let desk = Desk::with_notes();
    desk.answers();
    for thing in [Some(0), Some(1), None] {
        apply(&desk, &Edit::Lexicon(thing));
        assert_eq!(desk.answers().1.rebuilt, Some(Rebuilt::Versions));
        agrees(&desk);
    }
}

#[test]
fn an_index_inside_the_notes_is_no_note() {
    let mut desk = Desk::with_notes();
    desk.place.index = desk.place.corpus.join("index");
    desk.answers();
    assert_eq!(desk.answers().1, Update::default());
    agrees(&desk);
}

#[test]
fn nothing_is_written_where_nothing_changed() {
    let desk = Desk::with_notes();
    desk.answers();
    let before = common::all_files(&desk.place.index);
    for arguments in [&["ask", "flood"][..], &["stories"], &["index"], &["doctor"]] {
        assert_eq!(desk.run(arguments).code, Some(0));
    }
    assert!(before == common::all_files(&desk.place.index));
}
