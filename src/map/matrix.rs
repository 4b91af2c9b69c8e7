//! The fit of every question with every story, of which only what the choice can need is kept.
//!
//! A row is made whole, looked at, and dropped; it is made again where the choice needs more of it than
//! was kept. So memory grows with the answer and not with questions × stories.

use std::collections::HashSet;

use super::assign::{Pair, Prefix};
use super::pins::Settled;
use crate::error::Result;
use crate::question_list::ListedQuestion;
use crate::rank::fit::WORKABLE;
use crate::rank::question::Question;
use crate::rank::{Ranker, Ranking};

/// The stories of a bank in the order of their ids, and what rules them out.
pub struct Matrix<'a> {
    ranker: &'a Ranker,
    /// Row of the snapshot → place in the order of ids.
    places: Vec<u32>,
    limits: Limits<'a>,
}

/// What rules stories out; each list by story.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// What the user has settled.
    pub settled: &'a Settled,
    /// The event that each story tells.
    pub events: &'a [u32],
    /// Whether its event was told already.
    pub told: &'a [bool],
    /// No story below this fit.
    pub min_fit: f32,
}

/// What is kept of a row.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// Stories that tell different events.
    pub events: usize,
    /// Stories to compete for; 0 where questions choose alone.
    pub best: usize,
    /// The fit of every story.
    pub whole: bool,
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
    /// The best stories that may be told, each of another event, none below the least fit.
    pub apart: Vec<Pair>,
    /// The best stories that may be told, to compete for; none below the least fit.
    pub top: Prefix,
    /// Stories that are strong or workable, best first.
    pub good: Vec<Pair>,
    /// The fit of every story, where the matrix is wanted.
    pub fits: Option<Vec<f32>>,
}

impl<'a> Matrix<'a> {
    /// Looks at a bank; `order` is the row of each story in the order of ids.
    #[must_use]
    pub fn new(ranker: &'a Ranker, order: &[usize], limits: Limits<'a>) -> Self {
        let mut places = vec![0; order.len()];
        for (place, row) in (0..).zip(order) {
            places[*row] = place;
        }
        Self { ranker, places, limits }
    }

    /// Makes the row of a question.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn row(&self, number: usize, listed: &ListedQuestion, keep: Keep) -> Result<Row> {
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
            apart: Vec::new(),
            top: Prefix { pairs: Vec::new(), complete: true },
            good: Vec::new(),
            fits: None,
        };
        // a question of courtesies alone fits nothing, whatever the figures say
        if row.question.terms.is_empty() {
            row.fits = keep.whole.then(|| vec![0.0; self.places.len()]);
            return Ok(row);
        }
        let ranking = self.ranker.rank(&row.question)?;
        let pairs: Vec<Pair> = self.pairs(&ranking).collect();
        row.best = pairs.iter().find(|p| self.stands(number, p.story)).copied();
        row.nearest = pairs.iter().find(|p| self.admits(number, p.story)).copied();
        row.pinned =
            self.limits.settled.pins[number].and_then(|s| pairs.iter().find(|p| p.story == s)).copied();
        row.apart = self.apart(self.offered(number, &pairs), keep.events);
        if keep.best > 0 {
            let mut offered = self.offered(number, &pairs);
            row.top.pairs = offered.by_ref().take(keep.best).collect();
            row.top.complete = offered.next().is_none();
        }
        let good = pairs.iter().take_while(|p| p.fit >= WORKABLE);
        row.good = good.filter(|p| self.stands(number, p.story)).copied().collect();
        if keep.whole {
            let mut fits = vec![0.0; self.places.len()];
            pairs.iter().for_each(|p| fits[p.story as usize] = p.fit);
            row.fits = Some(fits);
        }
        row.idf = ranking.matches.idf;
        Ok(row)
    }

    /// All stories that may be told for a question, best first, none below the least fit.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn all(&self, number: usize, question: &Question) -> Result<Vec<Pair>> {
        let ranking = self.ranker.rank(question)?;
        let pairs: Vec<Pair> = self.pairs(&ranking).collect();
        Ok(self.offered(number, &pairs).collect())
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

    /// Those of a question's pairs that may be told.
    fn offered<'r>(&'r self, question: usize, pairs: &'r [Pair]) -> impl Iterator<Item = Pair> + 'r {
        let fit = pairs.iter().take_while(|p| p.fit >= self.limits.min_fit);
        fit.filter(move |p| self.admits(question, p.story)).copied()
    }

    /// The first `most` events, each by its best story.
    fn apart(&self, offered: impl Iterator<Item = Pair>, most: usize) -> Vec<Pair> {
        let mut events = HashSet::new();
        offered.filter(|p| events.insert(self.limits.events[p.story as usize])).take(most).collect()
    }

    /// Whether the user lets the story stand for the question.
    fn stands(&self, question: usize, story: u32) -> bool {
        let settled = self.limits.settled;
        !settled.without[story as usize] && !settled.avoid.contains(&(question, story))
    }

    fn admits(&self, question: usize, story: u32) -> bool {
        self.stands(question, story) && !self.limits.told[story as usize]
    }

    fn is_out(&self, story: u32) -> bool {
        self.limits.settled.without[story as usize] || self.limits.told[story as usize]
    }
}
