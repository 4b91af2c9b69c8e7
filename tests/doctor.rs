//! `storyfit doctor` says how things are and what to do next, and changes nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{Desk, all_files, story};
use serde_json::{Value, json};

/// What the doctor says as JSON and as text, both with the same exit code; nothing is changed by it.
fn doctor(desk: &Desk) -> (Option<i32>, Value, String) {
    let before = all_files(desk.home.path());
    let run = desk.run(&["doctor", "--format", "json"]);
    let text = desk.run(&["doctor"]);
    assert!(before == all_files(desk.home.path()), "the doctor changed something");
    assert_eq!((run.code, run.err.as_str()), (text.code, text.err.as_str()));
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["healthy"], run.code == Some(0));
    assert_eq!(report["next"].as_array().unwrap().is_empty(), run.code == Some(0));
    (run.code, report, text.out)
}

/// The index is in this state, and that is something to mend.
fn amiss(desk: &Desk, state: &str, advice: &str) -> (Value, String) {
    let (code, report, text) = doctor(desk);
    assert_eq!((code, &report["index"]["state"]), (Some(1), &json!(state)), "{text}");
    let next = report["next"].as_array().unwrap();
    assert!(next.iter().any(|line| line.as_str().unwrap().contains(advice)), "{next:?}");
    assert!(text.contains(&state.replace('_', " ")) && text.contains(advice), "{text}");
    (report, text)
}

#[test]
fn a_bank_in_order_is_exit_0() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    let (code, report, text) = doctor(&desk);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(report["index"]["state"], "current");
    let counts = ["documents", "stories", "sections"].map(|key| report["corpus"][key].as_u64().unwrap());
    assert_eq!(counts, [3, 4, 16]);
    for key in ["storyfit", "format", "engine", "reader", "analyzer", "profile"] {
        assert!(!report["versions"][key].is_null(), "{key}");
    }
    assert!(text.contains("3 documents, 4 stories") && text.contains("nothing to mend"), "{text}");
}

#[test]
fn an_index_that_is_not_there_is_named_and_not_made() {
    let desk = Desk::with_notes();
    amiss(&desk, "missing", "storyfit index");
    assert!(!desk.place.index.exists());
}

#[test]
fn a_stale_index_is_named_file_by_file_and_left_stale() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    desk.write("flood.md", &story("storm"));
    desk.write("late.md", &story("tram"));
    desk.remove("fire.md");
    for _ in 0..2 {
        let (report, text) = amiss(&desk, "stale", "storyfit index");
        let index = &report["index"];
        assert_eq!(index["added"], json!(["late.md"]));
        assert_eq!(index["changed"], json!(["flood.md"]));
        assert_eq!(index["removed"], json!(["fire.md"]));
        assert!(text.contains("gone    fire.md"), "{text}");
    }
    desk.run(&["index"]);
    assert_eq!(doctor(&desk).0, Some(0));
}

#[test]
fn every_damaged_file_is_reported_and_left_as_it_is() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    let files = all_files(&desk.place.index);
    for (path, content) in &files {
        if content.is_empty() {
            continue;
        }
        fs::write(path, &content[..content.len() / 2]).unwrap();
        let (report, _) = amiss(&desk, "damaged", "storyfit index");
        assert!(report["index"]["detail"].is_string());
        fs::write(path, content).unwrap();
    }
    assert_eq!(doctor(&desk).0, Some(0));
}

#[test]
fn an_index_that_was_never_finished_is_named() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    fs::remove_file(desk.commit().join("storyfit-record.json")).unwrap();
    amiss(&desk, "unfinished", "storyfit index");
}

#[test]
fn an_index_made_with_another_lexicon_is_named() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    desk.write("lexicon.toml", "[[competency]]\nid = \"salvage\"\n[competency.question]\nstrong = [\"salvage\"]\n[competency.evidence]\nstrong = [\"froze\"]\n");
    let (report, text) = amiss(&desk, "other_versions", "storyfit index");
    assert_eq!(report["lexicon"]["own"], true);
    assert!(text.contains("your lexicon.toml"), "{text}");
}

#[test]
fn a_folder_that_cannot_be_the_index_is_named() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    let mut other = Desk::with_notes();
    other.place.index = desk.place.index.clone();
    let (report, _) = amiss(&other, "other_corpus", "--index");
    assert!(report["index"]["detail"].as_str().unwrap().contains("notes"));
    let mut foreign = Desk::with_notes();
    foreign.place.index = foreign.place.corpus.clone();
    amiss(&foreign, "no_index", "--index");
    fs::write(desk.place.index.join("storyfit-data/thesis.txt"), "mine").unwrap();
    let (report, _) = amiss(&desk, "no_index", "--index");
    assert!(report["index"]["detail"].as_str().unwrap().contains("thesis.txt"));
    let file = Desk::with_notes();
    fs::write(&file.place.index, "").unwrap();
    amiss(&file, "no_index", "--index");
}

#[test]
fn a_lexicon_that_cannot_be_used_is_named_with_its_line() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    desk.write("lexicon.toml", "[[competency]]\nid = 3\n");
    let (code, report, _) = doctor(&desk);
    assert_eq!(code, Some(1));
    assert!(report["lexicon"]["error"].as_str().unwrap().contains("lexicon.toml:2"));
}

#[test]
fn notes_that_are_not_there_are_named() {
    let mut desk = Desk::with_notes();
    desk.place.corpus = desk.home.path().join("elsewhere");
    let (code, report, text) = doctor(&desk);
    assert_eq!((code, &report["index"]["state"]), (Some(1), &json!("not_looked_at")));
    assert!(text.contains("elsewhere") && text.contains("--corpus"), "{text}");
}

#[test]
fn notes_without_a_story_are_named() {
    let desk = Desk::new(&[("list.md", "milk\neggs\n")]);
    desk.run(&["index"]);
    let (code, _, text) = doctor(&desk);
    assert_eq!(code, Some(1));
    assert!(text.contains("0 stories") && text.contains("put notes with stories"), "{text}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_what_is_odd_is_counted() {
    let desk = Desk::with_notes();
    let template = "## Story\n**Situation:** [describe]\n**Task:** ...\n**Action:**\n**Result:**\n";
    desk.write("template.md", template);
    desk.write("other template.md", template);
    desk.run(&["index"]);
    let (code, report, text) = doctor(&desk);
    // a template is no fault
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(report["corpus"]["problems"][0]["count"], 2);
    assert!(
        text.contains("2 × looks like a story but is a blank template (other template.md:2 and 1 more)"),
        "{text}"
    );
    std::os::unix::fs::symlink("nowhere", desk.place.corpus.join("lost.md")).unwrap();
    desk.run(&["index"]);
    let (code, report, text) = doctor(&desk);
    assert_eq!((code, &report["corpus"]["unreadable"][0]["path"]), (Some(1), &json!("lost.md")));
    assert!(text.contains("lost.md: is a link that leads nowhere"), "{text}");
}

#[cfg(unix)]
#[test]
fn an_index_that_others_can_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    let data = desk.place.index.join(storyfit::index::DATA);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    amiss(&desk, "current", "chmod");
}

#[test]
fn another_storyfit_that_is_writing_is_named() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    let lock = fs::File::open(desk.place.index.join("storyfit.lock")).unwrap();
    lock.lock().unwrap();
    let (code, report, text) = doctor(&desk);
    assert_eq!((code, &report["index"]["busy"]), (Some(0), &json!(true)));
    assert!(text.contains("another storyfit is writing"), "{text}");
    desk.write("late.md", &story("tram"));
    amiss(&desk, "stale", "wait for the other storyfit");
}

#[test]
fn control_characters_are_shown_escaped() {
    let desk = Desk::with_notes();
    desk.run(&["index"]);
    if fs::write(desk.place.corpus.join("\u{1b}[31mred.md"), story("tram")).is_err() {
        return;
    }
    let (_, report, text) = doctor(&desk);
    assert_eq!(report["index"]["added"][0], "\u{1b}[31mred.md");
    assert!(text.contains("\\u{1b}[31mred.md") && !text.contains('\u{1b}'), "{text}");
}
