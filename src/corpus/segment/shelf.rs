//! Headings by what they say: nothing ("Sample answer"), the document ("Interview stories"), or the
//! principle a story is filed under.

use crate::corpus::prompt;
use crate::text::fold;

/// Words that make a heading say nothing of the story under it.
const GENERIC: &[&str] = &[
    "example",
    "examples",
    "response",
    "responses",
    "sample",
    "answer",
    "answers",
    "star",
    "full",
    "story",
    "stories",
    "format",
    "method",
    "complete",
    "my",
    "the",
    "a",
    "an",
    "using",
    "version",
    "question",
    "questions",
    "prompt",
    "pattern",
    "model",
    "strong",
    "good",
    "detailed",
    "template",
    "in",
    "of",
    "with",
    "behavioral",
    "behavioural",
    "interview",
    "short",
    "long",
];

pub(super) fn is_generic(text: &str) -> bool {
    let folded = fold(text);
    let plain: String = match folded.find(['(', '（']) {
        Some(at) => folded[..at].to_owned(),
        None => folded,
    };
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !w.chars().all(|c| c.is_ascii_digit()))
        .all(|w| GENERIC.contains(&w))
}

/// Words of headings under which whole documents stand, not single stories.
const SHELF: &[&str] = &[
    "story",
    "stories",
    "star",
    "interview",
    "interviews",
    "behavioral",
    "behavioural",
    "question",
    "questions",
    "example",
    "examples",
    "bank",
    "prep",
    "preparation",
    "guide",
    "answers",
    "notes",
    "definition",
    "sample",
    "assessment",
    "portfolio",
    "introduction",
    "method",
    "section",
    "complete",
    "historias",
    "geschichten",
];

pub(super) fn is_shelf(text: &str) -> bool {
    fold(text).split(|c: char| !c.is_alphanumeric()).any(|w| SHELF.contains(&w))
}

/// `1. Customer Obsession 🔑` → `Customer Obsession`
pub(super) fn shelf_name(text: &str) -> String {
    let cleaned = prompt::clean(text);
    let cleaned = cleaned.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    bracketed(text).unwrap_or_else(|| cleaned.to_owned())
}

pub(super) fn is_theme(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (1..=7).contains(&words) && !is_shelf(text) && !is_generic(text) && prompt::asks(text).is_none()
}

/// `[Performance] Diagnosing …`, `Missing deadline [customer obsession, deliver results]`
pub(super) fn bracketed(text: &str) -> Option<String> {
    let open = text.find('[')?;
    let close = open + text[open..].find(']')?;
    let inner = text[open + 1..close].trim().trim_matches('*');
    let edge = open == 0
        || close + 1 == text.trim_end().len()
        || text[..open].trim().chars().all(|c| !c.is_alphabetic());
    (edge && is_theme(inner)).then(|| inner.to_owned())
}

/// `Conflict Management – Driving a …` → `Conflict Management`
pub(super) fn title_prefix(title: &str) -> Option<String> {
    let (prefix, _) = [" — ", " – ", " - ", ": "].iter().find_map(|mark| title.split_once(mark))?;
    let prefix = shelf_name(prefix);
    let prefix = prefix
        .trim_start_matches("STAR ")
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ':'));
    (prefix.split_whitespace().count() <= 5 && is_theme(prefix)).then(|| prefix.to_owned())
}
