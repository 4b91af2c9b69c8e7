//! The fit of every question with every story, of which only what the choice can need is kept.
//!
//! A row is made whole, looked at, and dropped; a list that turns out too short is read again deeper.
//! So memory grows with the answer and not with questions × stories.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::assign::{Pair, Prefix};
use super::parallel;
use super::pins::Settled;
use crate::error::Result;
use crate::question_list::ListedQuestion;
use crate::rank::fit::WORKABLE;
use crate::rank::question::Question;
use crate::rank::{Ranker, Ranking};

/// What is kept of each question's list at first, where questions choose alone and where they compete for
/// stories: making a row again costs more than keeping a few hundred pairs.
const DEPTH: usize = 8;
const DEPTH_TOGETHER: usize = 256;

/// How much deeper a list is read each time.
const DEEPER: usize = 4;

/// The stories of a bank in the order of their ids, and what rules them out.
pub struct Matrix<'a> {
    ranker: &'a Ranker,
    /// Row of the snapshot → place in the order of ids.
    places: Vec<u32>,
    settled: &'a Settled,
    /// For each story whether it was told already.
    told: Vec<bool>,
    min_fit: f32,
}

/// A question, and what was kept of its fits.
#[derive(Debug, Clone)]
pub struct Row {
    /// The question, understood.
    pub question: Question,
    /// How telling each of its terms is.
    pub idf: Vec<f32>,
    /// The competency it asks for most of all: that of its heading, or else the one it probes most.
    pub competency: Option<usize>,
    /// The best story, also where it was told already.
    pub best: Option<Pair>,
    /// The best story that may be told, also below the least fit.
    pub nearest: Option<Pair>,
    /// The fit of the story that is pinned to it.
    pub pinned: Option<Pair>,
    /// The best stories that may be told, none below the least fit.
    pub top: Prefix,
    /// Stories that are strong or workable, best first.
    pub good: Vec<u32>,
    /// The fit of every story, where the matrix is wanted.
    pub fits: Option<Vec<f32>>,
}

/// For each (competency, story) the best fit with a question of the competency, from [`WORKABLE`] on.
pub type Shown = BTreeMap<usize, Vec<f32>>;

impl<'a> Matrix<'a> {
    /// Looks at a bank; `order` is the row of each story in the order of ids.
    #[must_use]
    pub fn new(
        ranker: &'a Ranker,
        order: &[usize],
        settled: &'a Settled,
        told: Vec<bool>,
        min_fit: f32,
    ) -> Self {
        let mut places = vec![0; order.len()];
        for (place, row) in (0..).zip(order) {
            places[*row] = place;
        }
        Self { ranker, places, settled, told, min_fit }
    }

    /// Makes the rows of all questions, each with at least `least` of its best stories, more where they compete
    /// (`together`).
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn rows(
        &self,
        questions: &[ListedQuestion],
        least: usize,
        together: bool,
        whole: bool,
        threads: usize,
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<(Vec<Row>, Shown)> {
        let shown = Mutex::new(Shown::new());
        let depth = least.max(if together { DEPTH_TOGETHER } else { DEPTH });
        let row = |number: usize| self.row(number, &questions[number], depth, whole, &shown);
        let rows = parallel::each(questions.len(), threads, row, done)?;
        Ok((rows, shown.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    fn row(
        &self,
        number: usize,
        listed: &ListedQuestion,
        depth: usize,
        whole: bool,
        shown: &Mutex<Shown>,
    ) -> Result<Row> {
        let question = self.ranker.question(&listed.text)?;
        let headed = listed.group.as_ref().and_then(|group| self.ranker.lexicon().find(group));
        let competency = headed.or_else(|| question.competencies().first().copied());
        let mut row = Row {
            question,
            idf: Vec::new(),
            competency,
            best: None,
            nearest: None,
            pinned: None,
            top: Prefix { pairs: Vec::new(), complete: true },
            good: Vec::new(),
            fits: None,
        };
        // a question of courtesies alone fits nothing, whatever the figures say
        if row.question.terms.is_empty() {
            row.fits = whole.then(|| vec![0.0; self.places.len()]);
            return Ok(row);
        }
        let ranking = self.ranker.rank(&row.question)?;
        let pairs: Vec<Pair> = self.pairs(&ranking).collect();
        row.best = pairs.iter().find(|p| self.stands(number, p.story)).copied();
        row.nearest = pairs.iter().find(|p| self.admits(number, p.story)).copied();
        row.pinned = self.settled.pins[number].and_then(|s| pairs.iter().find(|p| p.story == s)).copied();
        row.top = self.top(number, &pairs, depth);
        let good = pairs.iter().take_while(|p| p.fit >= WORKABLE);
        let good: Vec<Pair> = good.filter(|p| self.stands(number, p.story)).copied().collect();
        if let (Some(competency), Ok(mut shown)) = (competency, shown.lock()) {
            let best = shown.entry(competency).or_insert_with(|| vec![0.0; self.places.len()]);
            for pair in &good {
                let best = &mut best[pair.story as usize];
                *best = best.max(pair.fit);
            }
        }
        row.good = good.iter().map(|p| p.story).collect();
        if whole {
            let mut fits = vec![0.0; self.places.len()];
            pairs.iter().for_each(|p| fits[p.story as usize] = p.fit);
            row.fits = Some(fits);
        }
        row.idf = ranking.matches.idf;
        Ok(row)
    }

    /// More than `known` of the stories that may be told for a question, or all there are.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn more(&self, number: usize, row: &Row, known: usize) -> Result<Prefix> {
        if row.top.complete || row.top.pairs.len() > known {
            return Ok(row.top.clone());
        }
        let ranking = self.ranker.rank(&row.question)?;
        let pairs: Vec<Pair> = self.pairs(&ranking).collect();
        Ok(self.top(number, &pairs, known.saturating_mul(DEEPER)))
    }

    /// The fit of every story with a question, by story; what may not be told at all has none.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn fits(&self, text: &str) -> Result<(Question, Vec<f32>, Vec<Option<f32>>)> {
        let question = self.ranker.question(text)?;
        let ranking = self.ranker.rank(&question)?;
        let mut fits = vec![None; self.places.len()];
        for pair in self.pairs(&ranking).filter(|p| !self.is_out(p.story)) {
            fits[pair.story as usize] = Some(if question.terms.is_empty() { 0.0 } else { pair.fit });
        }
        Ok((question, ranking.matches.idf, fits))
    }

    /// Best first, ties in the order of ids.
    fn pairs<'r>(&'r self, ranking: &'r Ranking) -> impl Iterator<Item = Pair> + 'r {
        ranking.scored.iter().map(|s| Pair { story: self.places[s.story], fit: s.fit })
    }

    fn top(&self, question: usize, pairs: &[Pair], depth: usize) -> Prefix {
        let mut rest =
            pairs.iter().take_while(|p| p.fit >= self.min_fit).filter(|p| self.admits(question, p.story));
        let pairs: Vec<Pair> = rest.by_ref().take(depth).copied().collect();
        Prefix { pairs, complete: rest.next().is_none() }
    }

    /// Whether the user lets the story stand for the question.
    fn stands(&self, question: usize, story: u32) -> bool {
        !self.settled.without[story as usize] && !self.settled.avoid.contains(&(question, story))
    }

    fn admits(&self, question: usize, story: u32) -> bool {
        self.stands(question, story) && !self.told[story as usize]
    }

    fn is_out(&self, story: u32) -> bool {
        self.settled.without[story as usize] || self.told[story as usize]
    }
}
