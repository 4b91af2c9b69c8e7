//! What the user has settled: this story for that question, never this one, not this story at all.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::question_list::ListedQuestion;
use crate::story::StoryId;
use crate::text::{edit_distance, fold};

/// Names offered where none matches.
const OFFERED: usize = 3;

/// What the user has settled; a question is named by its id or its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// This story for that question.
    pub pins: Vec<(String, StoryId)>,
    /// Not this story for that question.
    pub avoid: Vec<(String, StoryId)>,
    /// Not this story at all.
    pub without: Vec<StoryId>,
}

/// The rules by numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// For each question the story that is pinned to it.
    pub pins: Vec<Option<u32>>,
    /// (question, story).
    pub avoid: BTreeSet<(usize, u32)>,
    /// For each story whether it is left out.
    pub without: Vec<bool>,
}

/// Finds the questions and stories that are named; `stories` are sorted, `reuse` is how often one may
/// be told.
///
/// # Errors
/// A name that is none, with the nearest ones; two rules that contradict each other, naming both.
pub fn settle(
    rules: &Rules,
    questions: &[ListedQuestion],
    stories: &[StoryId],
    reuse: Option<u32>,
) -> Result<Settled> {
    let mut out = Settled {
        pins: vec![None; questions.len()],
        avoid: BTreeSet::new(),
        without: vec![false; stories.len()],
    };
    for id in &rules.without {
        out.without[story(id, stories)? as usize] = true;
    }
    for (name, id) in &rules.avoid {
        let number = story(id, stories)?;
        out.avoid.extend(question(name, questions)?.into_iter().map(|q| (q, number)));
    }
    let mut times = vec![0_u32; stories.len()];
    for (name, id) in &rules.pins {
        let number = story(id, stories)?;
        for q in question(name, questions)? {
            let label = &questions[q].id;
            let against = |rule: String| {
                Err(Error::Input(format!("--pin {label}={id} and {rule} contradict each other")))
            };
            if out.without[number as usize] {
                return against(format!("--without {id}"));
            }
            if out.avoid.contains(&(q, number)) {
                return against(format!("--avoid {label}={id}"));
            }
            match out.pins[q] {
                Some(other) if other != number => {
                    return against(format!("--pin {label}={}", stories[other as usize]));
                }
                Some(_) => {}
                None => {
                    out.pins[q] = Some(number);
                    times[number as usize] += 1;
                    if let Some(reuse) = reuse.filter(|most| times[number as usize] > *most) {
                        let first =
                            (0..q).chain(q + 1..out.pins.len()).find(|o| out.pins[*o] == Some(number));
                        return against(format!(
                            "--pin {}={id} (a story is told {} here)",
                            questions[first.unwrap_or(q)].id,
                            if reuse == 1 { "once".to_owned() } else { format!("at most {reuse} times") }
                        ));
                    }
                }
            }
        }
    }
    Ok(out)
}

fn story(id: &StoryId, stories: &[StoryId]) -> Result<u32> {
    if let Ok(place) = stories.binary_search(id) {
        return Ok(place as u32);
    }
    let near = nearest(&id.0, stories.iter().map(|s| s.0.as_str()));
    Err(Error::Input(format!("no story is named \"{id}\"; {near}")))
}

/// The questions with this id, or else with this text.
pub(super) fn question(name: &str, questions: &[ListedQuestion]) -> Result<Vec<usize>> {
    let all = |is: &dyn Fn(&ListedQuestion) -> bool| -> Vec<usize> {
        (0..questions.len()).filter(|q| is(&questions[*q])).collect()
    };
    let named = all(&|q| q.id == name);
    let found = if named.is_empty() {
        let wanted = fold(name.trim());
        all(&|q| fold(&q.text) == wanted)
    } else {
        named
    };
    if found.is_empty() {
        let near = nearest(name, questions.iter().map(|q| q.id.as_str()));
        return Err(Error::Input(format!("no question has the id or the text \"{name}\"; {near}")));
    }
    Ok(found)
}

/// `near it are a, b, c`
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut near: Vec<(usize, &str)> = known.map(|id| (edit_distance(name, id), id)).collect();
    near.sort_unstable();
    near.dedup();
    let near: Vec<&str> = near.into_iter().take(OFFERED).map(|(_, id)| id).collect();
    match near.as_slice() {
        [] => "there is none".to_owned(),
        [only] => format!("the nearest is {only}"),
        several => format!("near it are {}", several.join(", ")),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn id(name: &str) -> StoryId {
        StoryId(name.to_owned())
    }

    fn asked() -> Vec<ListedQuestion> {
        let one = |id: &str, text: &str| ListedQuestion {
            id: id.to_owned(),
            text: text.to_owned(),
            group: None,
            line: 1,
        };
        vec![one("q1", "When did you fail?"), one("q2", "Who disagreed?"), one("q3", "What broke?")]
    }

    fn run(
        pins: &[(&str, &str)],
        avoid: &[(&str, &str)],
        without: &[&str],
        reuse: Option<u32>,
    ) -> Result<Settled> {
        let pairs = |list: &[(&str, &str)]| list.iter().map(|(q, s)| ((*q).to_owned(), id(s))).collect();
        let rules = Rules {
            pins: pairs(pins),
            avoid: pairs(avoid),
            without: without.iter().map(|s| id(s)).collect(),
        };
        settle(&rules, &asked(), &[id("bank"), id("ward")], reuse)
    }

    #[track_caller]
    fn refused(result: Result<Settled>, parts: &[&str]) {
        let message = result.unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{message} lacks {part}");
        }
    }

    #[test]
    fn questions_are_named_by_id_or_text() {
        let settled =
            run(&[("q2", "ward"), ("when did you fail?", "bank")], &[("q3", "bank")], &[], None).unwrap();
        assert_eq!(settled.pins, [Some(0), Some(1), None]);
        assert!(settled.avoid.contains(&(2, 0)));
    }

    #[test]
    fn unknown_names_are_told_with_the_nearest() {
        refused(run(&[("q9", "ward")], &[], &[], None), &["\"q9\"", "q1, q2, q3"]);
        refused(run(&[], &[], &["wart"], None), &["\"wart\"", "ward"]);
    }

    #[test]
    fn contradictions_name_both_rules() {
        refused(run(&[("q1", "ward"), ("q1", "bank")], &[], &[], None), &["--pin q1=ward", "--pin q1=bank"]);
        refused(run(&[("q1", "ward")], &[("q1", "ward")], &[], None), &["--pin q1=ward", "--avoid q1=ward"]);
        refused(run(&[("q1", "ward")], &[], &["ward"], None), &["--pin q1=ward", "--without ward"]);
        let twice = [("q3", "ward"), ("q1", "ward")];
        refused(run(&twice, &[], &[], Some(1)), &["--pin q1=ward", "--pin q3=ward", "once"]);
        assert!(run(&twice, &[], &[], Some(2)).is_ok());
        assert!(run(&[("q1", "ward"), ("q1", "ward")], &[], &[], Some(1)).is_ok());
    }
}
