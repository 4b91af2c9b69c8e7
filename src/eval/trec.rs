//! The three files of TREC: topics, qrels and runs.
//!
//! Text in, values out; an error is a sentence that begins with `path:line`. Columns are parted by
//! any white space and blank lines are skipped. The formats: <https://trec.nist.gov/data/qrels_eng/>
//! and the README of trec_eval.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::story::StoryId;

/// The largest grade, and as a negative the smallest. Judgments go to 3 or 4; beyond 100 a column is
/// misplaced, and 2^grade must stay finite.
pub const MAX_GRADE: i32 = 100;

/// How well stories answer questions, as people judged it; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qrels(BTreeMap<String, BTreeMap<StoryId, i32>>);

impl Qrels {
    /// The ids of the judged questions, ascending by bytes.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The grade of a story for a question: 1 and above relevant, 0 and below not, in
    /// ±[`MAX_GRADE`]; none where nobody judged it.
    #[must_use]
    pub fn grade(&self, question: &str, story: &StoryId) -> Option<i32> {
        self.0.get(question)?.get(story).copied()
    }

    pub(super) fn by_question(&self) -> impl Iterator<Item = (&str, &BTreeMap<StoryId, i32>)> {
        self.0.iter().map(|(question, judged)| (question.as_str(), judged))
    }
}

/// Reads qrels, `question 0 story grade` on each line. The second column is not used. `path` only
/// names the file in errors.
///
/// # Errors
/// A line of another shape, a grade that is no whole number in ±[`MAX_GRADE`], a story judged twice
/// for one question, or no judgment at all.
pub fn parse_qrels(path: &str, text: &str) -> Result<Qrels> {
    let mut qrels = BTreeMap::<String, BTreeMap<StoryId, i32>>::new();
    for (place, line) in lines(path, text) {
        let [question, _, story, grade] = columns(&place, line, "question 0 story grade")?;
        let grade =
            grade.parse().ok().filter(|grade| (-MAX_GRADE..=MAX_GRADE).contains(grade)).ok_or_else(|| {
                bad(&place, format!("grade \"{grade}\" is no whole number from -{MAX_GRADE} to {MAX_GRADE}"))
            })?;
        match qrels.entry(question.to_owned()).or_default().entry(StoryId(story.to_owned())) {
            Entry::Vacant(entry) => entry.insert(grade),
            Entry::Occupied(_) => {
                let what = format!("story \"{story}\" is judged twice for question \"{question}\"");
                return Err(bad(&place, what + "; keep one of the lines"));
            }
        };
    }
    if qrels.is_empty() {
        return Err(Error::Input(format!("{path}: no judgment in it; a line is \"question 0 story grade\"")));
    }
    Ok(Qrels(qrels))
}

/// The stories that were returned for each question, with their scores; may be empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run(BTreeMap<String, BTreeMap<StoryId, f64>>);

impl Run {
    /// Adds an answer; more is better. Scores may be negative and have any scale, but those that
    /// differ only beyond single precision are ties to most measures (see the
    /// [module](crate::eval)).
    ///
    /// # Errors
    /// A score that is not finite, or a story that the question already has.
    pub fn add(&mut self, question: &str, story: StoryId, score: f64) -> Result<()> {
        if !score.is_finite() {
            return Err(Error::Input(format!("score \"{score}\" of story \"{story}\" is no finite number")));
        }
        match self.0.entry(question.to_owned()).or_default().entry(story) {
            Entry::Vacant(entry) => {
                entry.insert(score);
                Ok(())
            }
            Entry::Occupied(entry) => Err(Error::Input(format!(
                "story \"{}\" answers question \"{question}\" twice; keep one of the lines",
                entry.key()
            ))),
        }
    }

    /// The ids of the questions with an answer, ascending by bytes.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn answers(&self, question: &str) -> impl Iterator<Item = (&StoryId, f64)> {
        self.0.get(question).into_iter().flatten().map(|(story, &score)| (story, score))
    }
}

/// Reads a run, `question Q0 story rank score tag` on each line. The order is that of the scores:
/// `Q0`, rank and tag are not used, though a rank must be a whole number, lest columns be misplaced.
/// A run without a line is a run that answered nothing. `path` only names the file in errors.
///
/// # Errors
/// A line of another shape, a rank or score that is no number, or a story twice for one question.
pub fn parse_run(path: &str, text: &str) -> Result<Run> {
    let mut run = Run::default();
    for (place, line) in lines(path, text) {
        let [question, _, story, rank, score, _] = columns(&place, line, "question Q0 story rank score tag")?;
        if rank.parse::<i64>().is_err() {
            return Err(bad(&place, format!("rank \"{rank}\" is no whole number")));
        }
        let score = score.parse().map_err(|_| bad(&place, format!("score \"{score}\" is no number")))?;
        run.add(question, StoryId(story.to_owned()), score).map_err(|error| bad(&place, error))?;
    }
    Ok(run)
}

/// One line of a run, without the line break: `question Q0 story rank score tag`, as trec_eval and
/// ir_measures read it. `rank` is 1-based. Question and tag must have no white space. Readers sort by
/// score and not by rank, so equal scores lose the order of the ranks.
#[must_use]
pub fn run_line(question: &str, story: &StoryId, rank: usize, score: f64, tag: &str) -> String {
    format!("{question} Q0 {story} {rank} {score} {tag}")
}

/// One question to ask, with the id that the qrels know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Without white space, never empty, unique in its file.
    pub id: String,
    /// As the interviewer asks it; trimmed, never empty.
    pub question: String,
}

/// Reads topics, `id TAB question` on each line, in the order of the file; at least one. A tab after
/// the first belongs to the question. `path` only names the file in errors.
///
/// # Errors
/// A line without a tab, an id that is empty, has white space or was used before, an empty question,
/// or no topic at all.
pub fn parse_topics(path: &str, text: &str) -> Result<Vec<Topic>> {
    let mut topics = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, line) in lines(path, text) {
        let (id, question) = line.split_once('\t').ok_or_else(|| {
            bad(&place, format!("expected \"id TAB question\", found no tab in \"{}\"", line.trim()))
        })?;
        let (id, question) = (id.trim(), question.trim());
        if id.is_empty() || id.contains(char::is_whitespace) {
            return Err(bad(&place, format!("question id \"{id}\" must be one word")));
        }
        if question.is_empty() {
            return Err(bad(&place, format!("nothing is asked under the id \"{id}\"")));
        }
        if !seen.insert(id) {
            return Err(bad(&place, format!("question id \"{id}\" was used before; ids must differ")));
        }
        topics.push(Topic { id: id.to_owned(), question: question.to_owned() });
    }
    if topics.is_empty() {
        return Err(Error::Input(format!("{path}: no question in it; a line is \"id TAB question\"")));
    }
    Ok(topics)
}

/// The lines that are not blank, each with its `path:line`, 1-based.
fn lines<'a>(path: &'a str, text: &'a str) -> impl Iterator<Item = (String, &'a str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = (1_usize..).zip(text.lines());
    numbered
        .filter(|(_, line)| !line.trim().is_empty())
        .map(move |(number, line)| (format!("{path}:{number}"), line))
}

/// The columns of a line, exactly as many as `shape` names.
fn columns<'a, const N: usize>(place: &str, line: &'a str, shape: &str) -> Result<[&'a str; N]> {
    let found: Vec<_> = line.split_whitespace().collect();
    let count = found.len();
    found.try_into().map_err(|_| {
        bad(place, format!("expected {N} columns, \"{shape}\", found {count} in \"{}\"", line.trim()))
    })
}

fn bad(place: &str, what: impl std::fmt::Display) -> Error {
    Error::Input(format!("{place}: {what}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    /// The sentence that `result` fails with.
    fn sentence<T>(result: Result<T>) -> String {
        match result {
            Ok(_) => panic!("should have been refused"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn qrels_take_any_white_space_bom_and_crlf() {
        let qrels = parse_qrels("q", "\u{feff}q1 0 a 3\r\n\r\n  q1\tx\tb   -1\r\nq2 0 a 0").unwrap();
        assert_eq!(qrels.questions().collect::<Vec<_>>(), ["q1", "q2"]);
        assert_eq!(qrels.grade("q1", &StoryId("b".into())), Some(-1));
        assert_eq!(qrels.grade("q2", &StoryId("b".into())), None);
    }

    #[test]
    fn qrels_are_refused_in_sentences() {
        let check = |text, expected| assert_eq!(sentence(parse_qrels("j.txt", text)), expected);
        check(
            "q1 0 a 3\n\nq1 a 3\n",
            "j.txt:3: expected 4 columns, \"question 0 story grade\", found 3 in \"q1 a 3\"",
        );
        check("q1 0 a 1.5", "j.txt:1: grade \"1.5\" is no whole number from -100 to 100");
        check("q1 0 a 2000", "j.txt:1: grade \"2000\" is no whole number from -100 to 100");
        check(
            "q1 0 a 1\nq1 0 a 2",
            "j.txt:2: story \"a\" is judged twice for question \"q1\"; keep one of the lines",
        );
        check(" \n", "j.txt: no judgment in it; a line is \"question 0 story grade\"");
    }

    #[test]
    fn runs_are_refused_in_sentences() {
        let check = |text, expected| assert_eq!(sentence(parse_run("r", text)), expected);
        check(
            "q1 Q0 a 1 0.5",
            "r:1: expected 6 columns, \"question Q0 story rank score tag\", found 5 in \"q1 Q0 a 1 0.5\"",
        );
        check("q1 Q0 a 1 high t", "r:1: score \"high\" is no number");
        check("q1 Q0 a 1 NaN t", "r:1: score \"NaN\" of story \"a\" is no finite number");
        check("q1 Q0 a 0.5 1 t", "r:1: rank \"0.5\" is no whole number");
        check(
            "q1 Q0 a 1 2 t\nq1 Q0 a 2 1 t",
            "r:2: story \"a\" answers question \"q1\" twice; keep one of the lines",
        );
    }

    #[test]
    fn a_run_line_reads_back() {
        let mut run = Run::default();
        for (rank, score) in [0.1 + 0.2, -1e-9, 1e21].into_iter().enumerate() {
            let story = StoryId(format!("s{rank}"));
            run.add("q1", story.clone(), score).unwrap();
            let line = run_line("q1", &story, rank + 1, score, "storyfit");
            let read = parse_run("r", &line).unwrap();
            assert_eq!(read.answers("q1").collect::<Vec<_>>(), [(&story, score)], "{line}");
        }
        assert_eq!(run.questions().collect::<Vec<_>>(), ["q1"]);
        assert_eq!(parse_run("r", "").unwrap(), Run::default());
    }

    #[test]
    fn topics_keep_the_order_of_the_file() {
        let topics = parse_topics("t", "q2\tWhy\tyou? \r\n\nq1\t Tell me. \n").unwrap();
        let pairs: Vec<_> = topics.iter().map(|topic| (topic.id.as_str(), topic.question.as_str())).collect();
        assert_eq!(pairs, [("q2", "Why\tyou?"), ("q1", "Tell me.")]);
    }

    #[test]
    fn topics_are_refused_in_sentences() {
        let check = |text, expected| assert_eq!(sentence(parse_topics("t", text)), expected);
        check("Tell me.", "t:1: expected \"id TAB question\", found no tab in \"Tell me.\"");
        check("q 1\tTell me.", "t:1: question id \"q 1\" must be one word");
        check("\tTell me.", "t:1: question id \"\" must be one word");
        check("q1\t ", "t:1: nothing is asked under the id \"q1\"");
        check("q1\ta\nq1\tb", "t:2: question id \"q1\" was used before; ids must differ");
        check("", "t: no question in it; a line is \"id TAB question\"");
    }
}
