//! What interview questions probe and how stories show it: knowledge, kept as data.
//!
//! Enters: `lexicon.toml` (built in, extended by the user's own). Leaves: for a question the
//! competencies it probes, for a story's text the evidence it holds, each with its place in the text.
//!
//! Deliberately absent: ranking, and any statistics of a corpus; what the lexicon says of a text depends
//! on that text alone, so it means the same in every bank.

mod compile;
mod compiled;
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
