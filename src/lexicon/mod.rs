//! What interview questions probe and how stories show it: knowledge, kept as data.
//!
//! Enters: `lexicon.toml` (built in, extended by the user's own). Leaves: for a question the
//! competencies it probes, for a story's text the evidence it holds, each with its place in the text.
//!
//! Deliberately absent: ranking, and any statistics of a corpus; what the lexicon says of a text depends
//! on that text alone, so it means the same in every bank.

mod phrases;
mod source;
mod vocabulary;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use crate::error::Result;
use crate::text::{self, Token};
pub use phrases::Hit;
use phrases::Phrases;
pub use source::{BUILT_IN, fingerprint};
pub use vocabulary::Idea;
use vocabulary::{Term, Vocabulary};

/// Weight of a question phrase that settles what is probed, and of one that hints at it.
const QUESTION_TIERS: [f32; 2] = [1.0, 0.4];

/// Weight of a theme that is named in a question or prompt.
const THEME_WEIGHT: f32 = 1.0;

/// Weights of evidence: strong, medium, weak. Other spreads (1, .3, .1 or 1, .8, .5) ranked worse.
const EVIDENCE_TIERS: [f32; 3] = [1.0, 0.5, 0.25];

/// What a phrase of questions is worth where a story says it itself.
const QUESTION_AS_EVIDENCE: f32 = 0.6;

/// One competency.
#[derive(Debug, Clone)]
pub struct Competency {
    /// Name in files and on the command line.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// How usual stories of the kind are, 1 (few) to 4 (most).
    pub common: u8,
    /// Neighbours by index, with how well their stories answer for this one, in (0, 1).
    pub related: Vec<(usize, f32)>,
    /// Headings and tags under which people file such stories.
    pub themes: Vec<String>,
}

/// A question of the built-in bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankQuestion {
    /// The competency's id and the question's number in it, as in `conflict-2`.
    pub id: String,
    /// Index of the competency.
    pub competency: usize,
    /// The question.
    pub text: String,
}

/// A word of a text, with all spellings of one idea made equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The idea the word stands for; none where the lexicon does not know it.
    pub idea: Option<Idea>,
    /// The token as it stands in the text.
    pub token: Token,
}

/// The lexicon, ready for matching.
#[derive(Debug)]
pub struct Lexicon {
    competencies: Vec<Competency>,
    questions: Vec<BankQuestion>,
    vocabulary: Vocabulary,
    set_aside: HashSet<Idea>,
    follow_up: HashSet<Idea>,
    question: Phrases,
    evidence: Phrases,
    centroids: Centroids,
}

impl Lexicon {
    /// The built-in lexicon, extended by the user's own where there is one.
    ///
    /// # Errors
    /// A sentence that says what in the user's lexicon cannot be used.
    pub fn load(user: Option<&str>) -> Result<Self> {
        Ok(Self::compile(&source::read(user)?))
    }

    /// All competencies, in the order of the file.
    #[must_use]
    pub fn competencies(&self) -> &[Competency] {
        &self.competencies
    }

    /// The built-in bank of questions, by competency in the order of the file.
    #[must_use]
    pub fn questions(&self) -> &[BankQuestion] {
        &self.questions
    }

    /// Index of the competency with this id or name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let wanted = text::fold(name.trim());
        let id = wanted.replace(' ', "-");
        self.competencies.iter().position(|c| c.id == id || text::fold(&c.name) == wanted)
    }

    /// The words of a text.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<Word> {
        let word = |token: Token| Word { idea: self.vocabulary.idea(&token.stem), token };
        text::tokens(text).into_iter().map(word).collect()
    }

    /// All stems that mean the same as this word, its own included.
    #[must_use]
    pub fn spellings(&self, word: &Word) -> Vec<String> {
        let mut out = vec![word.token.stem.clone()];
        let same = word.idea.map(|idea| self.vocabulary.stems_of(idea)).unwrap_or_default();
        out.extend(same.iter().filter(|stem| **stem != word.token.stem).cloned());
        out
    }

    /// Whether every interviewer says this word.
    #[must_use]
    pub fn is_set_aside(&self, word: &Word) -> bool {
        word.idea.is_some_and(|idea| self.set_aside.contains(&idea))
    }

    /// Whether this word opens a follow-up sentence.
    #[must_use]
    pub fn opens_follow_up(&self, word: &Word) -> bool {
        word.idea.is_some_and(|idea| self.follow_up.contains(&idea))
    }

    /// Every stem the lexicon knows, for mending misspelt words.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.vocabulary.stems()
    }

    /// The phrases of questions (and themes) in these words.
    #[must_use]
    pub fn question_hits(&self, words: &[Word]) -> Vec<Hit> {
        self.question.find(words, true)
    }

    /// The evidence in these words.
    #[must_use]
    pub fn evidence_hits(&self, words: &[Word]) -> Vec<Hit> {
        let mut hits = self.evidence.find(words, false);
        hits.extend(
            self.question
                .find(words, true)
                .into_iter()
                .map(|hit| Hit { weight: hit.weight * QUESTION_AS_EVIDENCE, ..hit }),
        );
        hits
    }

    /// How near weighted words are to the questions of each competency, in [0, 1] (cosine of tf·idf
    /// vectors, a competency's questions taken as one document).
    #[must_use]
    pub fn nearness(&self, words: &[(Idea, f32)]) -> Vec<f32> {
        let mut out = vec![0.0; self.competencies.len()];
        let mut norm = 0.0;
        for (idea, weight) in words {
            let Some((telling, shares)) = self.centroids.get(idea) else { continue };
            let value = weight * telling;
            norm += value * value;
            for (competency, share) in shares {
                out[*competency] += value * share;
            }
        }
        if norm > 0.0 {
            out.iter_mut().for_each(|v| *v /= norm.sqrt());
        }
        out
    }

    fn compile(source: &source::Source) -> Self {
        let mut vocabulary = Vocabulary::default();
        for group in &source.same {
            vocabulary.unite(&group.words);
        }
        let mut all = |words: &[String]| -> HashSet<Idea> {
            words.iter().flat_map(|w| vocabulary.terms(w)).map(|term| term.idea).collect()
        };
        let (set_aside, follow_up) = (all(&source.interview.set_aside), all(&source.interview.follow_up));
        let index: HashMap<&str, usize> =
            source.competencies.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
        let mut question = Phrases::default();
        let mut evidence = Phrases::default();
        let mut bags = vec![Bag::new(); source.competencies.len()];
        let mut competencies = Vec::with_capacity(source.competencies.len());
        let mut questions = Vec::new();
        for (competency, entry) in source.competencies.iter().enumerate() {
            for (number, text) in (1..).zip(source.questions.get(&entry.id).into_iter().flatten()) {
                questions.push(BankQuestion {
                    id: format!("{}-{number}", entry.id),
                    competency,
                    text: text.clone(),
                });
            }
        }
        for (number, entry) in source.competencies.iter().enumerate() {
            let tiers = [
                (&entry.question.strong, 1.0),
                (&entry.question.weak, QUESTION_TIERS[1]),
                (&entry.themes, BAG_THEME),
            ];
            for ((phrases, share), weight) in
                tiers.into_iter().zip([QUESTION_TIERS[0], QUESTION_TIERS[1], THEME_WEIGHT])
            {
                for phrase in phrases {
                    let phrase = vocabulary.terms(phrase);
                    let subject = subject(&phrase, &set_aside);
                    let each = share / (subject.len().max(1) as f32).sqrt();
                    subject.into_iter().for_each(|idea| *bags[number].entry(idea).or_default() += each);
                    question.add(&phrase, number, weight);
                }
            }
            let told =
                [&source.questions, &source.wordings].into_iter().filter_map(|by_id| by_id.get(&entry.id));
            for asked in told.flatten() {
                let asked = vocabulary.terms(asked);
                subject(&asked, &set_aside)
                    .into_iter()
                    .for_each(|idea| *bags[number].entry(idea).or_default() += BAG_QUESTION);
            }
            let tiers = [&entry.evidence.strong, &entry.evidence.medium, &entry.evidence.weak];
            for (phrases, weight) in tiers.into_iter().zip(EVIDENCE_TIERS) {
                for phrase in phrases {
                    evidence.add(&vocabulary.terms(phrase), number, weight);
                }
            }
            competencies.push(Competency {
                id: entry.id.clone(),
                name: entry.name.clone(),
                common: entry.common,
                related: entry
                    .related
                    .iter()
                    .filter_map(|(id, w)| Some((*index.get(id.as_str())?, *w)))
                    .collect(),
                themes: entry.themes.clone(),
            });
        }
        let centroids = centroids(&bags);
        Self { competencies, questions, vocabulary, set_aside, follow_up, question, evidence, centroids }
    }
}

/// What a theme and a question of the built-in bank count in a competency's bag of words, beside 1 for
/// a strong phrase.
const BAG_THEME: f32 = 0.7;
const BAG_QUESTION: f32 = 1.0;

/// The words of a competency's questions with their weights.
type Bag = BTreeMap<Idea, f32>;

/// For each idea how telling it is (its idf over the competencies), and its share in each of them.
type Centroids = HashMap<Idea, (f32, Vec<(usize, f32)>)>;

/// The ideas of a phrase that say something.
fn subject(phrase: &[Term], set_aside: &HashSet<Idea>) -> Vec<Idea> {
    phrase.iter().filter(|t| !t.function && !set_aside.contains(&t.idea)).map(|t| t.idea).collect()
}

/// Bags of words → unit vectors of log tf · idf.
fn centroids(bags: &[Bag]) -> Centroids {
    let mut out = Centroids::default();
    for (competency, bag) in bags.iter().enumerate() {
        for (idea, weight) in bag {
            out.entry(*idea).or_default().1.push((competency, weight.ln_1p()));
        }
    }
    let mut norms = vec![0.0_f32; bags.len()];
    for (competency, bag) in bags.iter().enumerate() {
        for (idea, weight) in bag {
            let Some((telling, shares)) = out.get_mut(idea) else { continue };
            *telling = (1.0 + bags.len() as f32 / shares.len() as f32).ln();
            norms[competency] += (weight.ln_1p() * *telling).powi(2);
        }
    }
    for (telling, shares) in out.values_mut() {
        for (competency, share) in shares {
            *share *= *telling / norms[*competency].sqrt().max(f32::MIN_POSITIVE);
        }
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn phrases(hits: &[Hit], lexicon: &Lexicon) -> Vec<(String, f32)> {
        hits.iter().map(|h| (lexicon.competencies()[h.competency].id.clone(), h.weight)).collect()
    }

    fn with(user: &str) -> Result<Lexicon> {
        Lexicon::load(Some(user))
    }

    #[test]
    fn the_table_is_whole() {
        let lexicon = Lexicon::load(None).unwrap();
        assert!(lexicon.competencies().len() >= 45);
        for competency in lexicon.competencies() {
            let id = &competency.id;
            assert!((1..=4).contains(&competency.common), "{id}");
            assert!(!competency.related.is_empty() && !competency.themes.is_empty(), "{id}");
            assert!(competency.related.iter().all(|(_, w)| (0.0..1.0).contains(w)), "{id}");
            assert_eq!(lexicon.find(&competency.name), lexicon.find(id), "{id}");
        }
    }

    #[test]
    fn phrases_are_found_across_function_words_and_inflections() {
        let lexicon =
            with("[[competency]]\nid = \"x\"\n[competency.evidence]\nstrong = [\"splice rope\"]\n").unwrap();
        let found = |text: &str| {
            phrases(&lexicon.evidence_hits(&lexicon.words(text)), &lexicon).iter().any(|(id, _)| id == "x")
        };
        assert!(found("I spliced the ropes"));
        assert!(!found("I spliced two ropes"));
    }

    #[test]
    fn an_entry_of_ones_own_adds_or_replaces() {
        let fresh = Lexicon::load(None).unwrap();
        let conflict = |lexicon: &Lexicon, text: &str| {
            let hits = lexicon.evidence_hits(&lexicon.words(text));
            phrases(&hits, lexicon).iter().any(|(id, _)| id == "conflict")
        };
        assert!(conflict(&fresh, "a heated argument") && !conflict(&fresh, "we crossed oars"));
        let added =
            with("[[competency]]\nid = \"conflict\"\n[competency.evidence]\nstrong = [\"crossed oars\"]\n")
                .unwrap();
        assert!(conflict(&added, "a heated argument") && conflict(&added, "we crossed oars"));
        let replaced =
            with("[[competency]]\nid = \"conflict\"\nreplace = true\n[competency.evidence]\nstrong = [\"crossed oars\"]\n").unwrap();
        assert!(!conflict(&replaced, "a heated argument") && conflict(&replaced, "we crossed oars"));
    }

    #[test]
    fn mistakes_in_ones_own_lexicon_are_named_with_their_line() {
        let why = |user: &str| with(user).unwrap_err().to_string();
        assert!(why("[[competency]]\nid = \"x\"\nphrases = []\n").starts_with("lexicon.toml:3:"));
        assert!(why("[[competency]]\nid = \"x\"\ncommon = 9\n").contains("from 1 to 4"));
        assert!(
            why("[[competency]]\nid = \"x\"\nrelated = { y = 0.5 }\n")
                .contains("\"y\", which is no competency")
        );
    }
}
