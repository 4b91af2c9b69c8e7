//! Documents, names and questions that nobody means well with: each is reported, none does harm, and
//! the others are answered.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

/// Most memory that a command may take, in kilobytes.
const MOST_MEMORY: u64 = 300 << 10;

const STORY: &str = "## The lost key\n\n**Situation:** The key to the archive was lost on a Friday.\n\n\
    **Action:** I called everybody who had held it and found it in a coat.\n\n\
    **Result:** The archive opened on Monday.\n";

/// What a terminal would obey or hide: OSC and CSI sequences, C1 controls, an override and an isolate of
/// direction, characters without width, a tag.
const OBEYED: &str =
    "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}31m\u{85}\u{8}\u{7f}\u{202e}\u{2066}\u{200b}\u{e0041}";

struct Bank {
    folder: TempDir,
}

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
    /// Most resident memory that was seen, in kilobytes; 0 where it cannot be told.
    memory: u64,
}

impl Bank {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("corpus")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("corpus").join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    /// Runs a command with this standard input; colour is shown, for without it escape sequences are
    /// dropped on the way out and prove nothing.
    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Run {
        let at = |name: &str| self.folder.path().join(name);
        fs::write(at("in"), input).unwrap();
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_storyfit"))
            .env_remove("STORYFIT_CORPUS")
            .env_remove("STORYFIT_INDEX")
            .env("COLUMNS", "100")
            .env("CLICOLOR_FORCE", "1")
            .current_dir(self.folder.path())
            .args(arguments)
            .stdin(fs::File::open(at("in")).unwrap())
            .stdout(Stdio::from(fs::File::create(at("out")).unwrap()))
            .stderr(Stdio::from(fs::File::create(at("err")).unwrap()))
            .spawn()
            .unwrap();
        let mut memory = 0;
        let status = loop {
            memory = memory.max(peak(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        };
        let text = |name: &str| String::from_utf8(fs::read(at(name)).unwrap()).unwrap();
        Run { code: status.code(), out: text("out"), err: text("err"), memory }
    }

    /// Runs a command that must end as commands do.
    fn ends(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert!(matches!(run.code, Some(0..=2)), "{arguments:?} {:?}: {}", run.code, run.err);
        assert!(run.memory < MOST_MEMORY, "{arguments:?} took {} kB", run.memory);
        run
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.ends(arguments);
        serde_json::from_str(&run.out).unwrap_or_else(|why| panic!("{why}: {} {}", run.out, run.err))
    }

    /// The problems of the corpus as `path:line: message`.
    fn problems(&self) -> Vec<String> {
        let listing = self.json(&["stories", "--format", "json"]);
        let told = |p: &Value| match p["line"].as_u64() {
            Some(line) => {
                format!("{}:{line}: {}", p["path"].as_str().unwrap(), p["message"].as_str().unwrap())
            }
            None => format!("{}: {}", p["path"].as_str().unwrap(), p["message"].as_str().unwrap()),
        };
        listing["problems"].as_array().unwrap().iter().map(told).collect()
    }
}

/// The peak of a process's resident memory so far, in kilobytes.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// What is left of a text without the colours that the renderers put there.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        match part.split_once('m') {
            Some((codes, rest)) if codes.chars().all(|c| c.is_ascii_digit() || c == ';') => {
                out.push_str(rest)
            }
            _ => {
                out.push_str("\u{1b}[");
                out.push_str(part);
            }
        }
    }
    out
}

/// Fails where a terminal would obey or hide something of a text.
fn is_harmless(text: &str) {
    for c in without_colour(text).chars() {
        let obeyed = c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!obeyed && !"\u{202e}\u{2066}\u{200b}\u{e0041}".contains(c), "{c:?} in {text:?}");
    }
}

#[test]
#[cfg(unix)]
fn files_that_are_no_notes_are_reported_and_the_others_answer() {
    use std::os::unix::fs::symlink;
    let bank = Bank::new();
    bank.write("good.md", STORY);
    symlink(".", bank.path("up")).unwrap();
    symlink("nowhere.md", bank.path("dangling.md")).unwrap();
    symlink("/dev/zero", bank.path("device.md")).unwrap();
    symlink("/etc/passwd", bank.path("leaves.md")).unwrap();
    fs::File::create(bank.path("huge.md")).unwrap().set_len(1 << 30).unwrap();
    bank.write("nul.md", format!("{STORY}\0\0\0"));
    bank.write("late_nul.md", format!("{}\n\0 {STORY}", "a\n".repeat(8000)));
    bank.write("bytes.md", [STORY.as_bytes(), b"\xff\xfe\x80 caf\xe9\n"].concat());
    bank.write("returns.txt", STORY.replace('\n', "\r"));
    let mut expected = vec![
        "bytes.md: is not UTF-8",
        "dangling.md: is a link that leads nowhere",
        "device.md: is a link that leaves the corpus",
        "huge.md: is larger than 16 MiB",
        "late_nul.md: holds NUL characters",
        "leaves.md: is a link that leaves the corpus",
        "nul.md: holds NUL bytes",
        "returns.txt: holds carriage returns",
        "up: is a link back to a folder above it",
    ];
    let made = std::process::Command::new("mkfifo").arg(bank.path("pipe.md")).status();
    if made.is_ok_and(|status| status.success()) {
        expected.push("pipe.md: is no ordinary file");
    }
    let problems = bank.problems();
    for part in expected {
        assert!(problems.iter().any(|problem| problem.starts_with(part)), "{part} in {problems:?}");
    }
    let answer = bank.json(&["ask", "Who found the key?", "--format", "json"]);
    assert_eq!(answer["results"][0]["title"], "The lost key", "{answer}");
}

#[test]
#[cfg(unix)]
fn a_lexicon_that_is_no_file_or_too_large_is_refused() {
    let bank = Bank::new();
    bank.write("good.md", STORY);
    bank.write("lexicon.toml", "# x\n".repeat(300_000));
    let refused = |what: &str| {
        let run = bank.ends(&["ask", "Who lost the key?"]);
        assert_eq!(run.code, Some(2), "{what}: {}", run.err);
        assert!(run.err.contains("lexicon.toml\" is no ordinary file"), "{what}: {}", run.err);
    };
    refused("1.2 MB");
    fs::remove_file(bank.path("lexicon.toml")).unwrap();
    if std::process::Command::new("mkfifo").arg(bank.path("lexicon.toml")).status().is_ok_and(|s| s.success())
    {
        refused("a pipe");
    }
}

#[test]
fn what_is_too_long_is_left_out_and_told_with_its_line() {
    let bank = Bank::new();
    bank.write("line.md", format!("# Notes\n{}\n\n{STORY}", "word ".repeat(2 << 20)));
    bank.write("word.md", format!("{STORY}\n{}\n", "x".repeat(70_000)));
    bank.write("title.md", STORY.replace("The lost key", &"y".repeat(70_000)));
    bank.write("long.md", format!("{STORY}\n{}", "some words\n".repeat(120_000)));
    let problems = bank.problems();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("line.md:2: is a line of 10240 KiB"), "{problems:?}");
    assert!(problems[1].starts_with("long.md:100001: is where reading stopped"), "{problems:?}");
    let listing = bank.json(&["stories", "--format", "json"]);
    let starts: Vec<_> =
        listing["stories"].as_array().unwrap().iter().map(|s| s["line_start"].as_u64()).collect();
    assert_eq!(starts, [Some(4), Some(1), Some(3), Some(1)]);
    let ids: Vec<_> =
        listing["stories"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| id.len() < 100), "{ids:?}");
    assert_eq!(bank.ends(&["ask", "Who found the key?"]).code, Some(0));
}

/// Shapes that cost a careless reader the square of their length, its stack, or all memory.
fn shapes() -> Vec<(&'static str, String)> {
    let deep = |text: &str| text.repeat(10_000);
    let told =
        "**Situation:** I was there with the others for long.\n**Action:** I did it and told them all.\n";
    let bomb: String =
        (1..40).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))).collect();
    let columns = |cell: &str| format!("{}\n", cell.repeat(10_000));
    let asked: String = (0..2_000).map(|n| format!("- Why did you do number {n}?\n")).collect();
    vec![
        ("tags.md", deep("<div>")),
        ("bold.md", deep("<b>")),
        ("page.html", format!("<!doctype html>{}", deep("<blockquote><p>a"))),
        ("cells.html", format!("<!doctype html><table><tr>{}", deep("<td>a"))),
        ("open_comment.html", format!("<!doctype html><!--{}", deep(" text --! "))),
        ("comment.md", format!("<!--\n{}", deep("Situation: hidden\n"))),
        ("quotes.md", deep("> ")),
        ("brackets.md", format!("{}{}", deep("["), deep("]"))),
        ("links.md", deep("[a](")),
        ("round.md", deep("(S) ")),
        ("list.md", deep("- ")),
        ("levels.md", (0..200).map(|n| format!("{}- a\n", "  ".repeat(n))).collect()),
        ("stars.md", deep("**a ")),
        ("runs.md", deep("*a_ ")),
        ("ticks.md", (0..300).map(|n| format!("{}a", "`".repeat(n))).collect()),
        ("fence.md", format!("```\n{}", deep("Situation: x\n"))),
        ("headings.md", deep("# a\n")),
        ("underlined.md", deep("a\n===\n")),
        ("columns.md", format!("{}{}{}", columns("|a"), columns("|-"), columns("|b"))),
        (
            "short_rows.md",
            format!("{}{}{}", "|a".repeat(1000) + "\n", "|-".repeat(1000) + "\n", "|\n".repeat(1000)),
        ),
        ("bomb.md", format!("---\na0: &a0 [x]\n{bomb}tags: *a39\n---\ntext\n")),
        ("deep.md", format!("---\na: {}{}\n---\ntext\n", deep("["), deep("]"))),
        ("asked.md", format!("---\nquestions:\n{asked}---\n{}", format!("{told}\n").repeat(500))),
        (
            "heading.md",
            format!(
                "# {}\n{}",
                asked.replace("- ", "").replace('\n', " "),
                format!("## X\n{told}\n").repeat(500)
            ),
        ),
        ("lessons.md", format!("Situation: I was there\nAction: I did\n{}", "Lesson: x\n".repeat(3000))),
        ("labels.md", deep("Task: x\n")),
        ("inline.md", deep("S: x T: y A: z R: w ")),
        ("questions.md", "Tell me about a time you failed?\n\n".repeat(1000)),
        ("under.rst", "Title\n^^^^^\n\ntext\n\n".repeat(2000)),
        ("stars.org", format!("#+TITLE: x\n{}", "* a\n** b\n".repeat(2000))),
        ("drawer.org", format!("#+TITLE: x\n:PROPERTIES:\n{}", deep("text\n"))),
        ("blocks.adoc", format!("= a\n{}", deep("====\n"))),
        ("comment.adoc", format!("= a\n////\n{}", deep("text\n"))),
        ("entities.md", deep("&amp;")),
        ("marks.md", format!("a{}", deep("\u{301}\u{316}"))),
        ("wide.md", deep("情境：我们失败了。")),
    ]
}

#[test]
fn documents_of_any_shape_are_read_in_bounded_memory() {
    let bank = Bank::new();
    for (name, text) in shapes() {
        bank.write(name, text);
    }
    bank.write("good.md", STORY);
    let index = bank.ends(&["index"]);
    assert_eq!(index.code, Some(0), "{}", index.err);
    let problems = bank.problems();
    for part in
        ["bomb.md:1: front matter", "deep.md:1: front matter", "asked.md:1: the document says too much"]
    {
        assert!(problems.iter().any(|problem| problem.starts_with(part)), "{part} in {problems:?}");
    }
    let answer = bank.json(&["ask", "Who lost the key to the archive?", "--format", "json"]);
    assert_eq!(answer["results"][0]["path"], "good.md");
}

/// A bank whose names, titles, themes, prompts and texts a terminal would obey.
fn obeyed() -> Bank {
    let bank = Bank::new();
    let text = format!(
        "## Ownership\n\n### The {OBEYED}lost key\n\nTheme: trust {OBEYED}\nPrompt: \"When did {OBEYED} you fail?\"\n\n\
         **Situation:** The {OBEYED} key to the archive was lost.\n\n**Action:** I called {OBEYED} everybody.\tI found it \
         in a coat.\n\n**Result:** The archive {OBEYED} opened on Monday.\n\nNobody {OBEYED} reads this.\n"
    );
    bank.write(&format!("a \"b\" 'c'{OBEYED}\nd.md").replace('/', ""), text);
    bank.write(&format!("odd{OBEYED}\n.md"), b"PK\0\0");
    bank
}

#[test]
#[cfg(unix)]
fn what_is_shown_is_escaped_whatever_the_command() {
    let bank = obeyed();
    let asked = format!("Who {OBEYED} found\n\tthe lost key of the archive? {OBEYED}?");
    bank.write(
        "../list.txt",
        format!("q{OBEYED}\t{asked}\nno {OBEYED} question\n# {OBEYED}\nWhen did you fail?\n"),
    );
    let id = bank.json(&["stories", "--format", "json"])["stories"][0]["id"].as_str().unwrap().to_owned();
    let list = "list.txt";
    let commands: &[&[&str]] = &[
        &["ask", &asked],
        &["ask", "--full", "--explain", &asked],
        &["ask", "--format", "trec", &asked],
        &["ask", "--questions", list],
        &["ask", "--format", "json", &asked],
        &["ask", "--theme", &asked, &asked],
        &["ask", ""],
        &["stories", "--unread"],
        &["stories", "--format", "json"],
        &["show", &id],
        &["show", &asked],
        &["show", "--format", "json", &id],
        &["index"],
        &["index", "--rebuild"],
        &["map", list],
        &["map", list, "--format", "md"],
        &["map", list, "--format", "csv"],
        &["map", list, "--format", "json", "--matrix"],
        &["map", "--pin", &asked],
        &["competencies", &asked],
        &["competencies", "--format", "json", &asked],
        &["questions", "--competency", &asked],
        &["told", &id, "--to", &asked.replace(['\n', '\t'], " ")],
        &["told", &id, "--to", &asked],
        &["map", "--told", "told.tsv", list],
        &["--corpus", &asked, "stories"],
        &["ask", "--questions", &asked],
        &[&asked],
        &["ask", "--format", &asked, "x"],
        &["ask", "--min-fit", &asked, "x"],
        &["ask", &format!("--{OBEYED}"), "x"],
    ];
    for arguments in commands {
        let run = bank.ends(arguments);
        is_harmless(&run.out);
        is_harmless(&run.err);
        assert!(!run.out.is_empty() || !run.err.is_empty(), "{arguments:?}");
    }
    let page = bank.ends(&["map", list, "--format", "html"]).out;
    assert!(!page.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
    // a pasted question is shown in a line
    let shown = without_colour(&bank.ends(&["ask", "Who found\n\n\tthe lost key?"]).out);
    assert!(shown.starts_with("Who found the lost key?\n"), "{shown}");
}

#[test]
#[cfg(unix)]
fn json_is_exact() {
    let bank = obeyed();
    let listing = bank.json(&["stories", "--format", "json"]);
    let story = &listing["stories"][0];
    assert_eq!(story["title"].as_str().unwrap(), format!("The {OBEYED}lost key"));
    assert_eq!(story["path"].as_str().unwrap(), format!("a \"b\" 'c'{OBEYED}\nd.md"));
    assert!(story["sections"][0]["text"].as_str().unwrap().contains(OBEYED));
    let asked = format!("Who {OBEYED} found\n\tthe lost key?");
    let answer = bank.json(&["ask", "--format", "json", &asked]);
    assert_eq!(answer["question"].as_str().unwrap(), asked);
}

#[test]
fn a_path_and_its_line_name_a_story_whatever_the_name_of_the_file() {
    let bank = Bank::new();
    for name in ["my notes.md", "it's \"mine\".md", "a:7.md"] {
        bank.write(name, STORY);
        let shown = bank.json(&["show", &format!("{name}:3"), "--format", "json"]);
        assert_eq!(shown["path"], name);
    }
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let bank = Bank::new();
    for (number, open) in ["=", "+", "-", "@", "\t=", "＝"].into_iter().enumerate() {
        bank.write(
            &format!("{number}.md"),
            STORY.replace("The lost key", &format!("Story: {open}cmd|' /C calc'!A0")),
        );
    }
    bank.write(
        "../list.txt",
        "# =1+1\n=q\t=HYPERLINK(\"http://x\")\n+1\t+1+1 lost key?\n\"\n\"=1\",=2\n- -3 lost?\n",
    );
    for arguments in
        [&["map", "list.txt", "--format", "csv"][..], &["map", "list.txt", "--format", "csv", "--matrix"]]
    {
        let out = bank.ends(arguments).out;
        let mut rows = csv_rows(&out);
        assert!(rows.len() > 3, "{out}");
        for cell in rows.drain(..).flatten() {
            let runs =
                cell.trim_start().starts_with(['=', '+', '-', '@', '＝']) || cell.starts_with(['\t', '\r']);
            assert!(!runs || cell.parse::<f64>().is_ok(), "{cell:?} in {out}");
        }
    }
}

/// The cells of a table in CSV.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_reader_of_markdown_shows_no_markup_of_the_notes() {
    let bank = Bank::new();
    bank.write(
        "a.md",
        STORY.replace(
            "The lost key",
            "The \\| lost `key` <img src=x onerror=alert(1)> [x](javascript:alert(1))",
        ),
    );
    bank.write("../list.txt", "Who found | the `key` <script>alert(1)</script> [x](javascript:alert(1))?\n");
    let out = bank.ends(&["map", "list.txt", "--format", "md"]).out;
    for open in ["<script", "<img", "`key`", "[x]("] {
        for (at, _) in out.match_indices(open) {
            assert!(out[..at].ends_with('\\'), "{open} in {out}");
        }
    }
    let row = out.lines().find(|line| line.contains("Who found")).unwrap();
    assert_eq!(row.replace("\\|", "").matches('|').count(), 6, "{row}");
    let page = bank.ends(&["map", "list.txt", "--format", "html"]).out;
    assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("href=\"javascript"));
}

#[test]
fn a_question_is_words_never_syntax() {
    let bank = Bank::new();
    bank.write("a.md", STORY);
    let long = "Who found the lost key? ".repeat(4300);
    let questions = [
        "the of and",
        "\"",
        "\"lost key",
        "(",
        ")(",
        "[lost",
        "key AND",
        "AND",
        "lost OR (key",
        "NOT key",
        "+key -lost",
        "*^2",
        "key^2",
        "key~2",
        "title:",
        "title:key",
        "_id:*",
        "/key/",
        "key*",
        "{a TO b}",
        "\\",
        "key\\",
        "--",
        "🔑",
        "🔑🔑 lost",
        "谁找到了钥匙？",
        "من وجد المفتاح؟",
        "कुंजी किसने ढूंढी?",
        "\u{202e}key",
        "e\u{301}\u{301}\u{301}",
        "I I I I was was I was",
        "?",
        "...",
        "0",
        "%s %n",
        "$(reboot)",
        "key\u{1b}[2J",
        &long,
    ];
    for question in questions {
        let run = bank.ends(&["ask", "--format", "json", "--", question]);
        let answer: Value =
            serde_json::from_str(&run.out).unwrap_or_else(|why| panic!("{question}: {why} {}", run.err));
        assert_eq!(answer["question"], question.trim());
        assert_eq!(run.code, Some(i32::from(answer["results"].as_array().unwrap().is_empty())), "{question}");
        bank.ends(&["ask", "--", question]);
        bank.ends(&["competencies", "--", question]);
    }
    for empty in ["", " ", "\n\t"] {
        let run = bank.ends(&["ask", empty]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("the question is empty"), "{}", run.err);
    }
    // what syntax would make of them is no answer
    let both =
        |question: &str| bank.json(&["ask", "--format", "json", "--", question])["results"][0]["fit"].clone();
    assert_eq!(both("NOT the lost key"), both("\"not\" (the) lost key*"));
}

#[test]
fn a_question_from_a_pipe_is_text_or_refused() {
    let bank = Bank::new();
    bank.write("a.md", STORY);
    let ask = |input: &[u8]| bank.run_with(&["ask", "-"], input);
    assert_eq!(ask(b"Who found\r\nthe lost key?\r\n").code, Some(0));
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("Who found the lost key?".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(ask(&wide).code, Some(0));
    let refused = ask(b"Who found\0 the key?");
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("NUL"), "{}", refused.err);
    assert_eq!(ask(b"\n \t\n").code, Some(2));
}

#[test]
fn a_list_that_is_no_list_is_refused_or_told() {
    let bank = Bank::new();
    bank.write("a.md", STORY);
    let list = |content: &[u8]| {
        bank.write("../list", content);
        let run = bank.ends(&["ask", "--questions", "list", "--format", "json"]);
        let map = bank.ends(&["map", "list", "--format", "json"]);
        assert_eq!(run.code == Some(2), map.code == Some(2), "{} {}", run.err, map.err);
        run
    };
    for (content, why) in [
        (b"\x7fELF\0\0\0".to_vec(), "NUL"),
        (vec![b'a'; 5 << 20], "at most 4 MiB"),
        (b"why ".repeat(1 << 18), "too long for a question"),
        (Vec::new(), "no question"),
    ] {
        let refused = list(&content);
        assert_eq!(refused.code, Some(2), "{why}");
        assert!(refused.err.contains(why), "{why} in {}", refused.err);
    }
    let wide: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain("Who found the key?\n".encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    assert_eq!(list(&wide).code, Some(0));
    let returns = list(b"Who found the key?\rWhen did you fail?\r");
    assert!(returns.err.contains("carriage returns"), "{}", returns.err);
}

#[test]
fn nothing_is_left_beside_the_corpus() {
    let bank = obeyed();
    bank.ends(&["stories"]);
    let mut names: Vec<_> =
        fs::read_dir(bank.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["corpus", "err", "in", "index", "out"].map(Into::<std::ffi::OsString>::into));
}
