//! Why a story fits: which section answers, with which words, which evidence, which prompt.

use std::collections::BTreeMap;

use serde::Serialize;

use super::matches::section_weight;
use super::question::{Question, Term};
use crate::lexicon::{Hit, Idea, Lexicon, Word};
use crate::story::{LineSpan, SectionKind, Story};

/// Competencies probed less than this, beside 1 for the strongest, are not named as reasons.
const MENTION: f32 = 0.35;

/// What a piece of evidence counts beside a word of the question when sections are compared.
const EVIDENCE: f32 = 2.0;

/// Most pieces of evidence that are quoted for a competency.
const SAID: usize = 4;

/// Evidence that is less telling than this, beside 1 for the most telling of its competency, is not quoted.
const TELLING: f32 = 0.4;

/// Words of a snippet, about.
const SNIPPET_WORDS: usize = 36;

/// A section and how well it answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionScore {
    /// Which part.
    pub kind: SectionKind,
    /// Where it stands.
    #[serde(flatten)]
    pub lines: LineSpan,
    /// 0 and up; comparable between the sections of one answer.
    pub score: f32,
    /// The words around the best match.
    pub snippet: String,
    /// Byte ranges of the matched words in the snippet.
    #[serde(rename = "matched")]
    pub marks: Vec<(usize, usize)>,
}

/// One reason why a story fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "lowercase")]
pub enum Reason {
    /// A prompt asks what the question asks.
    Prompt {
        /// The prompt.
        prompt: String,
    },
    /// The story is filed under what the question probes.
    Theme {
        /// The theme.
        theme: String,
    },
    /// The story shows a competency that the question probes.
    Competency {
        /// Name of the competency.
        competency: String,
        /// Words of the story that show it, most telling first.
        evidence: Vec<String>,
    },
    /// Words of the question stand in a section.
    Words {
        /// The section.
        section: SectionKind,
        /// The words.
        words: Vec<String>,
    },
}

/// Everything that is said of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The sections, in the order of the story.
    pub sections: Vec<SectionScore>,
    /// The section that answers best.
    pub best: SectionKind,
    /// Reasons, most telling first.
    pub reasons: Vec<Reason>,
}

/// A phrase of the story that shows a competency.
struct Evidence {
    /// How telling it is, above 0.
    telling: f32,
    /// What its words mean, equal for all their inflections.
    ideas: Vec<Idea>,
    phrase: String,
}

/// A place in a section that speaks for the story.
struct Mark {
    start: usize,
    end: usize,
    weight: f32,
}

/// Explains a story. `idf` is how telling each term of the question is, in order.
#[must_use]
pub fn explain(question: &Question, story: &Story, lexicon: &Lexicon, idf: &[f32]) -> Why {
    let mut sections = Vec::with_capacity(story.sections.len());
    let mut evidence: BTreeMap<usize, Vec<Evidence>> = BTreeMap::new();
    let mut shared: BTreeMap<SectionKind, Vec<String>> = BTreeMap::new();
    for section in &story.sections {
        let words = lexicon.words(&section.text);
        let mut marks = Vec::new();
        let mut score = 0.0;
        for (term, idf) in question.terms.iter().zip(idf) {
            let found: Vec<&Word> = words.iter().filter(|w| term.stems.contains(&w.token.stem)).collect();
            if found.is_empty() {
                continue;
            }
            let count = found.len() as f32;
            score += term.weight * idf * count / (count + 1.0);
            marks.extend(found.iter().map(|w| Mark {
                start: w.token.start,
                end: w.token.end,
                weight: term.weight * idf,
            }));
            shared.entry(section.kind).or_default().push(term.word.clone());
        }
        for hit in lexicon.evidence_hits(&words) {
            let probe = question.probes.get(hit.competency).copied().unwrap_or(0.0);
            if probe < MENTION {
                continue;
            }
            let value = probe * hit.weight;
            let (start, end) = (words[hit.first].token.start, words[hit.last].token.end);
            score += EVIDENCE * value / (1.0 + marks.iter().filter(|m| m.start == start).count() as f32);
            marks.push(Mark { start, end, weight: EVIDENCE * value });
            let phrase = section.text.get(start..end).unwrap_or("").replace('\n', " ");
            let told = words[hit.first..=hit.last].iter().filter(|w| !w.token.function);
            evidence.entry(hit.competency).or_default().push(Evidence {
                telling: hit.weight * hit.words as f32,
                ideas: told.filter_map(|w| w.idea).collect(),
                phrase,
            });
        }
        let (snippet, marks) = snippet(&section.text, &words, &marks);
        let score = score * section_weight(section.kind);
        sections.push(SectionScore { kind: section.kind, lines: section.lines, score, snippet, marks });
    }
    let best = sections
        .iter()
        .max_by(|a, b| a.score.total_cmp(&b.score).then_with(|| b.lines.start.cmp(&a.lines.start)))
        .map_or(SectionKind::Narrative, |s| s.kind);
    let reasons = reasons(question, story, lexicon, evidence, &shared, best);
    Why { sections, best, reasons }
}

fn reasons(
    question: &Question,
    story: &Story,
    lexicon: &Lexicon,
    mut evidence: BTreeMap<usize, Vec<Evidence>>,
    shared: &BTreeMap<SectionKind, Vec<String>>,
    best: SectionKind,
) -> Vec<Reason> {
    let mut out = Vec::new();
    // how far a prompt or theme asks the same: words shared, and the best phrase for what is probed
    let alike = |text: &str| {
        let words = lexicon.words(text);
        let said = |term: &&Term| words.iter().any(|w| term.stems.contains(&w.token.stem));
        let shared = question.terms.iter().filter(said).count() as f32 / question.terms.len().max(1) as f32;
        let probed = |hit: Hit| hit.weight * question.probes.get(hit.competency).copied().unwrap_or(0.0);
        shared + lexicon.question_hits(&words).into_iter().map(probed).fold(0.0, f32::max)
    };
    let nearest = story.prompts.iter().map(|p| (alike(p), p)).max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((nearness, prompt)) = nearest
        && nearness >= 0.75
    {
        out.push(Reason::Prompt { prompt: prompt.clone() });
    }
    if let Some(theme) = &story.theme
        && alike(theme) >= 0.6
    {
        out.push(Reason::Theme { theme: theme.clone() });
    }
    let mut probed: Vec<usize> =
        (0..question.probes.len()).filter(|c| question.probes[*c] >= MENTION).collect();
    probed.sort_by(|a, b| question.probes[*b].total_cmp(&question.probes[*a]).then_with(|| a.cmp(b)));
    for competency in probed.into_iter().take(3) {
        let Some(mut phrases) = evidence.remove(&competency) else { continue };
        phrases.sort_by(|a, b| b.telling.total_cmp(&a.telling).then_with(|| a.phrase.cmp(&b.phrase)));
        let least = phrases.first().map_or(0.0, |best| best.telling * TELLING);
        let mut known: Vec<(Vec<Idea>, String)> = Vec::new();
        let mut said: Vec<String> = Vec::new();
        for Evidence { ideas, phrase, .. } in phrases.into_iter().take_while(|e| e.telling >= least) {
            // another inflection of the same, or a part of what is quoted already, says nothing more
            let folded = crate::text::fold(&phrase);
            if said.len() < SAID
                && !known.iter().any(|(known, text)| *known == ideas || text.contains(&folded))
            {
                said.push(phrase);
                known.push((ideas, folded));
            }
        }
        let name = lexicon.competencies()[competency].name.clone();
        out.push(Reason::Competency { competency: name, evidence: said });
    }
    if let Some(words) = shared.get(&best) {
        out.push(Reason::Words { section: best, words: words.clone() });
    }
    out
}

/// The stretch of a section in which the most weight stands, and the marks in it.
fn snippet(text: &str, words: &[Word], marks: &[Mark]) -> (String, Vec<(usize, usize)>) {
    let weight = |from: usize, to: usize| -> f32 {
        marks.iter().filter(|m| m.start >= from && m.end <= to).map(|m| m.weight).sum()
    };
    let starts: Vec<usize> = words.iter().map(|w| w.token.start).collect();
    let mut best = (0, 0.0_f32);
    for (first, word) in words.iter().enumerate() {
        let opens = first == 0 || marks.iter().any(|m| m.start == word.token.start);
        let Some(end) = words.get((first + SNIPPET_WORDS - 1).min(words.len() - 1)).map(|w| w.token.end)
        else {
            continue;
        };
        let value = weight(word.token.start, end);
        if opens && value > best.1 {
            best = (first, value);
        }
    }
    // a few words before the first match, to be read in context
    let first = if best.0 + SNIPPET_WORDS >= words.len() {
        words.len().saturating_sub(SNIPPET_WORDS)
    } else {
        best.0.saturating_sub(4)
    };
    let from = if first == 0 { 0 } else { starts[first] };
    let last = first + SNIPPET_WORDS - 1;
    let to = if last + 1 >= words.len() { text.len() } else { words[last].token.end };
    let mut out = String::new();
    if from > 0 {
        out.push_str("… ");
    }
    let shift = out.len();
    let mut inner: Vec<(usize, usize)> = marks
        .iter()
        .filter(|m| m.start >= from && m.end <= to)
        .map(|m| (m.start - from + shift, m.end - from + shift))
        .collect();
    inner.sort_unstable();
    inner.dedup_by(|b, a| {
        let overlaps = b.0 < a.1;
        if overlaps {
            a.1 = a.1.max(b.1);
        }
        overlaps
    });
    // one line of the output may come from several of the document
    out.push_str(&text.get(from..to).unwrap_or("").replace(['\n', '\t', '\r'], " "));
    if to < text.len() {
        out.push_str(" …");
    }
    (out, inner)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::story::{Section, StoryId};

    #[test]
    fn evidence_is_quoted_once_whatever_its_inflection() {
        let lexicon = Lexicon::load(None).unwrap();
        let lines = LineSpan { start: 1, end: 1 };
        let text = "We argued about the pier. I argue seldom. She argued again, and we disagreed.".to_owned();
        let story = Story {
            id: StoryId("pier".to_owned()),
            path: "a.md".to_owned(),
            lines,
            title: "The pier".to_owned(),
            prompts: Vec::new(),
            theme: None,
            sections: vec![Section { kind: SectionKind::Narrative, lines, text }],
        };
        let question = Question::new("Tell me about a conflict with a colleague", &lexicon);
        let idf = vec![1.0; question.terms.len()];
        let reasons = explain(&question, &story, &lexicon, &idf).reasons;
        let quoted = reasons.iter().find_map(|reason| match reason {
            Reason::Competency { competency, evidence } if competency == "Conflict" => Some(evidence),
            _ => None,
        });
        let argued = quoted.unwrap().iter().filter(|phrase| phrase.starts_with("argue")).count();
        assert_eq!(argued, 1, "{reasons:?}");
    }
}
