//! The lexicon as it is written → the lexicon ready for matching.

use foldhash::{HashMap, HashSet};

use super::compiled::{BankQuestion, Competency, Lexicon};
use super::phrases::Phrases;
use super::source::Source;
use super::vocabulary::{Idea, Vocabulary};
use super::wordings::Wordings;

/// Weight of a question phrase that settles what is probed, and of one that hints at it.
const QUESTION_TIERS: [f32; 2] = [1.0, 0.4];

/// Weight of a theme that is named in a question or prompt.
const THEME_WEIGHT: f32 = 1.0;

/// Weights of evidence: strong, medium, weak. Other spreads (1, .3, .1 or 1, .8, .5) ranked worse.
const EVIDENCE_TIERS: [f32; 3] = [1.0, 0.5, 0.25];

/// Tokenizes every phrase and question and lays them out for look-up.
pub(super) fn compile(source: &Source) -> Lexicon {
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
        let tiers = [&entry.question.strong, &entry.question.weak, &entry.themes];
        for (phrases, weight) in tiers.into_iter().zip([QUESTION_TIERS[0], QUESTION_TIERS[1], THEME_WEIGHT]) {
            for phrase in phrases {
                question.add(&vocabulary.terms(phrase), number, weight);
            }
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
    let wordings = Wordings::default();
    Lexicon { competencies, questions, vocabulary, set_aside, follow_up, question, evidence, wordings }
}
