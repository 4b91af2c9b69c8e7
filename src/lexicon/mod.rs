//! What interview questions probe and how stories show it: knowledge, kept as data.
//!
//! Enters: `lexicon.toml` (built in, extended by the user's own), the bank of questions and the graded
//! wordings. Leaves: for a question the phrases and grades that say which competencies it probes, for a
//! story's text the evidence it holds, each with its place in the text.
//!
//! `source` reads what is written, `compile` makes it ready for matching, `learn` adds the model of the
//! wordings; the build script does all three for the built-in lexicon, the program only for a user's own
//! (without the learning).
//!
//! Deliberately absent: ranking, and any statistics of a corpus; what the lexicon says of a text depends
//! on that text alone, so it means the same in every bank.

mod compile;
mod compiled;
#[cfg(test)]
mod learn;
mod phrases;
mod source;
mod vocabulary;
mod wordings;

use crate::error::{Error, Result};
pub use compiled::{BankQuestion, Competency, Lexicon, Word};
pub use phrases::Hit;
pub use vocabulary::Idea;

/// The built-in lexicon as the build script compiled it.
const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

impl Lexicon {
    /// The built-in lexicon, extended by the user's own where there is one.
    ///
    /// The built-in one alone was compiled with the program and is only unpacked; with the user's own
    /// both are compiled together; what was learned from wordings stays.
    ///
    /// # Errors
    /// A sentence that says what in the user's lexicon cannot be used.
    pub fn load(user: Option<&str>) -> Result<Self> {
        let built_in: Self = postcard::from_bytes(BUILT_IN)
            .map_err(|cause| Error::Input(format!("the built-in lexicon is broken: {cause}")))?;
        let Some(user) = user else { return Ok(built_in) };
        let mut out = compile::compile(&source::read(Some(user))?);
        out.wordings = built_in.wordings.carried(&built_in.vocabulary, &mut out.vocabulary);
        Ok(out)
    }
}

/// A hash of everything the compiled lexicon depends on: the built-in files and the user's own.
#[must_use]
pub fn fingerprint(user: Option<&str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [source::LEXICON, source::QUESTIONS, source::WORDINGS, user.unwrap_or_default()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
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
    fn a_question_is_graded_by_how_such_questions_are_worded() {
        let lexicon = Lexicon::load(None).unwrap();
        let best = |text: &str| {
            let grades = lexicon.grades(&lexicon.words(text));
            let (at, _) = grades.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
            lexicon.competencies()[at].id.clone()
        };
        assert_eq!(
            best("What did you do when you had to pick up an unfamiliar skill in a week?"),
            "learning-fast"
        );
        assert_eq!(best("A client shouted at you over the counter. What did you do?"), "difficult-customer");
        let sure = |text: &str| lexicon.grades(&lexicon.words(text)).into_iter().fold(0.0, f32::max);
        assert!(
            sure("Which pancakes do you like?")
                < sure("Tell me about a time you disagreed with your boss") / 2.0
        );
    }

    #[test]
    fn what_was_learned_holds_beside_a_lexicon_of_ones_own() {
        let text = "Tell me about a time you had to persuade a sceptical client";
        let grades = |lexicon: &Lexicon| lexicon.grades(&lexicon.words(text));
        let built_in = grades(&Lexicon::load(None).unwrap());
        let own = with("[[same]]\nwords = [\"gaffer\", \"foreman\"]\n[[competency]]\nid = \"x\"\n").unwrap();
        let mut extended = grades(&own);
        assert_eq!(extended.pop(), Some(0.0), "nothing was learned of a competency of one's own");
        assert_eq!(extended.len(), built_in.len());
        assert!(extended.iter().zip(&built_in).all(|(a, b)| (a - b).abs() < 1e-5));
    }

    #[test]
    fn every_wording_is_well_formed_and_the_built_in_model_is_learned_from_them() {
        let mut lexicon = compile::compile(&source::read(None).unwrap());
        learn::learn(&mut lexicon).unwrap();
        let text = "Describe a decision you took with half of the facts";
        let fresh = lexicon.grades(&lexicon.words(text));
        let built_in = Lexicon::load(None).unwrap();
        let shipped = built_in.grades(&built_in.words(text));
        assert!(fresh.iter().zip(&shipped).all(|(a, b)| (a - b).abs() < 1e-5));
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
