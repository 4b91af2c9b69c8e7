//! An interviewer's question → what it is about: weighted words and probed competencies.
//!
//! A question is words, never query syntax. What every interviewer says is set aside; follow-up
//! sentences ("What did you learn?") weigh less than the core; a word that neither the index nor the
//! lexicon knows is mended to the nearest one they know.

use std::collections::HashMap;

use super::signals::norm;
use crate::lexicon::{Hit, Idea, Lexicon, Word};

/// Weight of a follow-up sentence beside 1 for the core.
const FOLLOW_UP: f32 = 0.3;

/// What a phrase that lies inside a longer found phrase still says: "feedback" inside "gave feedback".
const INSIDE_LONGER: f32 = 0.25;

/// What each further word of a phrase adds to its weight: longer phrases are surer.
const LONGER_IS_SURER: f32 = 0.25;

/// What the second, third, … phrase of one competency adds, each time.
const MORE_PHRASES: f32 = 0.5;

/// How much of a neighbour's relation counts (0.3 ranked alike, 0 worse).
const RELATION: f32 = 0.5;

/// A grade below this is faint, and so is what phrases below this say.
const FAINT_GRADE: f32 = 0.35;
const FAINT_PHRASE: f32 = 1.0;

/// How strongly a competency must be probed, beside 1 for the strongest, to be named.
const NAMED: f32 = 0.5;

/// A question, understood.
#[derive(Debug, Clone)]
pub struct Question {
    /// As it was asked.
    pub text: String,
    /// The words that decide.
    pub terms: Vec<Term>,
    /// How much each competency is probed, by index, in [0, 1]; the strongest has 1 unless the question is
    /// hardly understood.
    pub probes: Vec<f32>,
    /// The strongest of them: how well the question is understood.
    pub strength: f32,
    /// Length of their vector.
    pub norm: f32,
    /// Why: the phrases that were recognised, strongest first.
    pub reasons: Vec<Reason>,
    /// Words that were mended.
    pub mended: Vec<Mended>,
    /// How usual stories are that answer it, 1 (few) to 4 (most).
    pub common: f32,
}

/// A word that decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The word as asked.
    pub word: String,
    /// Stems that count as this word.
    pub stems: Vec<String>,
    /// In (0, 1]; 1 in the core of the question.
    pub weight: f32,
    /// Its meaning in the lexicon.
    pub idea: Option<Idea>,
}

/// A phrase of the question that probes a competency.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Index of the competency.
    pub competency: usize,
    /// The phrase as asked.
    pub phrase: String,
    /// What it says, above 0.
    pub weight: f32,
}

/// A misspelt word and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// As asked.
    pub from: String,
    /// As understood.
    pub to: String,
}

impl Question {
    /// Understands a question.
    #[must_use]
    pub fn new(text: &str, lexicon: &Lexicon) -> Self {
        let mut out = Self {
            text: text.to_owned(),
            terms: Vec::new(),
            probes: vec![0.0; lexicon.competencies().len()],
            strength: 0.0,
            norm: 0.0,
            reasons: Vec::new(),
            mended: Vec::new(),
            common: 1.0,
        };
        let mut said = vec![0.0; out.probes.len()];
        let mut known = Known::default();
        for (number, sentence) in sentences(text).enumerate() {
            let words = lexicon.words(sentence);
            let follows = number > 0 && words.first().is_some_and(|word| lexicon.opens_follow_up(word));
            let weight = if follows { FOLLOW_UP } else { 1.0 };
            out.take_terms(sentence, &words, weight, lexicon, &mut known);
            out.take_phrases(sentence, &words, weight, lexicon, &mut said);
        }
        out.reasons
            .sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.competency.cmp(&b.competency)));
        out.combine(&said, &lexicon.grades(&lexicon.words(text)), lexicon);
        out
    }

    /// The competencies that are probed strongly enough to be named, by index, strongest first.
    #[must_use]
    pub fn competencies(&self) -> Vec<usize> {
        let mut probed: Vec<usize> = (0..self.probes.len()).filter(|c| self.probes[*c] >= NAMED).collect();
        probed.sort_by(|a, b| self.probes[*b].total_cmp(&self.probes[*a]).then(a.cmp(b)));
        probed
    }

    fn take_terms(
        &mut self,
        sentence: &str,
        words: &[Word],
        weight: f32,
        lexicon: &Lexicon,
        known: &mut Known,
    ) {
        for word in words.iter().filter(|w| !w.token.function && !lexicon.is_set_aside(w)) {
            if let Some(term) = known.find(word).and_then(|number| self.terms.get_mut(number)) {
                term.weight = term.weight.max(weight);
                continue;
            }
            let term = Term {
                word: sentence.get(word.token.start..word.token.end).unwrap_or("").to_owned(),
                stems: lexicon.spellings(word),
                weight,
                idea: word.idea,
            };
            known.add(&term, self.terms.len());
            self.terms.push(term);
        }
    }

    fn take_phrases(
        &mut self,
        sentence: &str,
        words: &[Word],
        weight: f32,
        lexicon: &Lexicon,
        said: &mut [f32],
    ) {
        let hits = lexicon.question_hits(words);
        // hits are in order of their first word: what may hold another begins no further before it
        let reach = hits.iter().map(|hit| hit.last - hit.first).max().unwrap_or(0);
        let mut by_competency: Vec<Vec<(Hit, f32)>> = vec![Vec::new(); said.len()];
        for hit in &hits {
            let from = hits.partition_point(|other| other.first + reach < hit.last);
            let to = hits.partition_point(|other| other.first <= hit.first);
            let longer =
                |other: &Hit| hit.last <= other.last && other.words > hit.words && other.weight >= hit.weight;
            let inside =
                if hits.get(from..to).unwrap_or(&[]).iter().any(longer) { INSIDE_LONGER } else { 1.0 };
            let value = hit.weight * weight * inside * (1.0 + LONGER_IS_SURER * (hit.words as f32 - 1.0));
            let list = &mut by_competency[hit.competency];
            // the same words count once, by the phrase that says most
            let same = list.iter_mut().rev().take_while(|(h, _)| h.first == hit.first);
            match same.into_iter().find(|(h, _)| h.last == hit.last) {
                Some((_, known)) => *known = known.max(value),
                None => list.push((*hit, value)),
            }
        }
        for (competency, mut list) in by_competency.into_iter().enumerate() {
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.first.cmp(&b.0.first)));
            for (rank, (hit, value)) in list.into_iter().enumerate() {
                said[competency] += value * MORE_PHRASES.powi(i32::try_from(rank).unwrap_or(i32::MAX));
                let (from, to) = (words[hit.first].token.start, words[hit.last].token.end);
                let phrase = sentence.get(from..to).unwrap_or("").to_owned();
                self.reasons.push(Reason { competency, phrase, weight: value });
            }
        }
    }

    /// Joins what phrases say and what the wording is worth into the probes.
    fn combine(&mut self, said: &[f32], grades: &[f32], lexicon: &Lexicon) {
        self.probes = vector(said, grades, lexicon);
        self.strength = self.probes.iter().copied().fold(0.0, f32::max);
        self.norm = norm(&self.probes);
        let (mut sum, mut total) = (0.0, 0.0);
        for (probe, competency) in self.probes.iter().zip(lexicon.competencies()) {
            let share = probe.powi(3);
            sum += share * f32::from(competency.common);
            total += share;
        }
        self.common = if total > 0.0 { sum / total } else { 1.0 };
    }
}

/// The terms of a question by what they are known by: a word is a term again where both mean the same,
/// or, where one of them has no meaning in the lexicon, where its stem is among the term's.
#[derive(Default)]
struct Known {
    ideas: HashMap<Idea, usize>,
    stems: HashMap<String, usize>,
    /// The stems of terms without a meaning alone.
    plain: HashMap<String, usize>,
}

impl Known {
    fn add(&mut self, term: &Term, number: usize) {
        if let Some(idea) = term.idea {
            self.ideas.entry(idea).or_insert(number);
        }
        for stem in &term.stems {
            self.stems.entry(stem.clone()).or_insert(number);
            if term.idea.is_none() {
                self.plain.entry(stem.clone()).or_insert(number);
            }
        }
    }

    /// The first term that the word is.
    fn find(&self, word: &Word) -> Option<usize> {
        let stem = &word.token.stem;
        match word.idea {
            Some(idea) => self.ideas.get(&idea).into_iter().chain(self.plain.get(stem)).min().copied(),
            None => self.stems.get(stem).copied(),
        }
    }
}

/// Competency vector from phrases and grades: each scaled to its strongest, joined, scaled again, and
/// spread along the relations. What is said faintly stays faint.
fn vector(said: &[f32], grades: &[f32], lexicon: &Lexicon) -> Vec<f32> {
    let said = scaled(said, FAINT_PHRASE);
    let grades = scaled(&grades.iter().map(|g| g.max(0.0)).collect::<Vec<f32>>(), FAINT_GRADE);
    let joined: Vec<f32> = said.iter().zip(&grades).map(|(s, g)| s + g).collect();
    let joined = scaled(&joined, 1.0);
    let mut out = joined.clone();
    for (competency, strength) in lexicon.competencies().iter().zip(&joined) {
        for (neighbour, relation) in &competency.related {
            out[*neighbour] = out[*neighbour].max(strength * relation * RELATION);
        }
    }
    out
}

/// Divided by the greatest, or by `faint` where the greatest is less.
fn scaled(values: &[f32], faint: f32) -> Vec<f32> {
    let unit = values.iter().copied().fold(faint, f32::max);
    values.iter().map(|v| v / unit).collect()
}

/// The sentences of a question.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let ends = |(at, c): (usize, char)| match c {
            '\n' | '？' | '。' | '！' => Some(at + c.len_utf8()),
            // a full stop inside "3.5" or "e.g." ends nothing
            '.' | '?' | '!' if rest[at + 1..].starts_with(char::is_whitespace) => Some(at + 1),
            _ => None,
        };
        let end = rest.char_indices().find_map(ends).unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence)
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::load(None).unwrap());

    fn words(text: &str) -> Vec<String> {
        Question::new(text, &LEXICON).terms.into_iter().map(|t| t.word.to_lowercase()).collect()
    }

    /// The competency probed most.
    fn first(text: &str) -> &'static str {
        let question = Question::new(text, &LEXICON);
        let (best, _) = question.probes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        &LEXICON.competencies()[best].id
    }

    #[test]
    fn what_every_interviewer_says_does_not_decide() {
        assert!(
            words("Tell me about a time when you were in a situation at work. Give an example.").is_empty()
        );
        assert_eq!(words("Can you give me an example of a winch you mended?"), ["winch", "mended"]);
    }

    #[test]
    fn follow_ups_weigh_less_than_the_core() {
        let question = Question::new("Tell me about a conflict. How did the harbour react?", &LEXICON);
        let weight = |word: &str| question.terms.iter().find(|t| t.word == word).unwrap().weight;
        assert!(weight("conflict") > weight("harbour"));
    }

    #[test]
    fn wordings_that_share_no_word_probe_the_same() {
        for asked in
            ["When did you clash with a teammate?", "Have you and a colleague ever not seen eye to eye?"]
        {
            assert_eq!(first(asked), "conflict", "{asked}");
        }
        assert_eq!(first("Who have you coached into a better role?"), "mentoring");
        assert_eq!(
            first("Tell me about getting people on board who did not report to you"),
            "influence-without-authority"
        );
    }

    #[test]
    fn hyphens_and_contractions_are_spelling() {
        let probes = |text: &str| Question::new(text, &LEXICON).probes;
        assert_eq!(probes("a cross-functional project"), probes("a cross functional project"));
        assert_eq!(probes("a teammate who didn't agree"), probes("a teammate who did not agree"));
    }

    #[test]
    fn a_sentence_ends_at_its_mark_not_inside_a_number() {
        assert_eq!(
            sentences("Cut 3.5 % of cost? Why? 怎么办？好").collect::<Vec<_>>(),
            ["Cut 3.5 % of cost?", "Why?", "怎么办？", "好"]
        );
    }
}
