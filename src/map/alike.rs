//! Stories that tell the same event.
//!
//! Two tellings share what is rare: names, figures, the things of the event. So stories are compared by
//! the cosine of tf·idf vectors of their words. Candidates come from the postings of each story's
//! rarest words, so that a large bank is not compared pair by pair.

use std::collections::{BTreeMap, HashMap};

use crate::story::Story;
use crate::text;

/// From here on two stories tell the same event. In the sample corpus (64 stories) no two different
/// events come above 0.15; a story told again with half of its sentences left out stays above 0.6 in nine
/// of ten cases, one with half of its words changed above 0.49. Among 334 stories of several people that
/// follow the same advice, like events came up to 0.43, and every pair above 0.45 was the same one.
pub const SAME_EVENT: f32 = 0.45;

/// Rarest words of a story that are looked up in the others.
const PROBES: usize = 32;

/// Stories that are looked up for each word; a word that more stories hold is no trace of one event.
const POSTINGS: usize = 200;

/// Candidates that are compared in full, those with most of the rare words first.
const CANDIDATES: usize = 8;

/// Two stories that tell the same event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// The first story.
    pub a: u32,
    /// The other, after `a`.
    pub b: u32,
    /// Cosine, in [[`SAME_EVENT`], 1].
    pub likeness: f32,
}

/// Each story with the one that is likest to it, where the two tell the same event; the likest pairs
/// first. Of three tellings of one event two pairs are told, enough to see them all.
#[must_use]
pub fn alike(stories: &[Story]) -> Vec<Alike> {
    let vectors = vectors(stories);
    let mut postings: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, vector) in (0_u32..).zip(&vectors) {
        for (word, _) in vector.iter().take(PROBES) {
            let list = postings.entry(*word).or_default();
            if list.len() < POSTINGS {
                list.push(number);
            }
        }
    }
    let sorted: Vec<Vec<(u32, f32)>> = vectors
        .iter()
        .map(|v| {
            let mut v = v.clone();
            v.sort_by_key(|(word, _)| *word);
            v
        })
        .collect();
    let mut pairs: BTreeMap<(u32, u32), f32> = BTreeMap::new();
    for (number, vector) in (0_u32..).zip(&vectors) {
        let mut shared: HashMap<u32, f32> = HashMap::new();
        for (word, weight) in vector.iter().take(PROBES) {
            for other in postings.get(word).into_iter().flatten().filter(|o| **o != number) {
                *shared.entry(*other).or_default() += weight;
            }
        }
        let mut candidates: Vec<(u32, f32)> = shared.into_iter().collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let likest = candidates
            .into_iter()
            .take(CANDIDATES)
            .map(|(other, _)| (cosine(&sorted[number as usize], &sorted[other as usize]), other))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((likeness, other)) = likest
            && likeness >= SAME_EVENT
        {
            pairs.insert((number.min(other), number.max(other)), likeness.min(1.0));
        }
    }
    let mut out: Vec<Alike> = pairs.into_iter().map(|((a, b), likeness)| Alike { a, b, likeness }).collect();
    out.sort_by(|x, y| y.likeness.total_cmp(&x.likeness).then((x.a, x.b).cmp(&(y.a, y.b))));
    out
}

/// For each story the number of its event: stories that are alike, directly or through others, share it.
#[must_use]
pub fn events(stories: usize, pairs: &[Alike]) -> Vec<u32> {
    fn root(events: &[u32], mut story: u32) -> u32 {
        while events[story as usize] != story {
            story = events[story as usize];
        }
        story
    }
    let mut out: Vec<u32> = (0..).take(stories).collect();
    for pair in pairs {
        let (a, b) = (root(&out, pair.a), root(&out, pair.b));
        out[a.max(b) as usize] = a.min(b);
    }
    (0..).take(stories).map(|story| root(&out, story)).collect()
}

/// Unit vectors of (1 + ln tf) · idf, the weightiest words first.
fn vectors(stories: &[Story]) -> Vec<Vec<(u32, f32)>> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut held: Vec<u32> = Vec::new();
    let counts: Vec<BTreeMap<u32, u32>> = stories
        .iter()
        .map(|story| {
            let mut counts = BTreeMap::new();
            let texts = story.sections.iter().map(|s| s.text.as_str());
            for token in texts.flat_map(text::tokens).filter(|t| !t.function) {
                let next = numbers.len() as u32;
                let number = *numbers.entry(token.stem).or_insert(next);
                *counts.entry(number).or_insert(0_u32) += 1;
            }
            held.resize(numbers.len(), 0);
            counts.keys().for_each(|number| held[*number as usize] += 1);
            counts
        })
        .collect();
    let all = stories.len() as f32;
    let weigh = |counts: BTreeMap<u32, u32>| {
        let mut vector: Vec<(u32, f32)> = counts
            .into_iter()
            .map(|(word, count)| {
                let idf = (1.0 + all / held[word as usize] as f32).ln();
                (word, (1.0 + (count as f32).ln()) * idf)
            })
            .collect();
        let norm = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        vector.iter_mut().for_each(|(_, w)| *w /= norm);
        vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        vector
    };
    counts.into_iter().map(weigh).collect()
}

/// Cosine of two unit vectors that are sorted by word.
fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((x, v)), Some((y, w))) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += v * w;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{LineSpan, Section, SectionKind, StoryId};

    fn story(text: &str) -> Story {
        let lines = LineSpan { start: 1, end: 1 };
        Story {
            id: StoryId("x".to_owned()),
            path: "x.md".to_owned(),
            lines,
            title: "x".to_owned(),
            prompts: Vec::new(),
            theme: None,
            sections: vec![Section { kind: SectionKind::Narrative, lines, text: text.to_owned() }],
        }
    }

    const BAKERY: &str = "In Leeds a bakery was paid twice by our settlement file. I stopped the standby scheduler and produced the file by hand before the bank closed at nine.";
    const BAKERY_RETOLD: &str = "The settlement file paid a bakery in Leeds twice. I stopped the standby scheduler, made the file by hand and the bank had it before nine.";
    const WARD: &str = "A night nurse on the ward gave the wrong dose. I rang the doctor, stayed with the patient and wrote the report with her.";

    #[test]
    fn an_event_told_twice_is_found_and_others_are_not() {
        let stories = [story(WARD), story(BAKERY), story(BAKERY_RETOLD)];
        let found = alike(&stories);
        assert_eq!(found.iter().map(|p| (p.a, p.b)).collect::<Vec<_>>(), [(1, 2)]);
        assert!((SAME_EVENT..1.0).contains(&found[0].likeness));
    }

    #[test]
    fn the_same_words_are_wholly_alike() {
        let found = alike(&[story(WARD), story(BAKERY), story(WARD)]);
        assert!((found[0].likeness - 1.0).abs() < 1e-5);
    }

    #[test]
    fn events_join_chains() {
        let pair = |a, b| Alike { a, b, likeness: 0.9 };
        assert_eq!(events(5, &[pair(3, 4), pair(1, 3)]), [0, 1, 2, 1, 1]);
    }

    #[test]
    fn a_story_without_words_is_like_none() {
        assert!(alike(&[story(""), story(""), story("the of and")]).is_empty());
    }
}
