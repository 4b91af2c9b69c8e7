//! Questions × stories → which story to tell for each question.
//!
//! Enters: a ranker, the questions, and what the user has settled. Leaves: for each question a story and
//! its backups, the plan for a loop, and what can be said about the bank.
//!
//! Deliberately absent: files, words for people, and the matrix itself, unless it is asked for. The
//! result is the same for any number of threads and any order of equals: stories are numbered by id,
//! and questions compete in the order of their words.

pub mod alike;
pub mod assign;
pub mod coverage;
pub mod loop_plan;
pub mod matrix;
pub mod parallel;
pub mod pins;
pub mod told;

use std::collections::HashMap;

use crate::error::Result;
use crate::question_list::ListedQuestion;
use crate::rank::Ranker;
use crate::rank::question::Question;
use crate::story::{Story, StoryId};
use alike::Alike;
use assign::{Pair, Prefix, assign};
use loop_plan::{Asked, Loop};
use matrix::{Matrix, Row, Shown};
use pins::Rules;
use told::Told;

/// What is wanted of a map.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The questions, as listed.
    pub questions: Vec<ListedQuestion>,
    /// Stories in reserve for each question.
    pub backups: usize,
    /// How often one story may be chosen; any number of times where none is given.
    pub reuse: Option<u32>,
    /// No story below this fit, in [0, 1].
    pub min_fit: f32,
    /// What the user has settled.
    pub rules: Rules,
    /// Stories that were told already are not offered.
    pub told: Vec<Told>,
    /// The loop to plan for.
    pub rounds: Option<Loop>,
    /// Whether the fit of every pair is kept.
    pub whole: bool,
    /// Threads to work with, at least 1.
    pub threads: usize,
}

/// A map; stories are numbered in the order of their ids.
#[derive(Debug, Clone)]
pub struct Map {
    /// All stories, by id.
    pub stories: Vec<Story>,
    /// What was kept of each question's fits.
    pub rows: Vec<Row>,
    /// What was chosen for each question.
    pub choices: Vec<Chosen>,
    /// Best fits by competency and story.
    pub shown: Shown,
    /// For each round of the loop its needs.
    pub plan: Option<Vec<(String, Vec<Kept>)>>,
    /// Stories that tell the same event.
    pub alike: Vec<Alike>,
}

/// What was chosen for a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chosen {
    /// The story to tell.
    pub story: Option<Pair>,
    /// Others, best first, none of which tells the same event.
    pub backups: Vec<Pair>,
    /// What else there is to know.
    pub note: Option<Note>,
}

/// Why a choice is not simply the best story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The question has no word to go by.
    NoWord,
    /// The user wanted it so.
    Pinned,
    /// The better story was told already.
    Told {
        /// The better story.
        story: u32,
        /// To whom.
        to: String,
        /// When.
        date: String,
    },
    /// The better story is told for another question.
    Elsewhere(u32),
}

/// What a round asks about, and the stories kept for it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What is asked.
    pub asked: Asked,
    /// The stories, best first, each with the question that it answers best.
    pub stories: Vec<(Pair, usize)>,
    /// The questions that stand for the need, and how telling their terms are.
    pub questions: Vec<(Question, Vec<f32>)>,
}

/// Makes the map. `done` is called with the number of questions that are ranked, from any thread.
///
/// # Errors
/// Rules that contradict each other or name what is not there; the index cannot be read.
pub fn map(ranker: &Ranker, wanted: &Wanted, done: &(dyn Fn(usize) + Sync)) -> Result<Map> {
    let snapshot = ranker.snapshot().rows();
    let mut order: Vec<usize> = (0..snapshot.len()).collect();
    order.sort_by(|a, b| snapshot[*a].id.cmp(&snapshot[*b].id));
    let stories = parallel::each(order.len(), wanted.threads, |n| ranker.story(order[n]), &|_| {})?;
    let ids: Vec<StoryId> = stories.iter().map(|s| s.id.clone()).collect();
    let settled = pins::settle(&wanted.rules, &wanted.questions, &ids, wanted.reuse)?;
    let tellings: HashMap<&StoryId, &Told> = wanted.told.iter().map(|t| (&t.story, t)).collect();
    let told = ids.iter().map(|id| tellings.contains_key(id)).collect();
    let alike = alike::alike(&stories);
    let events = alike::events(stories.len(), &alike);
    let matrix = Matrix::new(ranker, &order, &settled, told, wanted.min_fit);
    let least = wanted.backups.saturating_add(2);
    let together = wanted.reuse.is_some();
    let (rows, shown) =
        matrix.rows(&wanted.questions, least, together, wanted.whole, wanted.threads, done)?;
    let told = choose(&matrix, &rows, wanted, stories.len())?;
    let rest = |number: usize| {
        let row: &Row = &rows[number];
        let story = told[number];
        let backups = backups(&matrix, number, row, story, &events, wanted.backups)?;
        let note = note(row, story, |s| tellings.get(&ids[s as usize]).copied());
        Ok(Chosen { story, backups, note })
    };
    let choices = parallel::each(rows.len(), wanted.threads, rest, &|_| {})?;
    let plan = match &wanted.rounds {
        Some(rounds) => Some(plan(&matrix, ranker, rounds, stories.len(), wanted.min_fit)?),
        None => None,
    };
    Ok(Map { stories, rows, choices, shown, plan, alike })
}

/// The story of each question.
fn choose(matrix: &Matrix<'_>, rows: &[Row], wanted: &Wanted, stories: usize) -> Result<Vec<Option<Pair>>> {
    let best = |row: &Row| row.pinned.or_else(|| row.top.pairs.first().copied());
    let Some(reuse) = wanted.reuse else { return Ok(rows.iter().map(best).collect()) };
    let mut capacity = vec![reuse; stories];
    for pinned in rows.iter().filter_map(|row| row.pinned) {
        let left = &mut capacity[pinned.story as usize];
        *left = left.saturating_sub(1);
    }
    // which of several equal choices is made depends on the words of the questions, not on their order
    let mut compete: Vec<usize> = (0..rows.len()).filter(|q| rows[*q].pinned.is_none()).collect();
    compete.sort_by_key(|q| (&wanted.questions[*q].text, &wanted.questions[*q].id, *q));
    let more = |place: usize, known: usize| matrix.more(compete[place], &rows[compete[place]], known);
    let chosen = assign(compete.len(), &capacity, more)?;
    let mut out: Vec<Option<Pair>> = rows.iter().map(|row| row.pinned).collect();
    for (number, pair) in compete.iter().zip(chosen) {
        out[*number] = pair;
    }
    Ok(out)
}

/// The best stories beside the chosen one that tell other events.
fn backups(
    matrix: &Matrix<'_>,
    number: usize,
    row: &Row,
    chosen: Option<Pair>,
    events: &[u32],
    wanted: usize,
) -> Result<Vec<Pair>> {
    // a question that is left a gap has no story to fall back from
    let Some(chosen) = chosen.filter(|_| wanted > 0) else { return Ok(Vec::new()) };
    let mut prefix = Prefix::default();
    loop {
        prefix = matrix.more(number, row, prefix.pairs.len())?;
        let mut told = vec![events[chosen.story as usize]];
        let mut out = Vec::new();
        for pair in &prefix.pairs {
            let event = events[pair.story as usize];
            if out.len() < wanted && !told.contains(&event) {
                told.push(event);
                out.push(*pair);
            }
        }
        if out.len() == wanted || prefix.complete {
            return Ok(out);
        }
    }
}

fn note<'a>(row: &Row, chosen: Option<Pair>, told: impl Fn(u32) -> Option<&'a Told>) -> Option<Note> {
    if row.question.terms.is_empty() && row.pinned.is_none() {
        return Some(Note::NoWord);
    }
    if row.pinned.is_some() {
        return Some(Note::Pinned);
    }
    let fit = chosen.map_or(0.0, |pair| pair.fit);
    let better = row.best.filter(|best| best.fit > fit && Some(best.story) != chosen.map(|c| c.story))?;
    if let Some(told) = told(better.story) {
        return Some(Note::Told { story: better.story, to: told.to.clone(), date: told.date.clone() });
    }
    // what lies below the least fit was passed over for that alone
    let offered = row.top.pairs.first()?;
    (offered.fit > fit).then_some(Note::Elsewhere(offered.story))
}

/// The stories kept for each round.
fn plan(
    matrix: &Matrix<'_>,
    ranker: &Ranker,
    rounds: &Loop,
    stories: usize,
    min_fit: f32,
) -> Result<Vec<(String, Vec<Kept>)>> {
    let mut fits: Vec<Vec<Pair>> = Vec::new();
    let mut best: Vec<Vec<usize>> = Vec::new();
    let mut understood: Vec<Vec<(Question, Vec<f32>)>> = Vec::new();
    for need in rounds.rounds.iter().flat_map(|round| &round.needs) {
        let texts = texts(need, ranker);
        let mut sums: Vec<Option<f32>> = vec![Some(0.0); stories];
        let mut nearest: Vec<(f32, usize)> = vec![(-1.0, 0); stories];
        let mut questions = Vec::with_capacity(texts.len());
        for (number, text) in texts.iter().enumerate() {
            let (question, idf, row) = matrix.fits(text)?;
            questions.push((question, idf));
            for ((sum, nearest), fit) in sums.iter_mut().zip(&mut nearest).zip(row) {
                *sum = sum.zip(fit).map(|(sum, fit)| sum + fit);
                if let Some(fit) = fit.filter(|fit| *fit > nearest.0) {
                    *nearest = (fit, number);
                }
            }
        }
        let count = texts.len() as f32;
        let pair = |(story, sum): (u32, &Option<f32>)| sum.map(|sum| Pair { story, fit: sum / count });
        fits.push((0..).zip(&sums).filter_map(pair).collect());
        best.push(nearest.into_iter().map(|(_, number)| number).collect());
        understood.push(questions);
    }
    let kept = loop_plan::keep(rounds, &fits, stories, min_fit)?;
    let mut needs = kept.into_iter().zip(best).zip(understood).map(|((pairs, best), questions)| {
        let stories = pairs.into_iter().map(|pair| (pair, best[pair.story as usize])).collect();
        (stories, questions)
    });
    let mut out = Vec::with_capacity(rounds.rounds.len());
    for round in &rounds.rounds {
        let kept = round.needs.iter().zip(needs.by_ref()).map(|(asked, (stories, questions))| Kept {
            asked: asked.clone(),
            stories,
            questions,
        });
        out.push((round.name.clone(), kept.collect()));
    }
    Ok(out)
}

/// The questions that stand for a need: those of the bank for a competency, or its name where the bank
/// has none. A story's fit for a competency is the mean over them, for it is not known which is asked.
fn texts(need: &Asked, ranker: &Ranker) -> Vec<String> {
    match need {
        Asked::Question(text) => vec![text.clone()],
        Asked::Competency(competency) => {
            let bank = ranker.lexicon().questions().iter();
            let texts: Vec<String> =
                bank.filter(|q| q.competency == *competency).map(|q| q.text.clone()).collect();
            if texts.is_empty() {
                vec![ranker.lexicon().competencies()[*competency].name.clone()]
            } else {
                texts
            }
        }
    }
}
