//! A loop of interviews → which stories to keep for which round.
//!
//! Enters: the loop as a TOML file, and the fit of every need with every story. Leaves: stories for each
//! need, no event told twice.
//!
//! ```toml
//! [[round]]   # or [[interviewer]]
//! name = "hiring manager"
//! competencies = ["conflict", "ownership"]   # ids or names, as "storyfit competencies" lists them
//! questions = ["q7", "When did you fail?"]   # ids of the list, or questions
//! ```

use std::collections::HashSet;

use serde::Deserialize;

use super::assign::{Pair, Prefix, assign};
use super::pins::nearest;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::question_list::ListedQuestion;

/// Stories that are ready for a competency, because "another example?" comes.
pub const FOR_COMPETENCY: usize = 2;

/// What a fit counts in the choice: what a round names first is its focus, and an example that stands
/// in reserve may never be asked for. Only the order of these numbers matters much.
const FOCUS: f32 = 1.0;
const BESIDE: f32 = 0.8;
const RESERVE: f32 = 0.5;

/// The rounds of a loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// In order.
    pub rounds: Vec<LoopRound>,
}

/// One round or interviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopRound {
    /// As named.
    pub name: String,
    /// What will be asked: competencies first, then questions; each in the order of the file.
    pub needs: Vec<Asked>,
}

/// What a round asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Index of a competency of the lexicon.
    Competency(usize),
    /// A question.
    Question(String),
}

impl Asked {
    /// How many stories should be ready.
    #[must_use]
    pub fn wanted(&self) -> usize {
        match self {
            Self::Competency(_) => FOR_COMPETENCY,
            Self::Question(_) => 1,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "round")]
    rounds: Vec<Entry>,
    #[serde(default, rename = "interviewer")]
    interviewers: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    competencies: Vec<String>,
    #[serde(default)]
    questions: Vec<String>,
}

/// Reads a loop; `name` is that of the file, `questions` the list in which a round may name ids.
///
/// # Errors
/// What cannot be used, with its line or its round.
pub fn parse(name: &str, text: &str, lexicon: &Lexicon, questions: &[ListedQuestion]) -> Result<Loop> {
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.get(..at).unwrap_or("").matches('\n').count() + 1;
        Error::Input(format!("{name}:{line}: {}", error.message()))
    })?;
    let entries = match (file.rounds.is_empty(), file.interviewers.is_empty()) {
        (false, true) => file.rounds,
        (true, false) => file.interviewers,
        (true, true) => return Err(Error::Input(format!("{name}: there is no [[round]] in it"))),
        // their order would be lost
        (false, false) => {
            return Err(Error::Input(format!("{name}: use [[round]] or [[interviewer]], not both")));
        }
    };
    let mut rounds: Vec<LoopRound> = Vec::with_capacity(entries.len());
    for entry in entries {
        let round = &entry.name;
        if rounds.iter().any(|r| r.name == *round) {
            return Err(Error::Input(format!("{name}: two rounds are named \"{round}\"")));
        }
        if entry.competencies.is_empty() && entry.questions.is_empty() {
            return Err(Error::Input(format!(
                "{name}: round \"{round}\" names neither competencies nor questions"
            )));
        }
        let mut needs: Vec<Asked> = Vec::new();
        for wanted in &entry.competencies {
            let Some(found) = lexicon.find(wanted) else {
                let near = nearest(wanted, lexicon.competencies().iter().map(|c| c.id.as_str()));
                return Err(Error::Input(format!(
                    "{name}: round \"{round}\" asks for \"{wanted}\", which is no competency; {near}"
                )));
            };
            needs.push(Asked::Competency(found));
        }
        for wanted in &entry.questions {
            let listed = questions.iter().find(|q| q.id == *wanted);
            needs.push(Asked::Question(listed.map_or_else(|| wanted.clone(), |q| q.text.clone())));
        }
        let mut once: Vec<Asked> = Vec::with_capacity(needs.len());
        needs.into_iter().for_each(|need| {
            if !once.contains(&need) {
                once.push(need)
            }
        });
        rounds.push(LoopRound { name: entry.name, needs: once });
    }
    Ok(Loop { rounds })
}

/// Stories for every need of every round, best first: no event twice, the total fit the greatest
/// possible. `fits` gives for each need, in order, its stories with their fit; below `min_fit` none is
/// kept. `events` is the event of each story.
///
/// # Errors
/// None of its own.
pub fn keep(rounds: &Loop, fits: &[Vec<Pair>], events: &[u32], min_fit: f32) -> Result<Vec<Vec<Pair>>> {
    let tellings: Vec<Vec<Pair>> = fits.iter().map(|fits| best_tellings(fits, events, min_fit)).collect();
    // one slot for each story that should be ready: (need, what its fit counts)
    let mut slots: Vec<(usize, f32)> = Vec::new();
    let mut need = 0;
    for round in &rounds.rounds {
        for (place, asked) in round.needs.iter().enumerate() {
            let weight = if place == 0 { FOCUS } else { BESIDE };
            for example in 0..asked.wanted() {
                slots.push((need, if example == 0 { weight } else { weight * RESERVE }));
            }
            need += 1;
        }
    }
    // what is told once is the event
    let weighted = |&(need, weight): &(usize, f32)| -> Vec<Pair> {
        let told = |p: &Pair| Pair { story: events[p.story as usize], fit: p.fit * weight };
        tellings[need].iter().map(told).collect()
    };
    let best = slots.iter().map(|slot| Prefix { pairs: weighted(slot), complete: true }).collect();
    let all = |asked: &[usize]| Ok(asked.iter().map(|slot| weighted(&slots[*slot])).collect());
    let choice = assign(best, &vec![1; events.len()], 1, all, |_| {})?;
    let mut out = vec![Vec::new(); need];
    for ((need, _), told) in slots.iter().zip(choice) {
        let is_told = |p: &&Pair| told.is_some_and(|told| told.story == events[p.story as usize]);
        out[*need].extend(tellings[*need].iter().find(is_told).copied());
    }
    out.iter_mut().for_each(|pairs| best_first(pairs));
    Ok(out)
}

/// Each event by the story that tells it best, best first.
fn best_tellings(fits: &[Pair], events: &[u32], min_fit: f32) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = fits.iter().filter(|p| p.fit >= min_fit).copied().collect();
    best_first(&mut pairs);
    let mut told = HashSet::new();
    pairs.retain(|p| told.insert(events[p.story as usize]));
    pairs
}

fn best_first(pairs: &mut [Pair]) {
    pairs.sort_by(|a, b| b.fit.total_cmp(&a.fit).then(a.story.cmp(&b.story)));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Loop> {
        let listed = ListedQuestion {
            id: "q7".to_owned(),
            text: "When did you fail?".to_owned(),
            group: None,
            line: 1,
        };
        parse("loop.toml", text, &Lexicon::load(None).unwrap(), &[listed])
    }

    #[track_caller]
    fn refused(text: &str, part: &str) {
        let message = read(text).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }

    #[test]
    fn rounds_name_competencies_ids_and_questions() {
        let found = read(
            "[[round]]\nname = \"one\"\ncompetencies = [\"conflict\"]\nquestions = [\"q7\", \"Why?\"]\n\n[[round]]\nname = \"two\"\nquestions = [\"q7\"]\n",
        )
        .unwrap();
        assert_eq!(found.rounds.len(), 2);
        let [Asked::Competency(_), Asked::Question(first), Asked::Question(second)] =
            &found.rounds[0].needs[..]
        else {
            unreachable!("{found:?}")
        };
        assert_eq!((first.as_str(), second.as_str()), ("When did you fail?", "Why?"));
    }

    #[test]
    fn what_cannot_be_used_is_told_with_its_place() {
        refused("", "no [[round]]");
        refused("[[round]]\nname = \"one\"\nfocus = 3\n", "loop.toml:3");
        refused("[[round]]\nname = \"one\"\n", "\"one\" names neither");
        refused("[[round]]\nname = \"one\"\n[[interviewer]]\nname = \"two\"\n", "not both");
        refused("[[round]]\nname = \"one\"\ncompetencies = [\"conflikt\"]\n", "conflict");
        let twice = "[[round]]\nname = \"one\"\nquestions = [\"q7\"]\n".repeat(2);
        refused(&twice, "two rounds are named \"one\"");
    }

    fn fits(row: &[f32]) -> Vec<Pair> {
        (0..).zip(row).map(|(story, fit)| Pair { story, fit: *fit }).collect()
    }

    fn kept(rounds: &[&[Asked]], rows: &[&[f32]], events: &[u32]) -> Vec<Vec<u32>> {
        let rounds =
            rounds.iter().map(|needs| LoopRound { name: String::new(), needs: needs.to_vec() }).collect();
        let fits: Vec<Vec<Pair>> = rows.iter().map(|row| fits(row)).collect();
        keep(&Loop { rounds }, &fits, events, 0.1)
            .unwrap()
            .into_iter()
            .map(|pairs| pairs.into_iter().map(|p| p.story).collect())
            .collect()
    }

    #[test]
    fn no_story_is_kept_twice_and_each_competency_has_two() {
        let (a, b) = (Asked::Competency(0), Asked::Competency(1));
        let found = kept(&[&[a], &[b]], &[&[0.9, 0.8, 0.5, 0.0], &[0.9, 0.1, 0.4, 0.3]], &[0, 1, 2, 3]);
        assert_eq!(found, [vec![1, 2], vec![0, 3]]);
    }

    #[test]
    fn the_focus_of_a_round_goes_before_what_stands_beside() {
        let question = |text: &str| Asked::Question(text.to_owned());
        let found = kept(&[&[question("focus"), question("beside")]], &[&[0.8, 0.1], &[0.85, 0.1]], &[0, 1]);
        assert_eq!(found, [vec![0], vec![1]]);
    }

    #[test]
    fn what_does_not_fit_is_not_kept() {
        assert_eq!(kept(&[&[Asked::Competency(0)]], &[&[0.05, 0.7]], &[0, 1]), [vec![1]]);
    }

    #[test]
    fn a_story_that_is_told_keeps_those_of_the_same_event_from_everyone() {
        let question = |text: &str| Asked::Question(text.to_owned());
        let (a, b) = (question("a"), question("b"));
        // 0 and 2 tell one event, which is told where it counts most, in the words that fit best there
        let found = kept(&[&[a], &[b]], &[&[0.7, 0.3, 0.9], &[0.7, 0.2, 0.6]], &[0, 1, 0]);
        assert_eq!(found, [vec![2], vec![1]]);
        let found = kept(&[&[Asked::Competency(0)]], &[&[0.7, 0.3, 0.9]], &[0, 1, 0]);
        assert_eq!(found, [vec![2, 1]]);
    }
}
