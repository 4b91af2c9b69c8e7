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
use assign::{Pair, assign};
use loop_plan::{Asked, Loop};
use matrix::{Keep, Limits, Matrix, Row};
use pins::Rules;
use told::Told;

/// Pairs of each question that compete with those of others. Longer lists are searched longer, shorter
/// ones made anew more often.
const COMPETING: usize = 512;

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
    pub notes: Vec<Note>,
}

/// What is to be known of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The question has no word to go by.
    NoWord,
    /// The user wanted it so, also where its event was told already.
    Pinned(Option<Telling>),
    /// The event of the better story was told already.
    Told(u32, Telling),
    /// The better story is told for another question.
    Elsewhere {
        /// The better story.
        story: u32,
        /// Number of the other question.
        question: usize,
    },
    /// Another story, which is told for another question, tells the same event.
    SameEvent {
        /// The other story.
        story: u32,
        /// Number of the other question.
        question: usize,
    },
}

/// When an event was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The story that was told.
    pub story: u32,
    /// To whom.
    pub to: String,
    /// `YYYY-MM-DD`.
    pub date: String,
}

/// A part of the work that may take long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading the stories.
    Reading,
    /// Ranking them for each question.
    Ranking,
    /// Giving stories to questions that compete.
    Choosing,
    /// Saying why.
    Explaining,
}

/// Is told how many of how many are done of a phase, from any thread; each phase begins with none.
pub type Progress<'a> = &'a (dyn Fn(Phase, usize, usize) + Sync);

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

/// Makes the map.
///
/// # Errors
/// Rules that contradict each other or name what is not there; the index cannot be read.
pub fn map(ranker: &Ranker, wanted: &Wanted, progress: Progress<'_>) -> Result<Map> {
    let snapshot = ranker.snapshot().rows();
    let mut order: Vec<usize> = (0..snapshot.len()).collect();
    order.sort_by(|a, b| snapshot[*a].id.cmp(&snapshot[*b].id));
    let ids: Vec<StoryId> = order.iter().map(|row| StoryId(snapshot[*row].id.clone())).collect();
    let settled = pins::settle(&wanted.rules, &wanted.questions, &ids, wanted.reuse)?;
    let read = |number: usize| ranker.story(order[number]);
    let stories = each(Phase::Reading, order.len(), wanted.threads, read, progress)?;
    let alike = alike::alike(&stories);
    let events = alike::events(stories.len(), &alike);
    let tellings = tellings(&wanted.told, &ids, &events);
    let told: Vec<bool> = tellings.iter().map(Option::is_some).collect();
    let limits = Limits { settled: &settled, events: &events, told: &told, min_fit: wanted.min_fit };
    let matrix = Matrix::new(ranker, &order, limits);
    let keep = Keep {
        // one of them may be the event of the choice
        events: wanted.backups.saturating_add(1),
        best: if wanted.reuse.is_some() { COMPETING } else { 0 },
        whole: wanted.whole,
    };
    let row = |number: usize| matrix.row(number, &wanted.questions[number], keep);
    let mut rows = each(Phase::Ranking, wanted.questions.len(), wanted.threads, row, progress)?;
    let chosen = choose(&matrix, &mut rows, wanted, stories.len(), progress)?;
    let choices = choices(&rows, &chosen, wanted, &events, &tellings);
    let plan = match &wanted.rounds {
        Some(rounds) => Some(plan(&matrix, ranker, rounds, &events, wanted.min_fit)?),
        None => None,
    };
    Ok(Map { stories, rows, choices, plan, alike })
}
/// [`parallel::each`] as a phase.
///
/// # Errors
/// Those of `work`.
pub fn each<T: Send>(
    phase: Phase,
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T> + Sync,
    progress: Progress<'_>,
) -> Result<Vec<T>> {
    progress(phase, 0, count);
    parallel::each(count, threads, work, &|done| progress(phase, done, count))
}

/// For each story the last telling of its event, its own before that of another story.
fn tellings(log: &[Told], ids: &[StoryId], events: &[u32]) -> Vec<Option<Telling>> {
    let mut own: Vec<Option<Telling>> = vec![None; ids.len()];
    let mut event: HashMap<u32, Telling> = HashMap::new();
    for told in log {
        if let Ok(story) = ids.binary_search(&told.story) {
            let telling = Telling { story: story as u32, to: told.to.clone(), date: told.date.clone() };
            own[story] = Some(telling.clone());
            event.insert(events[story], telling);
        }
    }
    let other = |story: usize| event.get(&events[story]).cloned();
    own.into_iter().enumerate().map(|(story, own)| own.or_else(|| other(story))).collect()
}

/// The story of each question; takes what the rows kept for the competition.
fn choose(
    matrix: &Matrix<'_>,
    rows: &mut [Row],
    wanted: &Wanted,
    stories: usize,
    progress: Progress<'_>,
) -> Result<Vec<Option<Pair>>> {
    let Some(reuse) = wanted.reuse else {
        return Ok(rows.iter().map(|row| row.pinned.or_else(|| row.apart.first().copied())).collect());
    };
    let mut capacity = vec![reuse; stories];
    for pinned in rows.iter().filter_map(|row| row.pinned) {
        let left = &mut capacity[pinned.story as usize];
        *left = left.saturating_sub(1);
    }
    // which of several equal choices is made depends on the words of the questions, not on their order
    let mut compete: Vec<usize> = (0..rows.len()).filter(|q| rows[*q].pinned.is_none()).collect();
    compete.sort_by_key(|q| (&wanted.questions[*q].text, &wanted.questions[*q].id, *q));
    let best = compete.iter().map(|q| std::mem::take(&mut rows[*q].top)).collect();
    let all = |places: &[usize]| {
        let one = |number: usize| {
            let question = compete[places[number]];
            matrix.all(question, &rows[question].question)
        };
        parallel::each(places.len(), wanted.threads, one, &|_| {})
    };
    progress(Phase::Choosing, 0, compete.len());
    let done = |done| progress(Phase::Choosing, done, compete.len());
    let chosen = assign(best, &capacity, COMPETING, all, done)?;
    let mut out: Vec<Option<Pair>> = rows.iter().map(|row| row.pinned).collect();
    for (number, pair) in compete.iter().zip(chosen) {
        out[*number] = pair;
    }
    Ok(out)
}

/// The backups and notes of each choice.
fn choices(
    rows: &[Row],
    chosen: &[Option<Pair>],
    wanted: &Wanted,
    events: &[u32],
    tellings: &[Option<Telling>],
) -> Vec<Chosen> {
    // for each event the questions and stories that tell it
    let mut told: HashMap<u32, Vec<(usize, u32)>> = HashMap::new();
    for (question, story) in chosen.iter().enumerate().filter_map(|(q, c)| Some((q, (*c)?.story))) {
        told.entry(events[story as usize]).or_default().push((question, story));
    }
    let told_as = |event: u32, is: &dyn Fn(u32) -> bool| {
        told.get(&event).and_then(|told| told.iter().copied().find(|(_, story)| is(*story)))
    };
    let of = |(row, chosen): (&Row, &Option<Pair>)| {
        let elsewhere = |story: u32| told_as(events[story as usize], &|other| other == story);
        let mut notes: Vec<Note> = note(row, *chosen, tellings, elsewhere).into_iter().collect();
        // a question that is left a gap has no story to fall back from
        let Some(story) = chosen.map(|pair| pair.story) else {
            return Chosen { story: None, backups: Vec::new(), notes };
        };
        let event = events[story as usize];
        // where stories may repeat, so may events
        let other = wanted.reuse.and_then(|_| told_as(event, &|other| other != story));
        notes.extend(other.map(|(question, story)| Note::SameEvent { story, question }));
        let others = row.apart.iter().filter(|pair| events[pair.story as usize] != event);
        Chosen { story: *chosen, backups: others.take(wanted.backups).copied().collect(), notes }
    };
    rows.iter().zip(chosen).map(of).collect()
}

/// Why a choice is not simply the best story. `elsewhere` gives a question that a story is told for.
fn note(
    row: &Row,
    chosen: Option<Pair>,
    tellings: &[Option<Telling>],
    elsewhere: impl Fn(u32) -> Option<(usize, u32)>,
) -> Option<Note> {
    if let Some(pinned) = row.pinned {
        return Some(Note::Pinned(tellings[pinned.story as usize].clone()));
    }
    if row.question.terms.is_empty() {
        return Some(Note::NoWord);
    }
    let fit = chosen.map_or(0.0, |pair| pair.fit);
    let better = row.best.filter(|best| best.fit > fit)?;
    if let Some(telling) = &tellings[better.story as usize] {
        return Some(Note::Told(better.story, telling.clone()));
    }
    // what lies below the least fit was passed over for that alone
    let offered = row.apart.first().filter(|offered| offered.fit > fit)?;
    elsewhere(offered.story).map(|(question, story)| Note::Elsewhere { story, question })
}

/// The stories kept for each round.
fn plan(
    matrix: &Matrix<'_>,
    ranker: &Ranker,
    rounds: &Loop,
    events: &[u32],
    min_fit: f32,
) -> Result<Vec<(String, Vec<Kept>)>> {
    let mut fits: Vec<Vec<Pair>> = Vec::new();
    let mut best: Vec<Vec<usize>> = Vec::new();
    let mut understood: Vec<Vec<(Question, Vec<f32>)>> = Vec::new();
    for need in rounds.rounds.iter().flat_map(|round| &round.needs) {
        let texts = texts(need, ranker);
        let mut sums: Vec<Option<f32>> = vec![Some(0.0); events.len()];
        let mut nearest: Vec<(f32, usize)> = vec![(-1.0, 0); events.len()];
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
    let kept = loop_plan::keep(rounds, &fits, events, min_fit)?;
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
