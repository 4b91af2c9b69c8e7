//! The words the lexicon knows: stems, and which of them mean the same.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::text;

/// A word's meaning: one number for all spellings of one idea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Idea(u32);

impl Idea {
    pub(super) fn number(self) -> usize {
        self.0 as usize
    }
}

/// A word of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub idea: Idea,
    /// Whether it is a function word.
    pub function: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Vocabulary {
    ideas: HashMap<String, Idea>,
    count: u32,
    /// Stems of ideas that have several.
    groups: HashMap<Idea, Vec<String>>,
    /// Words as written → their terms; while compiling; the lexicon says a few thousand words
    /// many times over.
    #[serde(skip)]
    seen: HashMap<String, Vec<Term>>,
}

impl Vocabulary {
    /// The idea behind a stem.
    pub(super) fn idea(&self, stem: &str) -> Option<Idea> {
        self.ideas.get(stem).copied()
    }

    pub(super) fn stems_of(&self, idea: Idea) -> &[String] {
        self.groups.get(&idea).map_or(&[], Vec::as_slice)
    }

    /// All stems with their ideas.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, Idea)> {
        self.ideas.iter().map(|(stem, idea)| (stem.as_str(), *idea))
    }

    /// All stems.
    pub(super) fn stems(&self) -> impl Iterator<Item = &str> {
        self.ideas.keys().map(String::as_str)
    }

    /// Makes words mean the same. A word keeps the first group it was put into.
    pub(super) fn unite(&mut self, words: &[String]) {
        let stems: Vec<String> =
            words.iter().flat_map(|w| text::tokens(w)).filter(|t| !t.function).map(|t| t.stem).collect();
        let known = stems.iter().find_map(|stem| self.idea(stem));
        let idea = known.unwrap_or_else(|| self.fresh());
        for stem in stems {
            if *self.ideas.entry(stem.clone()).or_insert(idea) == idea {
                let group = self.groups.entry(idea).or_default();
                if !group.contains(&stem) {
                    group.push(stem);
                }
            }
        }
    }

    /// The terms of a phrase; unknown words become known.
    pub(super) fn terms(&mut self, phrase: &str) -> Vec<Term> {
        let mut out = Vec::with_capacity(4);
        for word in phrase.split([' ', '-', '/']).filter(|word| !word.is_empty()) {
            if let Some(terms) = self.seen.get(word) {
                out.extend_from_slice(terms);
                continue;
            }
            let mut terms = Vec::with_capacity(1);
            for token in text::tokens(word) {
                terms.push(Term { idea: self.intern(&token.stem), function: token.function });
            }
            out.extend_from_slice(&terms);
            self.seen.insert(word.to_owned(), terms);
        }
        out
    }

    /// The idea behind a stem; an unknown stem becomes known.
    pub(super) fn intern(&mut self, stem: &str) -> Idea {
        if let Some(idea) = self.idea(stem) {
            return idea;
        }
        let idea = self.fresh();
        self.ideas.insert(stem.to_owned(), idea);
        idea
    }

    fn fresh(&mut self) -> Idea {
        self.count += 1;
        Idea(self.count - 1)
    }
}
