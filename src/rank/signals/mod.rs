//! The table of signals: what speaks for a story, each in its own file, and how much each counts.
//!
//! A signal is a number for a question and a story that depends on nothing else but the corpus'
//! word statistics. The fit is the logistic function of their weighted sum (see [`super::fit`]).

mod completeness;
mod detail;
mod evidence;
mod expectation;
mod figures;
mod prompts;
mod proximity;
mod theme;
mod topic;
mod words;

use super::View;
use super::matches::Matches;
use super::question::Question;

/// What a signal looks at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The question.
    pub question: &'a Question,
    /// What the stories say of its words.
    pub matches: &'a Matches,
    /// The story.
    pub story: &'a View,
    /// Its index.
    pub number: usize,
}

/// One signal.
pub struct Signal {
    /// Name in `--explain` and in JSON.
    pub name: &'static str,
    /// What it says, for people.
    pub about: &'static str,
    /// Its value, mostly in [0, 1].
    pub value: fn(&Scene<'_>) -> f32,
    /// Its weight in the sum, chosen on judgments by `cargo run --release --example tune`.
    pub weight: f32,
}

/// All signals, the strongest first. The weights are logistic regression coefficients.
pub const SIGNALS: &[Signal] = &[
    Signal {
        name: "evidence",
        about: "what the story shows of the competencies asked for",
        value: evidence::value,
        weight: 3.9,
    },
    Signal {
        name: "topic",
        about: "the competencies its prompts and title name",
        value: topic::value,
        weight: 2.8,
    },
    Signal { name: "theme", about: "the theme it is filed under", value: theme::value, weight: 1.6 },
    Signal {
        name: "prompts",
        about: "words it shares with its nearest prompt or title",
        value: prompts::value,
        weight: 1.8,
    },
    Signal {
        name: "words",
        about: "words of the question in its sections",
        value: words::value,
        weight: 0.5,
    },
    Signal {
        name: "proximity",
        about: "words of the question that stand together",
        value: proximity::value,
        weight: 1.0,
    },
    Signal {
        name: "completeness",
        about: "situation, task, action and result are there",
        value: completeness::value,
        weight: 0.1,
    },
    Signal { name: "figures", about: "a figure in the result", value: figures::value, weight: 0.2 },
    Signal { name: "detail", about: "how much it tells", value: detail::value, weight: 0.9 },
    Signal {
        name: "common",
        about: "how usual stories of the kind asked for are",
        value: expectation::common,
        weight: 2.6,
    },
    Signal {
        name: "specific",
        about: "how much the question asks at once",
        value: expectation::specific,
        weight: -0.5,
    },
];

/// The sum for a story of which every signal is 0.
pub const BIAS: f32 = -5.2;

/// How well a vector of competencies, whose length is given, names what the question probes, in [0, 1].
fn named(question: &Question, vector: &[f32], norm: f32) -> f32 {
    let lengths = question.norm * norm;
    if lengths > 0.0 { question.strength * dot(&question.probes, vector) / lengths } else { 0.0 }
}

/// Product of two vectors, eight sums side by side: one alone would wait for itself at every step.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for (sum, (x, y)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f32>()
}

/// Length of a vector.
pub(super) fn norm(vector: &[f32]) -> f32 {
    dot(vector, vector).sqrt()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(super) mod testing {
    //! One story in a bank of its own, and the value of one signal for it.

    use std::fs;

    use super::SIGNALS;
    use crate::bank::{Bank, Place};

    /// The signal's value for the only story of these notes.
    pub(in crate::rank) fn value(signal: &str, question: &str, notes: &str) -> f32 {
        let home = tempfile::TempDir::new().unwrap();
        let place = Place { corpus: home.path().join("notes"), index: home.path().join("index") };
        fs::create_dir(&place.corpus).unwrap();
        fs::write(place.corpus.join("a.md"), notes).unwrap();
        // other stories, so that words have statistics
        let other = "## The shed\n**Situation:** The old shed of the allotment leaned over.\n**Task:** Build another.\n\
            **Action:** Poured a slab, raised four walls and tarred the roof.\n**Result:** It stands.\n";
        fs::write(place.corpus.join("z.md"), other).unwrap();
        let ranker = Bank::open(&place, false).unwrap().ranker;
        let question = ranker.question(question).unwrap();
        let ranking = ranker.rank(&question).unwrap();
        let story = ranker.snapshot().rows().iter().position(|row| row.id.starts_with("a/")).unwrap();
        let number = SIGNALS.iter().position(|s| s.name == signal).unwrap();
        ranker.values(&question, &ranking.matches, story)[number]
    }

    /// A story with this head, action and result.
    pub(in crate::rank) fn story(head: &str, action: &str, result: &str) -> String {
        format!(
            "{head}\n**Situation:** It was the third week of the summer season at the harbour.\n\
            **Task:** The landing stage was mine.\n**Action:** {action}\n**Result:** {result}\n"
        )
    }
}
