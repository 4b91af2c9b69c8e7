//! The commands as a user types them, on the sample corpus and on folders made for the purpose.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// The command with an index of its own.
fn storyfit(corpus: &Path, home: &TempDir) -> Command {
    let mut command = Command::cargo_bin("storyfit").unwrap();
    command.env_remove("STORYFIT_CORPUS").env_remove("STORYFIT_INDEX").env("COLUMNS", "80");
    command.arg("--corpus").arg(corpus).arg("--index").arg(home.path().join("index"));
    command
}

fn sample() -> &'static Path {
    Path::new("corpus")
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(mut command: Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn ask(corpus: &Path, home: &TempDir, arguments: &[&str]) -> Run {
    let mut command = storyfit(corpus, home);
    command.arg("ask").args(arguments);
    run(command)
}

/// A corpus with one document.
fn notes(name: &str, text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

const STORY: &str = "## Tell me about a flood\n\n**Situation:** In May the cellar of the museum stood under \
    40 cm of water.\n**Task:** I had to save 300 drawings before Monday.\n**Action:** I froze them with the \
    help of a fish factory.\n**Result:** We lost 4 of 300 drawings.\n";

#[test]
fn ask_says_where_the_story_stands_and_why_it_fits() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["Tell me about a time you disagreed with someone senior", "-n", "1"]);
    assert_eq!(found.code, 0);
    for part in ["The dose I did not want to give", "nurse-notes.md:5", "unsafe", "why"] {
        assert!(found.out.contains(part), "{part} is missing in:\n{}", found.out);
    }
}

#[test]
fn json_keeps_the_contract() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["Tell me about a mistake", "-n", "2", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(answer["schema_version"], 1);
    assert_eq!(answer["question"], "Tell me about a mistake");
    assert!(answer["question_id"].is_null());
    let first = &answer["results"][0];
    for key in [
        "rank",
        "id",
        "path",
        "line_start",
        "line_end",
        "title",
        "theme",
        "fit",
        "level",
        "best_section",
        "sections",
        "why",
    ] {
        assert!(first.get(key).is_some(), "{key} is missing");
    }
    for key in ["kind", "line_start", "line_end", "score", "snippet"] {
        assert!(first["sections"][0].get(key).is_some(), "{key} is missing in a section");
    }
    for key in ["stories", "documents", "problems"] {
        assert!(answer["index"][key].is_u64(), "{key} is missing in index");
    }
}

#[test]
fn a_list_of_questions_is_answered_line_by_line_with_ids() {
    let home = TempDir::new().unwrap();
    let list = notes("q.tsv", "a1\tTell me about a conflict\nb2\tTell me about a failure\n");
    let path = list.path().join("q.tsv");
    let found = ask(sample(), &home, &["--questions", path.to_str().unwrap(), "--format", "jsonl"]);
    let ids: Vec<String> = found
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["question_id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids, ["a1", "b2"]);
}

#[test]
fn misspelt_words_are_mended_and_shown() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["Tell me about a conflcit"]);
    assert!(found.out.contains("read \"conflcit\" as \"conflict\""), "{}", found.out);
}

#[test]
fn a_higher_least_fit_never_returns_more() {
    let home = TempDir::new().unwrap();
    let count = |least: &str| {
        let found = ask(
            sample(),
            &home,
            &["Tell me about a deadline", "-n", "100", "--min-fit", least, "--format", "json"],
        );
        let answer: serde_json::Value = serde_json::from_str(&found.out).unwrap();
        answer["results"].as_array().unwrap().len()
    };
    let counts: Vec<usize> = ["0", "0.05", "0.2", "0.5", "0.9", "1"].into_iter().map(count).collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    assert_eq!(counts.last(), Some(&0));
}

#[test]
fn nothing_that_fits_is_exit_1_with_the_nearest_miss() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["Tell me about a presentation", "--min-fit", "1"]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("stories fits this question. The nearest miss:"), "{}", found.out);
}

#[test]
fn a_question_without_a_usable_word_is_exit_1_and_a_sentence() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["Tell me about a time when you"]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("no word to go by"), "{}", found.out);
}

#[test]
fn an_empty_question_is_exit_2() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["  "]);
    assert_eq!((found.code, found.out.as_str()), (2, ""));
    assert!(found.err.contains("the question is empty"), "{}", found.err);
}

#[test]
fn questions_are_words_never_syntax() {
    let home = TempDir::new().unwrap();
    for question in [
        "a AND",
        "*^2",
        "title:",
        "\"unclosed",
        "(((",
        "path:x conflict",
        "conflict~1 -manager",
        "🎯🔥",
        "\\",
    ] {
        let found = ask(sample(), &home, &["--", question]);
        assert!(found.code < 2, "{question}: {} {}", found.code, found.err);
    }
}

#[test]
fn a_missing_corpus_is_exit_2_and_names_the_flag() {
    let home = TempDir::new().unwrap();
    let found = ask(Path::new("no/such/folder"), &home, &["conflict"]);
    assert_eq!(found.code, 2);
    assert!(found.err.contains("no/such/folder") && found.err.contains("--corpus"), "{}", found.err);
}

#[test]
fn a_corpus_without_a_story_is_exit_2_and_says_why() {
    let home = TempDir::new().unwrap();
    let folder = notes(
        "template.md",
        "## Story\n**Situation:** [describe]\n**Task:** ...\n**Action:**\n**Result:**\n",
    );
    let found = ask(folder.path(), &home, &["conflict"]);
    assert_eq!(found.code, 2);
    assert!(found.err.contains("template.md") && found.err.contains("blank template"), "{}", found.err);
}

#[test]
fn files_that_are_no_utf8_are_read_and_reported() {
    let home = TempDir::new().unwrap();
    let folder = TempDir::new().unwrap();
    let latin: Vec<u8> = STORY.replace("museum", "mus\u{e9}e").chars().map(|c| c as u8).collect();
    fs::write(folder.path().join("latin.md"), latin).unwrap();
    let mut command = storyfit(folder.path(), &home);
    command.arg("stories");
    let found = run(command);
    assert_eq!(found.code, 0);
    assert!(found.err.contains("latin.md: is not UTF-8"), "{}", found.err);
}

#[test]
fn every_command_sees_what_changed() {
    let home = TempDir::new().unwrap();
    let folder = notes("a.md", STORY);
    let found = |question: &str| {
        ask(folder.path(), &home, &[question, "--format", "json", "-n", "9", "--min-fit", "0"]).out
    };
    assert!(found("Tell me about a flood").contains("a.md"));
    fs::write(folder.path().join("b.md"), STORY.replace("flood", "fire")).unwrap();
    assert!(found("Tell me about a fire").contains("b.md"));
    fs::remove_file(folder.path().join("a.md")).unwrap();
    let left = found("Tell me about a flood");
    assert!(!left.contains("a.md") && left.contains("b.md"));
}

#[test]
fn stories_lists_sections_with_their_lines() {
    let home = TempDir::new().unwrap();
    let folder = notes("a.md", STORY);
    let mut command = storyfit(folder.path(), &home);
    command.args(["stories", "--format", "json"]);
    let listing: serde_json::Value = serde_json::from_str(&run(command).out).unwrap();
    let story = &listing["stories"][0];
    assert_eq!((story["line_start"].as_u64(), story["line_end"].as_u64()), (Some(1), Some(6)));
    assert_eq!(story["prompts"][0], "Tell me about a flood");
    let kinds: Vec<&str> =
        story["sections"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["situation", "task", "action", "result"]);
    assert_eq!(story["sections"][2]["line_start"], 5);
}

#[test]
fn show_takes_an_id_a_part_of_it_or_a_place() {
    let home = TempDir::new().unwrap();
    for name in ["nurse-notes/the-dose-i-did-not-want-to", "dose-i-did", "nurse-notes.md:9"] {
        let mut command = storyfit(sample(), &home);
        command.args(["show", name]);
        let shown = run(command);
        assert_eq!(shown.code, 0, "{name}: {}", shown.err);
        assert!(shown.out.starts_with("The dose I did not want to give"), "{}", shown.out);
    }
    let mut command = storyfit(sample(), &home);
    command.args(["show", "the-dose-i-did-not-wnat"]);
    let shown = run(command);
    assert_eq!(shown.code, 2);
    assert!(shown.err.contains("near it are nurse-notes/the-dose"), "{}", shown.err);
}

#[test]
fn index_counts_what_it_holds() {
    let home = TempDir::new().unwrap();
    let folder = notes("a.md", STORY);
    let mut command = storyfit(folder.path(), &home);
    command.arg("index");
    assert_eq!(run(command).out, "1 documents, 1 stories, 4 sections, 0 problems (read 1)\n");
    let mut command = storyfit(folder.path(), &home);
    command.arg("index");
    assert_eq!(run(command).out, "1 documents, 1 stories, 4 sections, 0 problems (nothing had changed)\n");
}

#[test]
fn a_lexicon_of_ones_own_teaches_new_words() {
    let home = TempDir::new().unwrap();
    let folder = notes("a.md", STORY);
    let before =
        ask(folder.path(), &home, &["When did you rescue objects?", "--format", "json", "--min-fit", "0"])
            .out;
    let lexicon = "[[competency]]\nid = \"conservation\"\n[competency.question]\nstrong = [\"rescue objects\"]\n\
        [competency.evidence]\nstrong = [\"froze\", \"drawings\"]\n";
    fs::write(folder.path().join("lexicon.toml"), lexicon).unwrap();
    let after =
        ask(folder.path(), &home, &["When did you rescue objects?", "--format", "json", "--min-fit", "0"])
            .out;
    let fit = |out: &str| {
        serde_json::from_str::<serde_json::Value>(out).unwrap()["results"][0]["fit"].as_f64().unwrap()
    };
    assert!(fit(&after) > fit(&before), "{} {}", fit(&before), fit(&after));
    fs::write(folder.path().join("lexicon.toml"), "[[competency]]\nid = 3\n").unwrap();
    let broken = ask(folder.path(), &home, &["rescue"]);
    assert_eq!(broken.code, 2);
    assert!(broken.err.contains("lexicon.toml:2:"), "{}", broken.err);
}

#[test]
fn shares_add_up_to_the_fit() {
    let home = TempDir::new().unwrap();
    let found =
        ask(sample(), &home, &["Tell me about a conflict", "--explain", "--format", "json", "-n", "20"]);
    let answer: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    for result in answer["results"].as_array().unwrap() {
        let shares = result["explain"].as_array().unwrap();
        let sum: f64 = shares.iter().map(|s| s["share"].as_f64().unwrap()).sum();
        assert!((sum - result["fit"].as_f64().unwrap()).abs() < 1e-4, "{sum} {}", result["fit"]);
    }
}

#[test]
fn a_run_is_what_trec_tools_read() {
    let home = TempDir::new().unwrap();
    let found = ask(sample(), &home, &["Tell me about a conflict", "--format", "trec", "-n", "3"]);
    let rows: Vec<Vec<&str>> = found.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0"), "{rows:?}");
}
