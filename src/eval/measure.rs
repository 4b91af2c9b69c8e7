//! The table of measures: their names, what they compute, and in which order they read ties.
//!
//! A name is written as `ir_measures` writes it, `Name(option=value)@depth`; a new measure is one
//! row of [`MEASURES`].

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::Ties;
use crate::error::{Error, Result};
use crate::story::StoryId;

/// A measure offered, by name.
#[derive(Debug)]
pub struct MeasureRow {
    /// The name before any option or depth, as in `nDCG`.
    pub name: &'static str,
    /// Whether the name ends in a depth, as in `nDCG@10`; some measures have a row for each case.
    pub takes_depth: bool,
    /// The options it takes, `rel` or `dcg`.
    pub options: &'static [&'static str],
    /// What it says, in one line, with its range.
    pub about: &'static str,
    order: Order,
    compute: fn(&Measure, &[Place], &BTreeMap<StoryId, i32>) -> f64,
}

impl MeasureRow {
    /// The name with its depth, if it has one: `nDCG@k`.
    #[must_use]
    pub fn form(&self) -> String {
        format!("{}{}", self.name, if self.takes_depth { "@k" } else { "" })
    }
}

/// Every measure. Definitions: Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR
/// techniques", TOIS 20(4), 2002 (nDCG); Kantor & Voorhees, "The TREC-5 confusion track", Information
/// Retrieval 2, 2000 (RR); trec_eval 9 (P, Success); OpenNIR (Judged); all as `ir_measures` 0.4.3
/// computes them.
pub const MEASURES: &[MeasureRow] = &[
    MeasureRow {
        name: "nDCG",
        takes_depth: false,
        options: &["dcg"],
        about: "gain of the stories returned, discounted by rank; 1 = best stories first",
        order: Order::TREC_EVAL,
        compute: ndcg,
    },
    MeasureRow {
        name: "nDCG",
        takes_depth: true,
        options: &["dcg"],
        about: "the same over the first k stories; 1 = the best k stories, best first",
        order: Order::TREC_EVAL,
        compute: ndcg,
    },
    MeasureRow {
        name: "RR",
        takes_depth: false,
        options: &["rel"],
        about: "1 / rank of the first relevant story; 0 = none",
        order: Order::TREC_EVAL,
        compute: reciprocal_rank,
    },
    MeasureRow {
        name: "RR",
        takes_depth: true,
        options: &["rel"],
        about: "1 / rank of the first relevant story; 0 = none among the first k",
        order: Order::PYTHON,
        compute: reciprocal_rank,
    },
    MeasureRow {
        name: "P",
        takes_depth: true,
        options: &["rel"],
        about: "relevant stories among the first k, divided by k even where fewer were returned; in [0, 1]",
        order: Order::TREC_EVAL,
        compute: precision,
    },
    MeasureRow {
        name: "Success",
        takes_depth: true,
        options: &["rel"],
        about: "1 = one of the first k stories is relevant; else 0",
        order: Order::TREC_EVAL,
        compute: success,
    },
    MeasureRow {
        name: "Judged",
        takes_depth: false,
        options: &[],
        about: "the part of the stories returned that have a judgment; in [0, 1]",
        order: Order::PYTHON,
        compute: judged,
    },
    MeasureRow {
        name: "Judged",
        takes_depth: true,
        options: &[],
        about: "the part of the first k stories, or of fewer returned, that have a judgment; in [0, 1]",
        order: Order::PYTHON,
        compute: judged,
    },
];

/// A row of [`MEASURES`] with its options and depth set; made by parsing a name such as
/// `P(rel=2)@5` and written the same way.
#[derive(Debug, Clone)]
pub struct Measure {
    row: &'static MeasureRow,
    /// Stories beyond this rank do not count.
    depth: Option<usize>,
    /// The lowest grade that is relevant, at least 1.
    rel: i32,
    dcg: Dcg,
}

impl PartialEq for Measure {
    fn eq(&self, other: &Self) -> bool {
        let key = |measure: &Self| (measure.row.name, measure.depth, measure.rel, measure.dcg);
        key(self) == key(other)
    }
}

impl Eq for Measure {}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.name)?;
        if self.rel != 1 {
            write!(f, "(rel={})", self.rel)?;
        }
        if self.dcg != Dcg::default() {
            write!(f, "(dcg='{}')", self.dcg.name())?;
        }
        self.depth.map_or(Ok(()), |depth| write!(f, "@{depth}"))
    }
}

impl FromStr for Measure {
    type Err = Error;

    /// Reads `Name(option=value)@depth`, in the spelling of [`MEASURES`]. Options may be left out; a
    /// value may stand in quotes or not.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let unreadable = || Error::Input(format!("cannot read measure \"{text}\"; {}", known()));
        let (head, depth) = match text.rsplit_once('@') {
            Some((head, depth)) => (head.trim_end(), Some(depth.trim())),
            None => (text, None),
        };
        let (name, options) = match head.split_once('(') {
            Some((name, rest)) => (name.trim_end(), rest.strip_suffix(')').ok_or_else(unreadable)?),
            None => (head, ""),
        };
        let named = || MEASURES.iter().filter(|row| row.name == name);
        let row = named().find(|row| row.takes_depth == depth.is_some()).ok_or_else(|| {
            Error::Input(match named().next() {
                Some(row) => format!("measure \"{text}\" needs a depth, as in {}@5", row.name),
                None => format!("unknown measure \"{text}\"; {}", known()),
            })
        })?;
        let depth = depth.map(|depth| {
            depth.parse().ok().filter(|&depth: &usize| depth > 0).ok_or_else(|| {
                Error::Input(format!("depth \"{depth}\" of measure \"{text}\" must be a whole number from 1"))
            })
        });
        let mut measure = Self { row, depth: depth.transpose()?, rel: 1, dcg: Dcg::default() };
        for option in options.split(',').filter(|option| !option.trim().is_empty()) {
            let (key, value) = option.split_once('=').ok_or_else(unreadable)?;
            measure.set(key.trim(), value.trim().trim_matches(['\'', '"']), text)?;
        }
        Ok(measure)
    }
}

impl Measure {
    /// Sets an option of the name `text`.
    fn set(&mut self, key: &str, value: &str, text: &str) -> Result<()> {
        if !self.row.options.contains(&key) {
            let has = match self.row.options {
                [] => "it has none".to_owned(),
                options => format!("it has {}", options.join(", ")),
            };
            return Err(Error::Input(format!("no option \"{key}\" in measure \"{text}\"; {has}")));
        }
        let wrong = |expected: &str| {
            Error::Input(format!("{key} \"{value}\" of measure \"{text}\" must be {expected}"))
        };
        if key == "rel" {
            let rel = value.parse().ok().filter(|&rel: &i32| rel > 0);
            self.rel = rel.ok_or_else(|| wrong("a whole number from 1"))?;
        } else {
            let dcg = Dcg::ALL.into_iter().find(|dcg| dcg.name() == value);
            self.dcg = dcg.ok_or_else(|| wrong(&Dcg::ALL.map(Dcg::name).join(" or ")))?;
        }
        Ok(())
    }

    /// The value for one question, in [0, 1].
    pub(super) fn value<'a>(
        &self,
        judged: &BTreeMap<StoryId, i32>,
        answers: impl Iterator<Item = (&'a StoryId, f64)>,
        ties: Ties,
    ) -> f64 {
        let order = if self.dcg == Dcg::ExpLog2 { Order::GDEVAL } else { self.row.order };
        let mut answers: Vec<_> = answers.collect();
        answers.sort_by(|a, b| order.compare(*a, *b));
        let mut places = Vec::with_capacity(answers.len());
        for tied in answers.chunk_by(|a, b| order.compare_scores(a.1, b.1).is_eq()) {
            let worst = places.len() + tied.len();
            for &(story, _) in tied {
                let rank = if ties == Ties::Worst { worst } else { places.len() + 1 };
                places.push(Place { rank, grade: judged.get(story).copied() });
            }
        }
        (self.row.compute)(self, &places, judged)
    }

    fn depth(&self) -> usize {
        self.depth.unwrap_or(usize::MAX)
    }

    /// The places that count.
    fn within<'a>(&self, places: &'a [Place]) -> impl Iterator<Item = &'a Place> {
        let depth = self.depth();
        places.iter().filter(move |place| place.rank <= depth)
    }

    /// The places that count and hold a relevant story.
    fn relevant<'a>(&self, places: &'a [Place]) -> impl Iterator<Item = &'a Place> {
        let rel = self.rel;
        self.within(places).filter(move |place| place.grade.is_some_and(|grade| grade >= rel))
    }
}

/// The list of names that an error shows.
fn known() -> String {
    let forms: Vec<_> = MEASURES.iter().map(MeasureRow::form).collect();
    format!("known are {}, with options as in P(rel=2)@5 or nDCG(dcg='exp-log2')@10", forms.join(", "))
}

/// What a grade gains in nDCG; a grade below 1 gains 0. The discount is log2(rank + 1) in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dcg {
    /// The grade itself, as in trec_eval.
    #[default]
    Log2,
    /// 2^grade − 1, as in gdeval (Burges et al., "Learning to rank using gradient descent", ICML 2005).
    ExpLog2,
}

impl Dcg {
    /// All formulations, the default first.
    pub const ALL: [Self; 2] = [Self::Log2, Self::ExpLog2];

    /// The name that `ir_measures` gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Log2 => "log2",
            Self::ExpLog2 => "exp-log2",
        }
    }

    fn gain(self, grade: i32) -> f64 {
        match self {
            Self::Log2 => f64::from(grade.max(0)),
            Self::ExpLog2 => f64::from(grade.max(0)).exp2() - 1.0,
        }
    }
}

/// A story returned: its rank, 1-based, and its grade where someone judged it.
struct Place {
    rank: usize,
    grade: Option<i32>,
}

fn ndcg(measure: &Measure, places: &[Place], judged: &BTreeMap<StoryId, i32>) -> f64 {
    let discounted = |rank: usize, grade| measure.dcg.gain(grade) / (rank as f64 + 1.0).log2();
    let got: f64 = measure.within(places).map(|at| discounted(at.rank, at.grade.unwrap_or(0))).sum();
    let mut grades: Vec<_> = judged.values().copied().collect();
    grades.sort_unstable_by(|a, b| b.cmp(a));
    let best: f64 =
        (1..).zip(grades).take(measure.depth()).map(|(rank, grade)| discounted(rank, grade)).sum();
    if best > 0.0 { got / best } else { 0.0 }
}

fn reciprocal_rank(measure: &Measure, places: &[Place], _: &BTreeMap<StoryId, i32>) -> f64 {
    measure.relevant(places).next().map_or(0.0, |place| 1.0 / place.rank as f64)
}

fn precision(measure: &Measure, places: &[Place], _: &BTreeMap<StoryId, i32>) -> f64 {
    measure.relevant(places).count() as f64 / measure.depth() as f64
}

fn success(measure: &Measure, places: &[Place], _: &BTreeMap<StoryId, i32>) -> f64 {
    if measure.relevant(places).next().is_some() { 1.0 } else { 0.0 }
}

fn judged(measure: &Measure, places: &[Place], _: &BTreeMap<StoryId, i32>) -> f64 {
    let found = measure.within(places).filter(|place| place.grade.is_some()).count();
    found as f64 / places.len().min(measure.depth()).max(1) as f64
}

/// How a reference program orders answers: by score, descending, then by story id.
#[derive(Debug, Clone, Copy)]
struct Order {
    /// Scores are compared in single precision.
    single: bool,
    /// Of equal scores, the lower id stands first.
    low_id_first: bool,
}

impl Order {
    /// trec_eval and pytrec_eval: `float sim`, `comp_sim_docno`.
    const TREC_EVAL: Self = Self { single: true, low_id_first: false };
    /// gdeval.pl: `runOrder`.
    const GDEVAL: Self = Self { single: false, low_id_first: false };
    /// The Python providers of ir_measures (msmarco, judged): `key=lambda x: (-x[1], x[0])`.
    const PYTHON: Self = Self { single: false, low_id_first: true };

    fn compare(self, a: (&StoryId, f64), b: (&StoryId, f64)) -> Ordering {
        let by_id = if self.low_id_first { a.0.cmp(b.0) } else { b.0.cmp(a.0) };
        self.compare_scores(a.1, b.1).then(by_id)
    }

    fn compare_scores(self, a: f64, b: f64) -> Ordering {
        // Adding 0 turns -0 into 0, which `total_cmp` would put apart.
        let rounded = |score: f64| if self.single { f64::from(score as f32) + 0.0 } else { score + 0.0 };
        rounded(b).total_cmp(&rounded(a))
    }
}

/// The least mean that a measure must reach, from `nDCG@10=0.6`.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// What must reach it.
    pub measure: Measure,
    /// In [0, 1].
    pub least: f64,
}

impl Threshold {
    /// Whether `mean` reaches the threshold. Both are rounded to four decimals first, so that a mean
    /// copied from a report always holds.
    #[must_use]
    pub fn holds(&self, mean: f64) -> bool {
        let rounded = |value: f64| (value * 1e4).round();
        rounded(mean) >= rounded(self.least)
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.measure, self.least)
    }
}

impl FromStr for Threshold {
    type Err = Error;

    /// Reads `MEASURE=VALUE`, the value in [0, 1].
    fn from_str(text: &str) -> Result<Self> {
        // The last "=", as in P(rel=2)@5=0.4; one inside the brackets parts no value off.
        let parts = text.rsplit_once('=').filter(|(_, value)| !value.contains([')', '@']));
        let (measure, value) = parts.ok_or_else(|| {
            Error::Input(format!("threshold \"{text}\" has no value; write it as in nDCG@10=0.6"))
        })?;
        let least = value.trim().parse().ok().filter(|least| (0.0..=1.0).contains(least));
        let least = least.ok_or_else(|| {
            Error::Input(format!("value \"{value}\" of threshold \"{text}\" must be a number from 0 to 1"))
        })?;
        Ok(Self { measure: measure.parse()?, least })
    }
}

#[cfg(test)]
mod tests;
