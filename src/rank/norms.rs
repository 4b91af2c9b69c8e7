//! How much evidence stories usually hold for each competency: mean and standard deviation over a
//! reference collection, so that "much" means the same for a competency with many everyday words and
//! for one with few rare ones.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::profile::raw_evidence;
use crate::lexicon::Lexicon;
use crate::story::Story;

/// The built-in norms: `competency TAB mean TAB standard deviation`; the first line gives the mean words of a story. Made by
/// `cargo run --release --example tune -- norms`.
pub const TABLE: &str = include_str!("norms.tsv");

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

/// Measures norms over reference stories, as the text of the table.
#[must_use]
pub fn measure(stories: &[Story], lexicon: &Lexicon) -> String {
    let words = |story: &Story| story.sections.iter().map(|s| lexicon.words(&s.text).len()).sum::<usize>();
    let count = stories.len().max(1) as f32;
    let mean_words = stories.iter().map(words).sum::<usize>() as f32 / count;
    let reference = Norms { mean_words, by_competency: Vec::new() };
    let raw: Vec<Vec<f32>> = stories.iter().map(|s| raw_evidence(s, lexicon, &reference).0).collect();
    let mut out = format!("words\t{mean_words:.1}\n");
    for (number, competency) in lexicon.competencies().iter().enumerate() {
        let values = raw.iter().map(|r| r[number]);
        let mean = values.clone().sum::<f32>() / count;
        let variance = values.map(|v| (v - mean).powi(2)).sum::<f32>() / count;
        out.push_str(&format!("{}\t{mean:.3}\t{:.3}\n", competency.id, variance.sqrt()));
    }
    out
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
