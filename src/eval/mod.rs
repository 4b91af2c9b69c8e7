//! Judgments and a run of answers → measures.
//!
//! In: TREC qrels, a run (from a file or added answer by answer) and the names of measures. Out: a
//! value for each judged question, means, and the comparison of two runs. Deliberately absent:
//! asking the questions, files, printing, and any idea of how answers came to be ranked.
//!
//! The values are those of `ir_measures` 0.4.3 to four decimals, in these corners too:
//! - Answers stand in the order of their scores; the rank column of a run is not used.
//! - **Ties.** `ir_measures` hands each measure to another program, and so do we follow each:
//!   pytrec_eval (nDCG, RR, P, Success) compares scores in single precision, as trec_eval does, and
//!   puts equal ones in *descending* order of story id; gdeval (`dcg='exp-log2'`) does so in double
//!   precision; RR@k (MS MARCO's script) and Judged compare in double precision and put equal ones
//!   in *ascending* order of id. With ties RR@10 can therefore exceed RR. Ids compare byte by byte.
//! - A question of the qrels without any answer counts 0, in every measure.
//! - A question without a relevant story counts 0, except in Judged; it stays in the mean.
//! - Answers to questions that the qrels do not name are passed over.
//! - A story without a judgment counts as not relevant; only Judged tells the two apart. A negative
//!   grade is a judgment of "not relevant"; it gains 0.

mod compare;
mod measure;
mod trec;

pub use compare::{Comparison, RESAMPLES, SEED, compare};
pub use measure::{Dcg, MEASURES, Measure, MeasureRow, Threshold};
pub use trec::{MAX_GRADE, Qrels, Run, Topic, parse_qrels, parse_run, parse_topics, run_line};

/// The values of one measure for one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// What was measured.
    pub measure: Measure,
    /// One value in [0, 1] for each question of the qrels, in the order of the question ids (by
    /// bytes, so `q10` before `q2`); never empty.
    pub values: Vec<(String, f64)>,
}

impl Scores {
    /// The mean over all questions of the qrels, in [0, 1].
    #[must_use]
    pub fn mean(&self) -> f64 {
        // `max` keeps a `Scores` built by hand without values from giving NaN.
        self.values.iter().map(|(_, value)| value).sum::<f64>() / self.values.len().max(1) as f64
    }
}

/// What becomes of stories with equal scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// Ordered by story id, in the direction of the measure's reference (see the [module](self)).
    #[default]
    ById,
    /// Each counts at the worst rank of its group: of three stories tied for the first place, all
    /// stand at rank 3 and nothing at 1 or 2. Never more than [`Ties::ById`] gives, and a scorer that
    /// cannot tell stories apart earns nothing by the luck of their ids.
    Worst,
}

/// Measures a run: one value for each question of the qrels.
#[must_use]
pub fn evaluate(measure: &Measure, qrels: &Qrels, run: &Run, ties: Ties) -> Scores {
    let values = qrels
        .by_question()
        .map(|(question, judged)| (question.to_owned(), measure.value(judged, run.answers(question), ties)));
    Scores { measure: measure.clone(), values: values.collect() }
}
