//! What the map says about the bank: what each story serves, what is covered, what is missing.
//!
//! A question is covered by a story that is strong or workable; a stretch is told for want of better.

use std::collections::BTreeMap;

use super::assign::Pair;
use crate::rank::fit::{Level, STRONG};

/// A story chosen for so many times its fair share of the questions is told too often …
const FAIR_SHARES: usize = 3;

/// … where that is at least so often.
const OFTEN: usize = 4;

/// How well stories cover a competency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Index of the competency.
    pub competency: usize,
    /// Stories that answer one of its questions strongly, best first.
    pub strong: Vec<u32>,
    /// Other stories that answer one of its questions workably, best first.
    pub workable: Vec<u32>,
    /// Its questions.
    pub questions: usize,
}

/// For each story the questions it serves, and those that no other story serves. `good` are the strong
/// and workable stories of each question.
#[must_use]
pub fn serves<'a>(
    good: impl Iterator<Item = &'a [Pair]>,
    stories: usize,
) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut serves = vec![Vec::new(); stories];
    let mut only = vec![Vec::new(); stories];
    for (question, good) in good.enumerate() {
        good.iter().for_each(|pair| serves[pair.story as usize].push(question));
        if let [pair] = good {
            only[pair.story as usize].push(question);
        }
    }
    (serves, only)
}

/// How well each competency that is asked for is covered, in the order of the lexicon. `questions` are
/// the competency of each question and its strong and workable stories; a story counts once for a
/// competency, by its best fit.
#[must_use]
pub fn covered<'a>(questions: impl Iterator<Item = (Option<usize>, &'a [Pair])>) -> Vec<Covered> {
    let mut asked: BTreeMap<usize, (usize, BTreeMap<u32, f32>)> = BTreeMap::new();
    for (competency, good) in questions {
        let Some(competency) = competency else { continue };
        let (count, best) = asked.entry(competency).or_default();
        *count += 1;
        for pair in good {
            let best = best.entry(pair.story).or_default();
            *best = best.max(pair.fit);
        }
    }
    let of = |(competency, (questions, best)): (usize, (usize, BTreeMap<u32, f32>))| {
        let mut good: Vec<(u32, f32)> = best.into_iter().collect();
        // the sort is stable: equals stay in the order of ids
        good.sort_by(|a, b| b.1.total_cmp(&a.1));
        let count = good.partition_point(|(_, fit)| *fit >= STRONG);
        let mut strong: Vec<u32> = good.into_iter().map(|(story, _)| story).collect();
        let workable = strong.split_off(count);
        Covered { competency, strong, workable, questions }
    };
    asked.into_iter().map(of).collect()
}

/// The questions that nothing strong or workable was chosen for, by competency; what costs the most
/// questions first, then in the order of the lexicon.
#[must_use]
pub fn gaps(asked: &[Option<usize>], levels: &[Level]) -> Vec<(Option<usize>, Vec<usize>)> {
    let mut lost: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (question, (competency, level)) in asked.iter().zip(levels).enumerate() {
        if *level < Level::Workable {
            // questions that ask for nothing known come last
            lost.entry(competency.unwrap_or(usize::MAX)).or_default().push(question);
        }
    }
    let mut out: Vec<_> =
        lost.into_iter().map(|(c, questions)| (Some(c).filter(|c| *c != usize::MAX), questions)).collect();
    out.sort_by_key(|(_, questions)| std::cmp::Reverse(questions.len()));
    out
}

/// The stories told too often, most often first, with how often.
#[must_use]
pub fn overused(times: &[usize]) -> Vec<(usize, usize)> {
    let fair = times.iter().sum::<usize>().div_ceil(times.len().max(1));
    let most = OFTEN.max(FAIR_SHARES * fair);
    let mut out: Vec<(usize, usize)> =
        times.iter().copied().enumerate().filter(|(_, times)| *times >= most).collect();
    out.sort_by_key(|(story, times)| (std::cmp::Reverse(*times), *story));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::fit::WORKABLE;

    fn pair(story: u32, fit: f32) -> Pair {
        Pair { story, fit }
    }

    #[test]
    fn a_story_serves_where_it_is_good_and_is_the_only_one_where_none_else_is() {
        let good: [&[Pair]; 3] = [&[pair(1, 0.9), pair(0, 0.5)], &[pair(1, 0.4)], &[]];
        assert_eq!(
            serves(good.into_iter(), 3),
            (vec![vec![0], vec![0, 1], vec![]], vec![vec![], vec![1], vec![]])
        );
    }

    #[test]
    fn stories_count_once_for_a_competency_by_their_best_fit() {
        let questions: [(Option<usize>, &[Pair]); 4] = [
            (Some(4), &[pair(3, 0.9), pair(2, WORKABLE)]),
            (None, &[pair(0, 0.8)]),
            (Some(4), &[pair(1, STRONG), pair(3, 0.5), pair(2, 0.4)]),
            (Some(2), &[]),
        ];
        assert_eq!(
            covered(questions.into_iter()),
            [
                Covered { competency: 2, strong: vec![], workable: vec![], questions: 1 },
                Covered { competency: 4, strong: vec![3, 1], workable: vec![2], questions: 2 },
            ]
        );
    }

    #[test]
    fn the_competency_that_costs_most_comes_first() {
        let asked = [Some(1), Some(7), None, Some(7), Some(1), Some(0)];
        let levels = [Level::Gap, Level::Gap, Level::Gap, Level::Stretch, Level::Workable, Level::Strong];
        assert_eq!(gaps(&asked, &levels), [(Some(7), vec![1, 3]), (Some(1), vec![0]), (None, vec![2])]);
    }

    #[test]
    fn too_often_is_beyond_the_fair_share() {
        assert_eq!(overused(&[12, 1, 1, 1]), [(0, 12)]);
        assert_eq!(overused(&[3, 0, 0]), []);
        assert_eq!(overused(&[]), []);
    }
}
