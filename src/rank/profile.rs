//! What the ranking keeps of a story at indexing: how strongly it shows each competency, which
//! competencies its prompts and its theme name, and a few facts of its form.
//!
//! A profile depends on the story and the lexicon alone, never on the rest of the corpus, so a fit means
//! the same in a bank of eight stories and of eight thousand.

use crate::lexicon::Lexicon;
use crate::story::{SectionKind, Story};

use super::norms::Norms;
use super::question::Question;

/// Saturation of repeated evidence and length normalisation, as in BM25 (k1 and b; Robertson & Zaragoza
/// 2009 give 1.2 and 0.75; a story is about one thing, so its length matters less).
const K1: f32 = 1.2;
const B: f32 = 0.4;

/// What each further word of an evidence phrase adds to its weight.
const LONGER_IS_SURER: f32 = 0.25;

/// What a title says beside 1 for a prompt.
const TITLE: f32 = 0.7;

/// Steps in which evidence is kept: 1/16 of a standard deviation, from -8 to 8.
const EVIDENCE_STEPS: f32 = 16.0;

/// Steps in which the shares of prompts and theme are kept.
const SHARE_STEPS: f32 = 255.0;

/// A story as the ranking sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Evidence for each competency, in standard deviations above what stories usually hold, less the
    /// story's own mean: what the story is about more than about other things.
    pub evidence: Vec<f32>,
    /// How much the prompts and the title probe each competency, in [0, 1].
    pub prompts: Vec<f32>,
    /// How much the theme names each competency, in [0, 1].
    pub theme: Vec<f32>,
    /// Share of situation, task, action and result that are there, in [0, 1]; a narrative has all.
    pub complete: f32,
    /// Whether the result holds a figure.
    pub figures: bool,
    /// Words of the sections, in natural logarithm.
    pub length: f32,
}

impl Profile {
    /// Makes the profile of a story.
    #[must_use]
    pub fn new(story: &Story, lexicon: &Lexicon) -> Self {
        let norms = Norms::built_in(lexicon);
        let (raw, words) = raw_evidence(story, lexicon, &norms);
        let mut evidence: Vec<f32> =
            raw.iter().enumerate().map(|(c, value)| norms.standard(c, *value)).collect();
        let mean = evidence.iter().sum::<f32>() / evidence.len().max(1) as f32;
        evidence.iter_mut().for_each(|value| *value -= mean);
        let mut prompts = vec![0.0; raw.len()];
        for prompt in &story.prompts {
            raise(&mut prompts, &Question::new(prompt, lexicon).probes, 1.0);
        }
        raise(&mut prompts, &Question::new(&story.title, lexicon).probes, TITLE);
        let theme =
            story.theme.as_ref().map_or_else(|| vec![0.0; raw.len()], |t| Question::new(t, lexicon).probes);
        let parts = [SectionKind::Situation, SectionKind::Task, SectionKind::Action, SectionKind::Result];
        let told = |kind| story.sections.iter().any(|s| s.kind == kind);
        let complete = if told(SectionKind::Narrative) {
            1.0
        } else {
            parts.iter().filter(|kind| told(**kind)).count() as f32 / parts.len() as f32
        };
        let figures = story
            .sections
            .iter()
            .filter(|s| matches!(s.kind, SectionKind::Result | SectionKind::Narrative))
            .any(|s| s.text.contains(|c: char| c.is_ascii_digit()));
        Self { evidence, prompts, theme, complete, figures, length: (words.max(1) as f32).ln() }
    }

    /// As bytes, for the index.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(3 * self.evidence.len() + 6);
        let signed = |v: &f32| ((v * EVIDENCE_STEPS).round().clamp(-128.0, 127.0) as i8).to_le_bytes()[0];
        let share = |v: &f32| (v * SHARE_STEPS).round().clamp(0.0, 255.0) as u8;
        out.extend(self.evidence.iter().map(signed));
        out.extend(self.prompts.iter().map(share));
        out.extend(self.theme.iter().map(share));
        out.push(share(&self.complete));
        out.push(u8::from(self.figures));
        out.extend(self.length.to_le_bytes());
        out
    }

    /// From the bytes of [`Self::to_bytes`]; `None` where they are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let count = bytes.len().checked_sub(6)? / 3;
        let (vectors, facts) = bytes.split_at_checked(3 * count)?;
        let (evidence, shares) = vectors.split_at(count);
        let (prompts, theme) = shares.split_at(count);
        let share = |v: &u8| f32::from(*v) / SHARE_STEPS;
        let [complete, figures, length @ ..] = facts else { return None };
        Some(Self {
            evidence: evidence.iter().map(|v| f32::from(i8::from_le_bytes([*v])) / EVIDENCE_STEPS).collect(),
            prompts: prompts.iter().map(share).collect(),
            theme: theme.iter().map(share).collect(),
            complete: share(complete),
            figures: *figures != 0,
            length: f32::from_le_bytes(length.try_into().ok()?),
        })
    }
}

fn raise(target: &mut [f32], values: &[f32], weight: f32) {
    for (target, value) in target.iter_mut().zip(values) {
        *target = target.max(value * weight);
    }
}

/// Saturated evidence for each competency, and the number of words it was found in.
#[must_use]
pub fn raw_evidence(story: &Story, lexicon: &Lexicon, norms: &Norms) -> (Vec<f32>, usize) {
    let sections: Vec<_> = story.sections.iter().map(|s| lexicon.words(&s.text)).collect();
    let words = sections.iter().map(Vec::len).sum::<usize>();
    // (competency, phrase) → weight and count; sorted, so that sums are the same on every run
    let mut found = std::collections::BTreeMap::<(usize, usize, bool), (f32, f32)>::new();
    for hit in sections.iter().flat_map(|words| lexicon.evidence_hits(words)) {
        let weight = hit.weight * (1.0 + LONGER_IS_SURER * (hit.words as f32 - 1.0));
        let entry = found.entry((hit.competency, hit.phrase, hit.asked)).or_insert((weight, 0.0));
        entry.1 += 1.0;
    }
    let norm = K1 * (1.0 - B + B * words as f32 / norms.mean_words());
    let mut out = vec![0.0; lexicon.competencies().len()];
    for ((competency, ..), (weight, count)) in found {
        out[competency] += weight * count * (K1 + 1.0) / (count + norm);
    }
    (out, words)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_a_profile_to_their_steps() {
        let profile = Profile {
            evidence: vec![-1.0, 0.5, 3.25],
            prompts: vec![0.0, 1.0, 0.2],
            theme: vec![0.4, 0.0, 0.0],
            complete: 1.0,
            figures: true,
            length: 5.25,
        };
        let kept = Profile::from_bytes(&profile.to_bytes()).unwrap();
        assert_eq!((&kept.evidence, kept.figures, kept.length), (&profile.evidence, true, 5.25));
        let off = kept.prompts.iter().zip(&profile.prompts).map(|(a, b)| (a - b).abs());
        assert!(off.fold(0.0, f32::max) <= 0.5 / SHARE_STEPS);
    }

    #[test]
    fn cut_off_bytes_are_no_profile() {
        assert_eq!(Profile::from_bytes(&[1, 2, 3]), None);
    }
}
