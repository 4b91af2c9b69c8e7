//! Phrases in a text: consecutive words, function words between them passed over.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::compiled::Word;
use super::vocabulary::{Idea, Term};

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Index of the competency whose phrase it is.
    pub competency: usize,
    /// What the phrase says for it, in (0, 1].
    pub weight: f32,
    /// Number of words of the phrase.
    pub words: usize,
    /// Index of its first word in the text.
    pub first: usize,
    /// Index of its last word in the text.
    pub last: usize,
    /// Number of the phrase among phrases of its sort; equal for equal phrases.
    pub phrase: usize,
    /// Whether it is a phrase of questions (or a theme), not one of evidence.
    pub asked: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Phrase {
    /// All its words.
    words: Vec<Idea>,
    /// What it says: competency and weight.
    says: Vec<(usize, f32)>,
}

/// A set of phrases, looked up by their first word.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Phrases {
    phrases: Vec<Phrase>,
    /// Their numbers, while compiling.
    #[serde(skip)]
    numbers: HashMap<Vec<Idea>, usize>,
    /// For each idea, the numbers of the phrases it opens.
    openings: Vec<Vec<usize>>,
}

impl Phrases {
    /// Adds a phrase.
    pub(super) fn add(&mut self, terms: &[Term], competency: usize, weight: f32) {
        let content = terms.iter().filter(|term| !term.function);
        // "one on one" lives by its function words; "took it personally" does not
        let whole = content.clone().count() < 2 && terms.len() > 1;
        let words: Vec<Idea> =
            if whole { terms.iter().map(|t| t.idea).collect() } else { content.map(|t| t.idea).collect() };
        let Some(first) = words.first().copied() else { return };
        if let Some(number) = self.numbers.get(&words) {
            let says = &mut self.phrases[*number].says;
            match says.iter_mut().find(|(c, _)| *c == competency) {
                Some((_, known)) => *known = known.max(weight),
                None => says.push((competency, weight)),
            }
            return;
        }
        let number = self.phrases.len();
        if self.openings.len() <= first.number() {
            self.openings.resize(first.number() + 1, Vec::new());
        }
        self.openings[first.number()].push(number);
        self.numbers.insert(words.clone(), number);
        self.phrases.push(Phrase { words, says: vec![(competency, weight)] });
    }

    /// All phrases in the text, in order of their first word.
    pub(super) fn find(&self, text: &[Word], asked: bool) -> Vec<Hit> {
        let mut out = Vec::new();
        for (first, word) in text.iter().enumerate() {
            let openings = word.idea.and_then(|idea| self.openings.get(idea.number()));
            for number in openings.into_iter().flatten() {
                let phrase = &self.phrases[*number];
                let Some(last) = matches_from(text, first, &phrase.words[1..]) else { continue };
                out.extend(phrase.says.iter().map(|(competency, weight)| Hit {
                    competency: *competency,
                    weight: *weight,
                    words: phrase.words.len(),
                    first,
                    last,
                    phrase: *number,
                    asked,
                }));
            }
        }
        out
    }
}

/// Most function words between two words of a phrase. Without a bound, a text of nothing but function
/// words ("I was there, I was there …") takes time with the square of its length.
const MAX_BETWEEN: usize = 16;

/// Index of the last word, if the words after `first` are these.
fn matches_from(text: &[Word], first: usize, rest: &[Idea]) -> Option<usize> {
    let mut at = first;
    for wanted in rest {
        at += 1;
        let end = at + MAX_BETWEEN;
        while at < end && text.get(at).is_some_and(|word| word.idea != Some(*wanted) && word.token.function) {
            at += 1;
        }
        if text.get(at)?.idea != Some(*wanted) {
            return None;
        }
    }
    Some(at)
}
