//! `storyfit map`, `questions` and `told` from outside, on the sample corpus.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("storyfit").unwrap();
        command
            .current_dir(self.folder.path())
            .env("STORYFIT_CORPUS", Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))
            .env("STORYFIT_INDEX", self.folder.path().join("index"))
            .env("COLUMNS", "80")
            .args(arguments);
        command
    }

    #[track_caller]
    fn output(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--format", "json"]);
        serde_json::from_str(&self.output(&arguments)).unwrap()
    }

    /// Exit 2 with a message that holds the parts.
    #[track_caller]
    fn refused(&self, arguments: &[&str], parts: &[&str]) {
        let output = self.command(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        for part in parts {
            assert!(message.contains(part), "{message} lacks {part}");
        }
    }
}

const LIST: &str = "\
# Conflict
q1\tTell me about a time you disagreed with your manager.
q2\tTell me about a conflict with a coworker.

# Failure
q3\tTell me about a time you failed.
q4\tTell me about a mistake you made.
q5\tWhen did you miss a deadline?
";

/// (question id, chosen story id).
fn chosen(report: &Value) -> Vec<(String, Option<String>)> {
    let of = |question: &Value| {
        let story = question["chosen"]["story"].as_u64();
        let id = story.map(|s| report["stories"][s as usize]["id"].as_str().unwrap().to_owned());
        (question["id"].as_str().unwrap().to_owned(), id)
    };
    report["questions"].as_array().unwrap().iter().map(of).collect()
}

fn total(report: &Value) -> f64 {
    report["questions"].as_array().unwrap().iter().filter_map(|q| q["chosen"]["fit"].as_f64()).sum()
}

#[test]
fn the_map_tells_a_story_and_a_backup_for_each_question() {
    let desk = Desk::new();
    desk.file("list.md", LIST);
    let report = desk.json(&["map", "list.md"]);
    assert_eq!(report["schema_version"], 1);
    for question in report["questions"].as_array().unwrap() {
        let (story, backup) = (&question["chosen"], &question["backups"][0]);
        assert!(story["fit"].as_f64() >= backup["fit"].as_f64(), "{question}");
        assert_ne!(story["story"], backup["story"], "{question}");
    }
    assert_eq!(report["questions"][0]["group"], "Conflict");
    assert!(report["matrix"].is_null());
    let text = desk.output(&["map", "list.md"]);
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
}

#[test]
fn distinct_tells_no_story_twice_and_the_order_of_questions_does_not_matter() {
    let desk = Desk::new();
    desk.file("list.md", LIST);
    let report = desk.json(&["map", "list.md", "--distinct"]);
    let mut first = chosen(&report);
    let mut stories: Vec<_> = first.iter().filter_map(|(_, story)| story.clone()).collect();
    stories.sort();
    let count = stories.len();
    stories.dedup();
    assert_eq!(stories.len(), count);
    assert!(total(&report) <= total(&desk.json(&["map", "list.md"])) + 1e-9);
    let mut turned: Vec<&str> = LIST.lines().filter(|l| l.starts_with('q')).collect();
    turned.reverse();
    desk.file("turned.md", &turned.join("\n"));
    let mut second = chosen(&desk.json(&["map", "turned.md", "--distinct"]));
    first.sort();
    second.sort();
    assert_eq!(first, second);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let desk = Desk::new();
    for format in ["json", "text"] {
        let one = desk.output(&["map", "--distinct", "--threads", "1", "--format", format]);
        assert_eq!(one, desk.output(&["map", "--distinct", "--threads", "7", "--format", format]));
    }
}

#[test]
fn more_questions_than_stories_leave_gaps_that_name_the_nearest_miss() {
    let desk = Desk::new();
    let list: String = (1..=80).map(|n| format!("q{n}\tTell me about conflict number {n}.\n")).collect();
    desk.file("list.txt", &list);
    let report = desk.json(&["map", "list.txt", "--distinct"]);
    let gaps: Vec<&Value> =
        report["questions"].as_array().unwrap().iter().filter(|q| q["level"] == "gap").collect();
    assert!(gaps.len() >= 80 - report["stories"].as_array().unwrap().len());
    assert!(gaps.iter().all(|gap| gap["chosen"].is_null() && gap["nearest"]["story"].is_u64()));
    desk.command(&["map", "list.txt", "--distinct", "--check"]).assert().code(1);
}

#[test]
fn the_users_rules_hold() {
    let desk = Desk::new();
    desk.file("list.md", LIST);
    let plain = chosen(&desk.json(&["map", "list.md"]));
    let best = plain[0].1.clone().unwrap();
    let other = plain[4].1.clone().unwrap();
    let pinned = desk.json(&["map", "list.md", "--pin", &format!("q1={other}")]);
    assert_eq!(chosen(&pinned)[0].1.as_deref(), Some(other.as_str()));
    assert_eq!(pinned["questions"][0]["note"], "pinned");
    let avoided = chosen(&desk.json(&["map", "list.md", "--avoid", &format!("q1={best}")]));
    assert_ne!(avoided[0].1.as_deref(), Some(best.as_str()));
    let without = desk.output(&["map", "list.md", "--without", &best, "--format", "csv"]);
    assert!(!without.contains(&best), "{without}");
    let (one, two) = (format!("q1={best}"), format!("q1={other}"));
    desk.refused(&["map", "list.md", "--pin", &one, "--pin", &two], &[&one, &two, "contradict"]);
    desk.refused(&["map", "list.md", "--pin", &format!("q9={best}")], &["\"q9\"", "q1"]);
    desk.refused(&["map", "list.md", "--pin", "q1"], &["QUESTION=STORY"]);
    desk.refused(&["map", "list.md", "--without", "no-such-story"], &["no-such-story", "near it"]);
}

#[test]
fn a_story_that_was_told_is_not_offered_again() {
    let desk = Desk::new();
    desk.file("list.md", LIST);
    let best = chosen(&desk.json(&["map", "list.md"]))[0].1.clone().unwrap();
    desk.output(&["told", &best, "--to", "round 1", "--on", "2026-11-20"]);
    desk.output(&["told", &best, "--to", "round 2", "--on", "2026-11-21"]);
    let log = desk.folder.path().join("told.tsv");
    assert_eq!(
        std::fs::read_to_string(&log).unwrap(),
        format!("2026-11-20\tround 1\t{best}\n2026-11-21\tround 2\t{best}\n")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let report = desk.json(&["map", "list.md", "--told", "told.tsv"]);
    assert!(chosen(&report).iter().all(|(_, story)| story.as_deref() != Some(best.as_str())));
    assert!(report["questions"][0]["note"].as_str().unwrap().contains("told to round 2 on 2026-11-21"));
    desk.refused(&["told", &best, "--to", "x", "--on", "yesterday"], &["yesterday"]);
}

#[test]
fn a_loop_is_planned_without_a_story_told_twice() {
    let desk = Desk::new();
    desk.file(
        "loop.toml",
        "[[round]]\nname = \"manager\"\ncompetencies = [\"conflict\", \"ownership\"]\n\n[[round]]\nname = \"peer\"\ncompetencies = [\"conflict\"]\nquestions = [\"When did you fail?\"]\n",
    );
    let report = desk.json(&["map", "--loop", "loop.toml"]);
    let rounds = report["plan"]["rounds"].as_array().unwrap();
    let needs = rounds.iter().flat_map(|round| round["needs"].as_array().unwrap());
    let mut stories: Vec<u64> = needs
        .flat_map(|need| need["stories"].as_array().unwrap())
        .map(|choice| choice["story"].as_u64().unwrap())
        .collect();
    assert_eq!(stories.len(), 7, "two for each competency, one for the question");
    stories.sort_unstable();
    stories.dedup();
    assert_eq!(stories.len(), 7);
    assert!(desk.output(&["map", "--loop", "loop.toml"]).contains("Plan for the loop"));
    desk.file("bad.toml", "[[round]]\nname = \"x\"\ncompetencies = [\"conflikt\"]\n");
    desk.refused(&["map", "--loop", "bad.toml"], &["bad.toml", "conflikt", "conflict"]);
}

#[test]
fn csv_rows_are_questions_and_the_grid_is_every_fit() {
    let desk = Desk::new();
    desk.file("list.txt", "=q1\tTell me about a time you failed.\n=HYPERLINK(1)\n");
    let rows = desk.output(&["map", "list.txt", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let cells: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(cells.len(), 2);
    assert_eq!(&cells[0][0], "'=q1");
    assert_eq!(&cells[1][2], "'=HYPERLINK(1)");
    let report = desk.json(&["map", "list.txt", "--matrix"]);
    let stories = report["stories"].as_array().unwrap().len();
    let grid = desk.output(&["map", "list.txt", "--matrix", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(grid.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 2 + stories);
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(row[2].parse::<f64>().unwrap(), report["matrix"][0][0].as_f64().unwrap());
    desk.refused(&["map", "list.txt", "--matrix"], &["csv or json"]);
}

/// One event in two tellings, and another event.
const TWICE: &str = "\
# The bakery
Situation: In Leeds a bakery was paid twice by our settlement file, and my manager wanted to wait.
Task: I disagreed with my manager and had to get the money back before the bank closed at nine.
Action: I stopped the standby scheduler and produced the file by hand.
Result: The bakery had the right amount by noon.

# The settlement file
Situation: The settlement file paid a bakery in Leeds twice; my manager wanted to wait.
Task: I disagreed with my manager and wanted the money back before the bank closed at nine.
Action: I produced the file by hand and stopped the standby scheduler.
Result: By noon the bakery had the right amount.

# The ward
Situation: A night nurse on the ward gave the wrong dose and disagreed with the doctor about it.
Task: As her manager I had to decide what to report.
Action: I stayed with the patient and wrote the report with her.
Result: The ward now checks each dose with two people.
";

#[test]
fn two_tellings_are_one_event_to_whoever_hears_them() {
    let desk = Desk::new();
    std::fs::create_dir(desk.folder.path().join("twice")).unwrap();
    desk.file("twice/notes.md", TWICE);
    desk.file(
        "list.txt",
        "q1\tWhen did you disagree with your manager?\nq2\tTell me about a disagreement with a manager.\n",
    );
    let run = |arguments: &[&str]| {
        let mut command = desk.command(arguments);
        let output = command.env("STORYFIT_CORPUS", "twice").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json = |arguments: &[&str]| -> Value {
        serde_json::from_str(&run(&[&["map", "list.txt", "--format", "json"], arguments].concat())).unwrap()
    };
    let report = json(&[]);
    let pair = &report["duplicates"][0];
    let twins = [pair["a"].as_u64().unwrap(), pair["b"].as_u64().unwrap()];
    let is_twin = |choice: &Value| twins.contains(&choice["story"].as_u64().unwrap());
    assert!(is_twin(&report["questions"][0]["chosen"]), "the event is the best for it: {report}");

    let distinct = json(&["--distinct", "--min-fit", "0"]);
    let notes: Vec<&str> =
        distinct["questions"].as_array().unwrap().iter().filter_map(|q| q["note"].as_str()).collect();
    assert!(notes.iter().any(|note| note.contains("tells the event of")), "{notes:?}");

    let first = report["stories"][twins[0] as usize]["id"].as_str().unwrap();
    run(&["told", first, "--to", "round 1"]);
    let told = json(&["--told", "told.tsv", "--min-fit", "0"]);
    for question in told["questions"].as_array().unwrap() {
        assert!(!is_twin(&question["chosen"]), "{question}");
        assert!(question["note"].as_str().unwrap().contains("told to round 1"), "{question}");
    }

    desk.file(
        "loop.toml",
        "[[round]]\nname = \"a\"\nquestions = [\"q1\"]\n[[round]]\nname = \"b\"\nquestions = [\"q2\"]\n",
    );
    let planned = json(&["--loop", "loop.toml", "--min-fit", "0"]);
    let kept = planned["plan"]["rounds"].as_array().unwrap().iter();
    let kept: Vec<&Value> = kept.flat_map(|r| r["needs"][0]["stories"].as_array().unwrap()).collect();
    assert_eq!(kept.iter().filter(|choice| is_twin(choice)).count(), 1, "{kept:?}");
}

#[test]
fn a_story_that_is_told_for_another_question_is_named_with_that_question() {
    let desk = Desk::new();
    desk.file("list.txt", "q1\tWhen did you fail?\nq2\tTell me about a time you failed.\n");
    let report = desk.json(&["map", "list.txt", "--distinct"]);
    let notes: Vec<&str> =
        report["questions"].as_array().unwrap().iter().filter_map(|q| q["note"].as_str()).collect();
    assert!(matches!(notes.as_slice(), [note] if note.contains("is told for q")), "{notes:?}");
}

#[test]
fn odd_lists_are_explained() {
    let desk = Desk::new();
    desk.file("empty.md", "# Only a heading\n\n");
    desk.refused(&["map", "empty.md"], &["no question in \"empty.md\""]);
    desk.refused(&["map", "not-there.md"], &["not-there.md"]);
    desk.file("odd.txt", "When did you fail?\nConflict\nwhen did you fail\n");
    let report = desk.json(&["map", "odd.txt"]);
    let problems = report["problems"].as_array().unwrap();
    let of = |line: u64| problems.iter().find(|p| p["path"] == "odd.txt" && p["line"] == line);
    assert!(of(2).expect("no question")["message"].as_str().unwrap().contains("Conflict"));
    assert!(of(3).expect("asked twice")["message"].as_str().unwrap().contains("line 1"));
    assert_eq!(report["questions"].as_array().unwrap().len(), 3);
}

#[test]
fn a_bank_without_stories_is_all_gaps() {
    let desk = Desk::new();
    std::fs::create_dir(desk.folder.path().join("none")).unwrap();
    desk.file("list.md", LIST);
    let mut command = desk.command(&["map", "list.md", "--format", "json"]);
    let output = command.env("STORYFIT_CORPUS", "none").output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no story"));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["questions"].as_array().unwrap().iter().all(|q| q["level"] == "gap"));
}

#[test]
fn a_file_is_replaced_whole_and_holds_no_colour() {
    let desk = Desk::new();
    desk.file("list.md", LIST);
    let path = desk.file("map.txt", "what was there before");
    assert_eq!(desk.output(&["map", "list.md", "-o", "map.txt"]), "");
    assert_eq!(std::fs::read_to_string(path).unwrap(), desk.output(&["map", "list.md"]));
    let left = std::fs::read_dir(desk.folder.path()).unwrap();
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")));
    desk.refused(&["map", "list.md", "-o", "no/such/folder.txt"], &["no/such/folder.txt"]);
}

#[test]
fn the_bank_of_questions_is_a_list_that_map_reads() {
    let desk = Desk::new();
    let bank = desk.output(&["questions"]);
    assert!(bank.lines().filter(|line| line.contains('\t')).count() >= 150);
    desk.file("bank.md", &bank);
    assert_eq!(chosen(&desk.json(&["map", "bank.md"])), chosen(&desk.json(&["map"])));
    let conflict = desk.output(&["questions", "--competency", "Conflict"]);
    assert!(conflict.starts_with("## Conflict\nconflict-1\t"));
    desk.refused(&["questions", "--competency", "conflikt"], &["conflikt", "conflict"]);
}
