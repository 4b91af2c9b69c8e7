//! How much evidence stories usually hold for each competency: mean and standard deviation over a
//! reference collection, so that "much" means the same for a competency with many everyday words and
//! for one with few rare ones.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::lexicon::Lexicon;

/// `competency TAB mean TAB standard deviation`; the first line gives the mean words of a story. Made by
/// `cargo run --release --example tune -- norms`.
const TABLE: &str = include_str!("norms.tsv");

/// Added to each standard deviation, so that one chance word of a rare competency is no sensation.
const SMOOTHING: f32 = 0.3;

/// What a competency without an entry (one of the user's) is taken to hold: the middle of the others.
const UNKNOWN: (f32, f32) = (0.3, 0.45);

/// Mean words of a story, and for each competency mean and standard deviation of its evidence.
type Entries = (f32, HashMap<&'static str, (f32, f32)>);

static ENTRIES: LazyLock<Entries> = LazyLock::new(|| {
    let mut mean_words = 200.0;
    let mut entries = HashMap::new();
    for line in TABLE.lines() {
        let mut cells = line.split('\t');
        let (Some(name), Some(first)) = (cells.next(), cells.next().and_then(|c| c.parse().ok())) else {
            continue;
        };
        match cells.next().and_then(|c| c.parse().ok()) {
            Some(deviation) => {
                entries.insert(name, (first, deviation));
            }
            None => mean_words = first,
        }
    }
    (mean_words, entries)
});

/// Changes whenever the norms do.
#[must_use]
pub fn fingerprint() -> String {
    blake3::hash(TABLE.as_bytes()).to_hex()[..8].to_owned()
}

/// The norms for the competencies of a lexicon.
#[derive(Debug, Clone)]
pub struct Norms {
    mean_words: f32,
    by_competency: Vec<(f32, f32)>,
}

impl Norms {
    /// The built-in norms.
    #[must_use]
    pub fn built_in(lexicon: &Lexicon) -> Self {
        let entry = |id: &str| ENTRIES.1.get(id).copied().unwrap_or(UNKNOWN);
        Self {
            mean_words: ENTRIES.0,
            by_competency: lexicon.competencies().iter().map(|c| entry(&c.id)).collect(),
        }
    }

    /// Norms that know only how long stories are; raw evidence for making norms is measured with these.
    #[must_use]
    pub fn of_length(mean_words: f32) -> Self {
        Self { mean_words, by_competency: Vec::new() }
    }

    /// Mean number of words of a story.
    #[must_use]
    pub fn mean_words(&self) -> f32 {
        self.mean_words
    }

    /// Raw evidence in standard deviations above the mean.
    #[must_use]
    pub fn standard(&self, competency: usize, raw: f32) -> f32 {
        let (mean, deviation) = self.by_competency.get(competency).copied().unwrap_or(UNKNOWN);
        (raw - mean) / (deviation + SMOOTHING)
    }
}
