//! The lexicon, ready for matching.

use foldhash::HashSet;
use serde::{Deserialize, Serialize};

use super::phrases::{Hit, Phrases};
use super::vocabulary::{Idea, Term, Vocabulary};
use super::wordings::Wordings;
use crate::text::{self, Token};

/// What a phrase of questions is worth where a story says it itself.
const QUESTION_AS_EVIDENCE: f32 = 0.6;

/// One competency.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
pub struct Lexicon {
    pub(super) competencies: Vec<Competency>,
    pub(super) questions: Vec<BankQuestion>,
    pub(super) vocabulary: Vocabulary,
    pub(super) set_aside: HashSet<Idea>,
    pub(super) follow_up: HashSet<Idea>,
    pub(super) question: Phrases,
    pub(super) evidence: Phrases,
    pub(super) wordings: Wordings,
}

impl Lexicon {
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

    /// How well stories of each competency would answer a question of these words, by what was learned
    /// from graded wordings: about 0 for not at all, about 1 for squarely.
    #[must_use]
    pub fn grades(&self, words: &[Word]) -> Vec<f32> {
        let known = |word: &Word| Some(Term { idea: word.idea?, function: word.token.function });
        let terms: Vec<Term> = words.iter().filter_map(known).collect();
        let unknown = words.iter().filter(|word| word.idea.is_none()).count();
        self.wordings.grades(&terms, unknown, self.competencies.len())
    }
}
