//! Mending misspelt words of a question against the words that stories and lexicon know.
//!
//! A fuzzy search would let every near word score; here one word is chosen, shown, and searched.

use std::collections::HashMap;

use super::Ranker;
use super::question::{Mended, Question};
use crate::error::{Error, Result};
use crate::text;

/// Shortest word that is mended; below, too many words are near.
const MIN_LETTERS: usize = 5;

/// Most words of a question that are mended; what holds more unknown words is no question.
const MOST_MENDED: usize = 30;

/// The question with its unknown words mended.
pub(super) fn mended(text: &str, ranker: &Ranker) -> Result<Question> {
    let lexicon = ranker.lexicon();
    let question = Question::new(text, lexicon);
    let unknown: Vec<usize> = (0..question.terms.len())
        .filter(|i| question.terms[*i].idea.is_none() && is_mendable(&question.terms[*i].word))
        .take(MOST_MENDED)
        .collect();
    if unknown.is_empty() {
        return Ok(question);
    }
    let mut known = HashMap::<String, u32>::new();
    let listed = ranker.snapshot().stems(|stem| *known.entry(stem.to_owned()).or_default() += 1);
    listed.map_err(|cause| Error::io("cannot read the index", cause))?;
    let mut mended = Vec::new();
    let mut corrected = text.to_owned();
    for index in unknown {
        let term = &question.terms[index];
        let Some(stem) = term.stems.first().filter(|stem| !known.contains_key(*stem)) else { continue };
        let candidates = known.keys().map(String::as_str).chain(lexicon.stems());
        let Some(to) = nearest(stem, candidates) else { continue };
        let to = surface(&to, ranker)?;
        corrected = replace_word(&corrected, &term.word, &to);
        mended.push(Mended { from: term.word.clone(), to });
    }
    if mended.is_empty() {
        return Ok(question);
    }
    let corrected = Question::new(&corrected, lexicon);
    Ok(Question { text: text.to_owned(), mended, ..corrected })
}

fn is_mendable(word: &str) -> bool {
    word.chars().count() >= MIN_LETTERS && word.chars().all(|c| c.is_ascii_alphabetic())
}

/// The one stem nearest to this: one slip, or two in a long word; the same first letter; the alphabet
/// decides between equals.
fn nearest<'a>(stem: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = stem.chars().count();
    let most = if length >= 8 { 2 } else { 1 };
    candidates
        .filter(|c| c.len().abs_diff(stem.len()) <= most && c.as_bytes().first() == stem.as_bytes().first())
        .filter(|c| c.chars().count() >= MIN_LETTERS - 1)
        .map(|c| (text::edit_distance(stem, c), c))
        .filter(|(slips, _)| (1..=most).contains(slips))
        .min()
        .map(|(_, c)| c.to_owned())
}

/// A word of the stories with this stem, for a stem is no word; the stem itself where there is none.
fn surface(stem: &str, ranker: &Ranker) -> Result<String> {
    let mut first = None;
    let walk = ranker.snapshot().postings(stem, |posting| {
        first.get_or_insert(posting.story);
    });
    walk.map_err(|cause| Error::io("cannot read the index", cause))?;
    let Some(number) = first else { return Ok(stem.to_owned()) };
    let story = ranker.story(number)?;
    let texts = story.sections.iter().map(|s| &s.text).chain(&story.prompts).chain([&story.title]);
    for text in texts {
        if let Some(token) = text::tokens(text).into_iter().find(|t| t.stem == stem) {
            return Ok(text::fold(text.get(token.start..token.end).unwrap_or(stem)));
        }
    }
    Ok(stem.to_owned())
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let Some(at) = text.find(from) else { return text.to_owned() };
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}
