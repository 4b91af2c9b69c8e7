//! One walk over the postings of a question's words: what every story says of them.
//!
//! Enters: a question and a snapshot. Leaves: for each story the BM25F score of its sections, the
//! nearness of its nearest prompt, and how close the question's words stand together.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::index::{Slot, Snapshot};
use crate::story::SectionKind;

use super::question::Question;

/// Saturation and length normalisation of BM25F (Robertson, Zaragoza & Taylor 2004; defaults of
/// Lucene and Tantivy).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A word rarer than this (in idf) is no more telling: chance words of one story must not decide.
const MAX_IDF: f32 = 5.0;

/// Idf, squared, that a prompt's other words are taken to have.
const OTHER_IDF_SQUARED: f32 = 3.0;

/// Words of a prompt that every interviewer uses ("tell me about a time when").
const COURTESY: f32 = 2.0;

/// Two words further apart than this stand in no relation.
const NEAR: u32 = 8;

/// What the sections weigh beside one another: what was done and why tells more than what came of it.
#[must_use]
pub fn section_weight(kind: SectionKind) -> f32 {
    match kind {
        SectionKind::Situation | SectionKind::Task | SectionKind::Action | SectionKind::Narrative => 1.0,
        SectionKind::Result | SectionKind::Learning => 0.8,
    }
}

/// What the stories of a snapshot say of a question's words; each list by story.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// BM25F over the sections, in [0, 1]; 1 = every word saturated.
    pub words: Vec<f32>,
    /// Nearness of the nearest prompt or title, in [0, 1]; 1 = the same words.
    pub prompts: Vec<f32>,
    /// How many neighbouring words of the question stand near each other in a section, in [0, 1].
    pub proximity: Vec<f32>,
    /// How telling each term of the question is in this corpus (idf), in the order of the terms.
    pub idf: Vec<f32>,
}

/// A word's places in one section.
struct Places {
    document: usize,
    story: usize,
    positions: Vec<u32>,
}

impl Matches {
    /// Walks the postings.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn new(question: &Question, snapshot: &Snapshot) -> Result<Self> {
        let rows = snapshot.rows();
        let count = rows.len() as f32;
        let mean = rows.iter().map(|r| r.length as f32).sum::<f32>() / count.max(1.0);
        let mut out = Self {
            words: vec![0.0; rows.len()],
            prompts: vec![0.0; rows.len()],
            proximity: vec![0.0; rows.len()],
            idf: Vec::with_capacity(question.terms.len()),
        };
        // per prompt: story, words, Σ weight·idf², Σ idf², matched words
        let mut prompts = BTreeMap::<usize, (usize, f32, f32, f32, f32)>::new();
        let mut last: Vec<Places> = Vec::new();
        let (mut attainable, mut norm, mut pairs) = (0.0, 0.0, 0.0);
        for term in &question.terms {
            let mut told = BTreeMap::<usize, f32>::new();
            let mut places: Vec<Places> = Vec::new();
            let mut asked = BTreeMap::<usize, (usize, u32)>::new();
            for stem in &term.stems {
                let walk = snapshot.postings(stem, |posting| match posting.slot {
                    Slot::Section(kind) => {
                        *told.entry(posting.story).or_default() +=
                            section_weight(kind) * posting.positions.len() as f32;
                        places.push(Places {
                            document: posting.document,
                            story: posting.story,
                            positions: posting.positions.to_vec(),
                        });
                    }
                    Slot::Prompt | Slot::Title => {
                        told.entry(posting.story).or_default();
                        asked.insert(posting.document, (posting.story, posting.length));
                    }
                });
                walk.map_err(|cause| Error::io("cannot read the index", cause))?;
            }
            let found = told.len() as f32;
            let idf = (1.0 + (count - found + 0.5) / (found + 0.5)).ln().min(MAX_IDF);
            out.idf.push(idf);
            attainable += term.weight * idf * (K1 + 1.0);
            norm += (term.weight * idf).powi(2);
            for (story, frequency) in told.into_iter().filter(|(_, f)| *f > 0.0) {
                let length = 1.0 - B + B * rows[story].length as f32 / mean.max(1.0);
                out.words[story] += term.weight * idf * frequency * (K1 + 1.0) / (frequency + K1 * length);
            }
            for (document, (story, length)) in asked {
                let entry = prompts.entry(document).or_insert((story, length as f32, 0.0, 0.0, 0.0));
                entry.2 += term.weight * idf * idf;
                entry.3 += idf * idf;
                entry.4 += 1.0;
            }
            places.sort_by_key(|p| p.document);
            if !last.is_empty() {
                pairs += idf;
                near(&last, &places, |story, closeness| out.proximity[story] += idf * closeness);
            }
            last = places;
        }
        for (story, length, product, squares, matched) in prompts.into_values() {
            let others = (length - matched - COURTESY).max(0.0) * OTHER_IDF_SQUARED;
            let nearness = product / (norm.sqrt() * (squares + others).sqrt()).max(f32::MIN_POSITIVE);
            out.prompts[story] = out.prompts[story].max(nearness.min(1.0));
        }
        for value in &mut out.words {
            *value /= f32::max(attainable, f32::MIN_POSITIVE);
        }
        for value in &mut out.proximity {
            *value = (*value / f32::max(pairs, f32::MIN_POSITIVE)).min(1.0);
        }
        Ok(out)
    }
}

/// Calls `found` for every section in which two words stand near each other; closeness is 1 for
/// neighbours and falls to 0.
fn near(a: &[Places], b: &[Places], mut found: impl FnMut(usize, f32)) {
    let mut others = b.iter().peekable();
    for places in a {
        while others.next_if(|o| o.document < places.document).is_some() {}
        let Some(other) = others.peek().filter(|o| o.document == places.document) else { continue };
        let gap = closest(&places.positions, &other.positions);
        if gap <= NEAR {
            found(places.story, 1.0 / (1.0 + gap.saturating_sub(1) as f32));
        }
    }
}

/// Smallest distance between two ascending lists of places.
fn closest(a: &[u32], b: &[u32]) -> u32 {
    let (mut i, mut j, mut best) = (0, 0, u32::MAX);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        best = best.min(x.abs_diff(*y));
        if x < y { i += 1 } else { j += 1 }
    }
    best
}
