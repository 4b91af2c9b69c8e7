//! The lexicon as it is written → the lexicon ready for matching.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use super::compiled::{BankQuestion, Centroids, Competency, Lexicon};
use super::phrases::Phrases;
use super::source::Source;
use super::vocabulary::{Idea, Term, Vocabulary};

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
        let told = [&source.questions, &source.wordings].into_iter().filter_map(|by_id| by_id.get(&entry.id));
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
    Lexicon { competencies, questions, vocabulary, set_aside, follow_up, question, evidence, centroids }
}

/// What a theme and a question of the built-in bank count in a competency's bag of words, beside 1 for
/// a strong phrase.
const BAG_THEME: f32 = 0.7;
const BAG_QUESTION: f32 = 1.0;

/// The words of a competency's questions with their weights.
type Bag = BTreeMap<Idea, f32>;

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
