//! Questions × stories → the choice whose total fit is the greatest possible.
//!
//! Enters: for each question its best stories, and the rest of them when they are called for; for each
//! story how often it may be told. Leaves: for each question a story or none.
//!
//! The method is successive shortest paths with prices (Kuhn 1955; Edmonds & Karp 1972; Jonker &
//! Volgenant 1987) on the sparse graph of allowed pairs, so nothing is padded and no story is doubled.
//! What a question gains by a story is its fit less the story's price. Prices never fall, so a pair that
//! was left out of a question's list never gains more than it did then, and the best of those bounds
//! them all. The list is made anew, at the prices of the day, exactly where the search comes to that
//! bound: the result is that of the full matrix, in memory for a short list a question.
//!
//! Deliberately absent: randomness and floating point. Fits become whole numbers without loss; where
//! several choices are equally good, the order of questions and stories decides.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::error::Result;

/// Lists that are made anew together, for that can be done in parallel. Two in a hundred turn out not to
/// have been needed.
const TOGETHER: usize = 8;

/// A story and its fit for a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Number of the story.
    pub story: u32,
    /// In (0, 1].
    pub fit: f32,
}

/// The first stories of a question, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prefix {
    /// The stories that may be told.
    pub pairs: Vec<Pair>,
    /// Whether there are no more.
    pub complete: bool,
}

/// Chooses at most one story for each question, none more often than `capacity` allows, so that the sum
/// of the fits is the greatest possible.
///
/// `all` gives all stories of each of some questions, of which `best` are the first; a list that is made
/// anew holds `kept` stories or somewhat more, at least one. `done` is called with the number of questions
/// that have been looked at.
///
/// # Errors
/// Those of `all`.
pub fn assign(
    best: Vec<Prefix>,
    capacity: &[u32],
    kept: usize,
    all: impl FnMut(&[usize]) -> Result<Vec<Vec<Pair>>>,
    done: impl Fn(usize),
) -> Result<Vec<Option<Pair>>> {
    let questions = best.len();
    let mut market = Market {
        all,
        capacity,
        kept: kept.max(1),
        lists: best.into_iter().map(List::from).collect(),
        worth: vec![0; questions],
        price: vec![0; capacity.len()],
        told: vec![None; questions],
        tellers: vec![Vec::new(); capacity.len()],
        search: Search::new(questions, capacity.len()),
    };
    for question in 0..questions {
        market.insert(question)?;
        done(question + 1);
    }
    Ok(market.told)
}

/// Fits in units of 2⁻⁴⁰: every `f32` from 2⁻¹⁶ to 1 is a whole number of them, and a hundred thousand
/// fits add up without overflow.
fn units(fit: f32) -> i64 {
    const UNIT: f64 = (1_u64 << 40) as f64;
    (f64::from(fit) * UNIT) as i64
}

/// What has been chosen so far. The choice is the best one for the questions inserted, which the
/// prices prove: worth + price ≥ fit for every pair, with equality where a story is told; a story that
/// may be told once more is free of charge; a question without a story is worth nothing.
struct Market<'a, F> {
    all: F,
    capacity: &'a [u32],
    kept: usize,
    lists: Vec<List>,
    worth: Vec<i64>,
    price: Vec<i64>,
    told: Vec<Option<Pair>>,
    tellers: Vec<Vec<u32>>,
    search: Search,
}

/// Where a question gains most.
struct List {
    /// Falling by gain at the prices that the list was made at; no gain has risen since.
    pairs: Vec<Pair>,
    /// That gain of the first pair of each [`STRIDE`].
    gains: Vec<i64>,
    /// What no other pair gains more than; none where there is no other.
    beyond: Option<i64>,
}

/// Pairs of a list between gains that are written down.
const STRIDE: usize = 16;

impl From<Prefix> for List {
    /// While nothing has a price.
    fn from(prefix: Prefix) -> Self {
        let gains = prefix.pairs.iter().step_by(STRIDE).map(|pair| units(pair.fit)).collect();
        let beyond = prefix.pairs.last().filter(|_| !prefix.complete).map(|last| units(last.fit));
        Self { pairs: prefix.pairs, gains, beyond }
    }
}

/// What the search meets next; of equal distances stories come first, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Story(u32),
    GiveUp(u32),
    ReadOn(u32),
}

/// One search for the cheapest way to make room.
struct Search {
    heap: BinaryHeap<Reverse<(i64, Event)>>,
    /// Distance of each story, the question it is reached from, and its fit there.
    stories: Vec<(i64, u32, f32)>,
    /// Distance of each settled question.
    questions: Vec<i64>,
    touched: Vec<u32>,
    settled: Vec<u32>,
    /// Distance of the nearest end seen so far.
    end: i64,
}

const FAR: i64 = i64::MAX;

impl Search {
    fn new(questions: usize, stories: usize) -> Self {
        Self {
            heap: BinaryHeap::new(),
            stories: vec![(FAR, 0, 0.0); stories],
            questions: vec![FAR; questions],
            touched: Vec::new(),
            settled: Vec::new(),
            end: FAR,
        }
    }

    fn clear(&mut self) {
        self.heap.clear();
        self.touched.drain(..).for_each(|s| self.stories[s as usize].0 = FAR);
        self.settled.drain(..).for_each(|q| self.questions[q as usize] = FAR);
        self.end = FAR;
    }

    fn push(&mut self, distance: i64, event: Event) {
        self.heap.push(Reverse((distance, event)));
    }
}

impl<F: FnMut(&[usize]) -> Result<Vec<Vec<Pair>>>> Market<'_, F> {
    /// Adds a question and makes the choice the best one again.
    fn insert(&mut self, question: usize) -> Result<()> {
        let Some(best) = self.lists[question].pairs.first() else { return Ok(()) };
        self.worth[question] = units(best.fit);
        self.search.clear();
        self.settle(question as u32, 0);
        while let Some(Reverse((distance, event))) = self.search.heap.pop() {
            match event {
                Event::Story(story) => {
                    let s = story as usize;
                    // a shorter way was found since, and met before
                    if distance > self.search.stories[s].0 {
                        continue;
                    }
                    if self.tellers[s].len() < self.capacity[s] as usize {
                        self.reprice(distance);
                        self.take(story);
                        return Ok(());
                    }
                    for teller in self.tellers[s].clone() {
                        self.settle(teller, distance);
                    }
                }
                Event::GiveUp(loser) => {
                    self.reprice(distance);
                    let left = self.told[loser as usize].take();
                    // prices never fall, so it will never be given a story again
                    self.lists[loser as usize] = List::from(Prefix::default());
                    if let Some(left) = left {
                        self.tellers[left.story as usize].retain(|q| *q != loser);
                        self.take(left.story);
                    }
                    return Ok(());
                }
                Event::ReadOn(question) => {
                    // the list was made anew since, together with others
                    if self.end_of_list(question).is_some_and(|end| distance == end) {
                        self.read_on(question)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A question is reached: its stories, and giving it up, come into sight.
    fn settle(&mut self, question: u32, distance: i64) {
        let q = question as usize;
        if self.search.questions[q] != FAR {
            return;
        }
        self.search.questions[q] = distance;
        self.search.settled.push(question);
        let give_up = distance + self.worth[q];
        self.search.end = self.search.end.min(give_up);
        self.search.push(give_up, Event::GiveUp(question));
        self.look(question);
    }

    /// The stories on the list of a question come into sight.
    fn look(&mut self, question: u32) {
        let q = question as usize;
        let base = self.search.questions[q] + self.worth[q];
        let list = &self.lists[q];
        for (pairs, gain) in list.pairs.chunks(STRIDE).zip(&list.gains) {
            // the list falls, and no gain has risen
            if base - gain > self.search.end {
                return;
            }
            for pair in pairs {
                let s = pair.story as usize;
                let distance = base - units(pair.fit) + self.price[s];
                let known = self.search.stories[s].0;
                if distance > self.search.end || distance >= known {
                    continue;
                }
                if known == FAR {
                    self.search.touched.push(pair.story);
                }
                self.search.stories[s] = (distance, question, pair.fit);
                if self.tellers[s].len() < self.capacity[s] as usize {
                    self.search.end = distance;
                }
                self.search.push(distance, Event::Story(pair.story));
            }
        }
        if let Some(end) = self.end_of_list(question) {
            self.search.push(end, Event::ReadOn(question));
        }
    }

    /// Distance from which on a story beyond the list of a settled question could matter.
    fn end_of_list(&self, question: u32) -> Option<i64> {
        let q = question as usize;
        Some(self.search.questions[q] + self.worth[q] - self.lists[q].beyond?)
    }

    /// Makes the list of a question anew, and those of the questions whose lists end next.
    fn read_on(&mut self, question: u32) -> Result<()> {
        let mut next: Vec<(i64, u32)> = Vec::new();
        for Reverse((distance, event)) in &self.search.heap {
            if let Event::ReadOn(other) = *event
                && *distance < self.search.end
                && self.end_of_list(other) == Some(*distance)
            {
                next.push((*distance, other));
            }
        }
        next.sort_unstable();
        let next = next.into_iter().map(|(_, other)| other as usize);
        let questions: Vec<usize> = std::iter::once(question as usize).chain(next).take(TOGETHER).collect();
        for (question, pairs) in questions.iter().zip((self.all)(&questions)?) {
            self.renew(*question, pairs);
            self.look(*question as u32);
        }
        Ok(())
    }

    /// Keeps of a question every pair that gains no less than those left out might have, and `kept` others.
    fn renew(&mut self, question: usize, pairs: Vec<Pair>) {
        let known = self.lists[question].beyond.unwrap_or(i64::MIN);
        let gain = |pair: Pair| (units(pair.fit) - self.price[pair.story as usize], pair);
        let mut gains: Vec<(i64, Pair)> = pairs.into_iter().map(gain).collect();
        gains.sort_unstable_by_key(|(gain, pair)| (Reverse(*gain), pair.story));
        let kept = gains.partition_point(|(gain, _)| *gain >= known) + self.kept;
        let beyond = gains.get(kept).map(|(gain, _)| *gain);
        gains.truncate(kept);
        self.lists[question] = List {
            pairs: gains.iter().map(|(_, pair)| *pair).collect(),
            gains: gains.iter().step_by(STRIDE).map(|(gain, _)| *gain).collect(),
            beyond,
        };
    }

    /// Moves worth and prices by what the search of this length has shown.
    fn reprice(&mut self, length: i64) {
        for q in &self.search.settled {
            let distance = self.search.questions[*q as usize];
            if distance < length {
                self.worth[*q as usize] -= length - distance;
            }
        }
        for s in &self.search.touched {
            let distance = self.search.stories[*s as usize].0;
            if distance < length {
                self.price[*s as usize] += length - distance;
            }
        }
    }

    /// Gives a story with room to the question it was reached from, that one's story to the next, and so
    /// on to the new question.
    fn take(&mut self, mut story: u32) {
        loop {
            let (_, question, fit) = self.search.stories[story as usize];
            let tellers = &mut self.tellers[story as usize];
            let place = tellers.partition_point(|q| *q < question);
            tellers.insert(place, question);
            let Some(left) = self.told[question as usize].replace(Pair { story, fit }) else { return };
            self.tellers[left.story as usize].retain(|q| *q != question);
            story = left.story;
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fits as eighths, so that many are equal; 0 = not allowed.
    type Grid = Vec<Vec<u8>>;

    fn list(row: &[u8]) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = row
            .iter()
            .zip(0..)
            .filter(|(e, _)| **e > 0)
            .map(|(e, story)| Pair { story, fit: f32::from(*e) / 8.0 })
            .collect();
        pairs.sort_by(|a, b| b.fit.total_cmp(&a.fit).then(a.story.cmp(&b.story)));
        pairs
    }

    /// Assigns, knowing `kept` pairs of each question.
    fn solve(grid: &Grid, capacity: &[u32], kept: usize) -> Vec<Option<usize>> {
        let best = |row: &Vec<u8>| {
            let pairs = list(row);
            let length = kept.min(pairs.len());
            Prefix { complete: length == pairs.len(), pairs: pairs[..length].to_vec() }
        };
        let best = grid.iter().map(best).collect();
        let all = |questions: &[usize]| Ok(questions.iter().map(|q| list(&grid[*q])).collect());
        let choice = assign(best, capacity, kept, all, |_| {}).unwrap();
        choice.into_iter().map(|pair| pair.map(|p| p.story as usize)).collect()
    }

    fn total(grid: &Grid, choice: &[Option<usize>]) -> u32 {
        choice.iter().zip(grid).filter_map(|(s, row)| s.map(|s| u32::from(row[s]))).sum()
    }

    fn brute(grid: &[Vec<u8>], left: &mut [u32]) -> u32 {
        let Some((row, rest)) = grid.split_first() else { return 0 };
        let mut best = brute(rest, left);
        for (s, fit) in row.iter().enumerate() {
            if *fit > 0 && left[s] > 0 {
                left[s] -= 1;
                best = best.max(u32::from(*fit) + brute(rest, left));
                left[s] += 1;
            }
        }
        best
    }

    /// Whether prices exist that prove the choice the best: no chain of changes gains (Bellman & Ford).
    fn is_best(grid: &Grid, capacity: &[u32], choice: &[Option<usize>]) -> bool {
        let stories = capacity.len();
        let mut used = vec![0_u32; stories];
        choice.iter().flatten().for_each(|s| used[*s] += 1);
        // node = story; the last node stands for "no story" and for free room
        let mut gain = vec![i32::MIN / 2; stories + 1];
        gain[stories] = 0;
        (0..stories).filter(|s| used[*s] < capacity[*s]).for_each(|s| gain[s] = 0);
        for round in 0..=stories + 1 {
            let mut moved = false;
            for (row, told) in grid.iter().zip(choice) {
                // a question leaves its story for a better one, which makes room where it was
                let (from, had) = told.map_or((stories, 0), |s| (s, i32::from(row[s])));
                let options =
                    row.iter().enumerate().filter(|(_, f)| **f > 0).map(|(s, f)| (s, i32::from(*f)));
                for (to, has) in options.chain([(stories, 0)]) {
                    let better = gain[to] + has - had;
                    if to != from && better > gain[from] {
                        gain[from] = better;
                        moved = true;
                    }
                }
            }
            if !moved {
                return gain[stories] <= 0 && (0..stories).all(|s| used[s] == capacity[s] || gain[s] <= 0);
            }
            if round == stories + 1 {
                return false;
            }
        }
        true
    }

    fn legal(grid: &Grid, capacity: &[u32], choice: &[Option<usize>]) -> bool {
        let mut left = capacity.to_vec();
        choice.iter().zip(grid).all(|(s, row)| {
            s.is_none_or(|s| {
                let ok = row[s] > 0 && left[s] > 0;
                left[s] = left[s].saturating_sub(1);
                ok
            })
        })
    }

    fn grids(most: usize, values: u8) -> impl Strategy<Value = (Grid, Vec<u32>)> {
        (1..=most, 1..=most).prop_flat_map(move |(questions, stories)| {
            let row = proptest::collection::vec(0..=values, stories);
            (proptest::collection::vec(row, questions), proptest::collection::vec(0..3_u32, stories))
        })
    }

    proptest! {
        #[test]
        fn the_total_is_that_of_brute_force((grid, capacity) in grids(5, 8), step in 1_usize..4) {
            let choice = solve(&grid, &capacity, step);
            prop_assert!(legal(&grid, &capacity, &choice));
            prop_assert_eq!(total(&grid, &choice), brute(&grid, &mut capacity.clone()));
        }

        #[test]
        fn no_chain_of_changes_gains_in_larger_cases((grid, capacity) in grids(40, 8), step in 1_usize..9) {
            let choice = solve(&grid, &capacity, step);
            prop_assert!(legal(&grid, &capacity, &choice));
            prop_assert!(is_best(&grid, &capacity, &choice));
        }

        #[test]
        fn how_much_is_kept_changes_nothing_of_the_total((grid, capacity) in grids(12, 3)) {
            prop_assert_eq!(total(&grid, &solve(&grid, &capacity, 1)), total(&grid, &solve(&grid, &capacity, 99)));
        }
    }

    #[test]
    fn a_question_waits_rather_than_cost_the_others_more() {
        // both want story 0; the second has nothing else
        let grid = vec![vec![8, 7], vec![4, 0]];
        assert_eq!(solve(&grid, &[1, 1], 1), [Some(1), Some(0)]);
        let grid = vec![vec![8, 1], vec![4, 0]];
        assert_eq!(solve(&grid, &[1, 1], 1), [Some(0), None]);
    }

    #[test]
    fn of_equal_stories_the_first_is_told() {
        assert_eq!(solve(&vec![vec![5, 5, 5], vec![5, 5, 5]], &[1, 1, 1], 9), [Some(0), Some(1)]);
    }

    #[test]
    fn a_story_is_told_as_often_as_allowed() {
        let grid = vec![vec![8], vec![6], vec![7]];
        assert_eq!(solve(&grid, &[2], 1), [Some(0), None, Some(0)]);
    }
}
