//! What was learned from graded wordings: a linear model of what a question probes.
//!
//! Enters: the words of a question. Leaves: how well stories of each competency would answer it, a sum
//! over its content words and its pairs of neighbouring words ("help from" is not "help for").
//!
//! Deliberately absent: the learning, which is done when storyfit is built.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::vocabulary::{Idea, Term, Vocabulary};

/// A content word, or two neighbouring words of any kind.
pub(super) type Feature = (Idea, Option<Idea>);

/// The model.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Wordings {
    pub(super) features: HashMap<Feature, u32>,
    /// For each feature how telling it is (its idf), and where its weights end in the list.
    pub(super) rows: Vec<(f32, u32)>,
    /// Competency and weight in levels, feature by feature; weights that round to 0 are left out.
    pub(super) weights: Vec<(u8, i8)>,
    /// How telling a word is that no wording holds.
    pub(super) unheard: f32,
    /// What one level is worth.
    pub(super) level: f32,
}

impl Wordings {
    /// How well stories of each competency would answer a question of these words: about 0 for not at
    /// all, about 1 for squarely. `unknown` counts the content words that are not in the vocabulary.
    pub(super) fn grades(&self, words: &[Term], unknown: usize, competencies: usize) -> Vec<f32> {
        let mut out = vec![0.0; competencies];
        for (feature, value) in self.vector(words, unknown) {
            let at = feature as usize;
            let from = at.checked_sub(1).map_or(0, |before| self.rows[before].1) as usize;
            for (competency, level) in &self.weights[from..self.rows[at].1 as usize] {
                out[usize::from(*competency)] += value * f32::from(*level) * self.level;
            }
        }
        out
    }

    /// The same model for a vocabulary that numbers its ideas otherwise.
    pub(super) fn carried(mut self, from: &Vocabulary, to: &mut Vocabulary) -> Self {
        let renamed: HashMap<Idea, Idea> =
            from.entries().map(|(stem, idea)| (idea, to.intern(stem))).collect();
        let other = |idea: Idea| renamed.get(&idea).copied().unwrap_or(idea);
        self.features =
            self.features.into_iter().map(|((a, b), row)| ((other(a), b.map(other)), row)).collect();
        self
    }

    /// The features of these words that the model knows, with their values: a vector of unit length,
    /// counting in the words it does not know.
    pub(super) fn vector(&self, words: &[Term], unknown: usize) -> Vec<(u32, f32)> {
        let mut out: Vec<(u32, f32)> = features(words)
            .filter_map(|feature| self.features.get(&feature))
            .map(|number| (*number, self.rows[*number as usize].0))
            .collect();
        out.sort_unstable_by_key(|(number, _)| *number);
        out.dedup_by_key(|(number, _)| *number);
        let unheard =
            words.iter().filter(|word| !word.function && !self.features.contains_key(&(word.idea, None)));
        let unheard = (unheard.count() + unknown) as f32 * self.unheard * self.unheard;
        let norm = (out.iter().map(|(_, value)| value * value).sum::<f32>() + unheard).sqrt();
        out.iter_mut().for_each(|(_, value)| *value /= norm);
        out
    }
}

pub(super) fn features(words: &[Term]) -> impl Iterator<Item = Feature> {
    let pairs = words.windows(2).map(|pair| (pair[0].idea, Some(pair[1].idea)));
    words.iter().filter(|word| !word.function).map(|word| (word.idea, None)).chain(pairs)
}
