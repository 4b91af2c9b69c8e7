//! Interview questions as people write them into their notes.
//!
//! Enters: a line's words. Leaves: the questions in it, cleaned of numbers, quotes and remarks.

use crate::text::fold;

/// Openings of a question that asks for an event.
const EVENT_OPENINGS: &[&str] = &[
    "tell me",
    "tell us",
    "tell about",
    "describe",
    "give an example",
    "give me",
    "give us",
    "share",
    "talk about",
    "talk me through",
    "walk me through",
    "walk us through",
    "provide an example",
    "think of a time",
    "think about a time",
    "recall",
    "name a time",
    "name time",
    "a time when",
    "a time you",
    "time when",
    "time you",
    "an example of",
    "discuss a",
    "explain a time",
    "explain a situation",
    "have you ever",
    "when have you",
    "when did you",
    "when was",
    "what is an example",
    "what's an example",
    "what was",
    "what did you",
    "can you tell",
    "can you give",
    "can you share",
    "can you describe",
    "can you think",
    "could you",
    "has there",
    "have there",
    "was there",
    "or tell me",
    "or when",
    "the last time",
    "the most",
    "the biggest",
    "cuentame",
    "hableme",
    "describa",
    "describe una",
    "deme un ejemplo",
    "conte",
    "fale sobre",
    "descreva",
    "racontez",
    "parlez-moi",
    "decrivez",
    "donnez",
    "erzahlen",
    "erzahl",
    "beschreiben",
    "nennen sie",
];

/// Openings of other questions.
const OTHER_OPENINGS: &[&str] = &[
    "how",
    "why",
    "what",
    "which",
    "where",
    "when",
    "who",
    "do you",
    "did you",
    "are you",
    "is there",
    "were you",
    "can you",
    "have you",
    "would you",
    "in previous",
    "if you",
    "we all",
    "clients can",
    "wie",
    "warum",
    "was",
    "por que",
    "que",
    "como",
    "comment",
    "pourquoi",
    "quel",
];

/// Subjects of questions that no event answers.
const NO_EVENT: &[&str] = &[
    "about yourself",
    "introduce yourself",
    "your background",
    "why do you want",
    "why are you",
    "why should we",
    "why this",
    "why us",
    "why our",
    "your strength",
    "your weakness",
    "strength and weakness",
    "strengths and weaknesses",
    "biggest strength",
    "biggest weakness",
    "greatest strength",
    "greatest weakness",
    "see yourself",
    "salary",
    "notice period",
    "leaving your",
    "leave your",
    "questions for",
    "your hobbies",
    "what motivates",
    "work style",
    "ideal role",
    "ideal job",
    "mean to you",
    "your resume",
    "through your resume",
    "your cv",
    "expected ctc",
    "current ctc",
    "do you know about",
    "what do you hope",
];

/// What a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// An event: "Tell me about a time …".
    Event,
    /// Something a story may answer: "How do you handle conflict?".
    Open,
    /// Something that no event answers: "Why do you want to work here?".
    NoEvent,
}

/// What the words ask, if they are a question.
pub(super) fn asks(text: &str) -> Option<Asks> {
    let cleaned = clean(text);
    let folded = fold(&cleaned);
    let ends = folded.trim_end_matches(['"', ')', ']', '*', ' ']).ends_with('?');
    // "We all miss deadlines. Tell me about …"
    let event = folded
        .split(['.', '!', '?'])
        .any(|sentence| EVENT_OPENINGS.iter().any(|o| opens(sentence.trim_start(), o)));
    let other = OTHER_OPENINGS.iter().any(|o| opens(&folded, o));
    let event = event && (ends || folded.split_whitespace().count() <= 45 && !folded.starts_with(['i', '-']));
    if !(event || ends && other || ends && folded.split_whitespace().count() >= 4) {
        return None;
    }
    // a paragraph that opens like a question and goes on telling is none
    if folded.split_whitespace().count() > 70 || !ends && folded.split_whitespace().count() > 45 {
        return None;
    }
    if NO_EVENT.iter().any(|subject| folded.contains(subject))
        || folded.starts_with("why ") && folded.split_whitespace().count() <= 4
    {
        return Some(Asks::NoEvent);
    }
    Some(if event { Asks::Event } else { Asks::Open })
}

fn opens(text: &str, opening: &str) -> bool {
    text.strip_prefix(opening).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// The questions in a line, each cleaned: those in quotes where there are any, else the whole line,
/// split where two are joined by a slash.
pub(super) fn questions(text: &str) -> Vec<String> {
    let quoted: Vec<String> = quotes(text).into_iter().filter(|q| asks(q).is_some()).collect();
    if !quoted.is_empty() {
        return quoted.iter().map(|q| clean(q)).collect();
    }
    let parts = split_joined(text);
    parts.iter().filter(|p| asks(p).is_some()).map(|p| clean(p)).collect()
}

/// The items of a "best for" or "also answers" line: questions, or the subjects it names.
pub(super) fn items(text: &str) -> Vec<String> {
    let whole = questions(text);
    if !whole.is_empty() {
        return whole;
    }
    let quoted = quotes(text);
    let parts: Vec<String> = if quoted.is_empty() {
        text.split([',', ';', '/', '|', '·']).map(str::to_owned).collect()
    } else {
        quoted
    };
    parts
        .iter()
        .map(|p| clean(p).trim_matches(['.', ',', ' ']).to_owned())
        .filter(|p| !p.is_empty() && p.split_whitespace().count() <= 12 && p.chars().any(char::is_alphabetic))
        .collect()
}

/// Two questions joined by `/`: both sides must be questions in their own right.
fn split_joined(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('/').collect();
    let whole = |p: &&str| asks(p).is_some() && p.split_whitespace().count() >= 4;
    if parts.len() > 1 && parts.iter().all(whole) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![text.to_owned()]
}

/// What stands in double quotes.
fn quotes(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['"', '“']) {
        let width = rest[open..].chars().next().map_or(1, char::len_utf8);
        let inner = &rest[open + width..];
        let Some(close) = inner.find(['"', '”']) else { break };
        out.push(inner[..close].to_owned());
        let width = inner[close..].chars().next().map_or(1, char::len_utf8);
        rest = &inner[close + width..];
    }
    out
}

/// Drops numbers (`Q2.`, `18.`, `A1.`, `Question 3:`), quotes, marks and a filing remark at the end
/// (`[Earn Trust]`, `→ STAR 6`).
pub(super) fn clean(text: &str) -> String {
    let mut rest = text.trim();
    loop {
        let before = rest;
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        for key in ["question", "prompt", "prompts", "story", "example", "q", "or"] {
            rest = strip_key(rest, key);
        }
        rest = strip_number(rest);
        if rest.len() == before.len() {
            break;
        }
    }
    if let Some(at) = rest.find(['→', '⇒']).or_else(|| rest.find("->")) {
        rest = &rest[..at];
    }
    let mut rest = rest.trim_end();
    while let Some(open) = rest.rfind('[') {
        if !rest.ends_with(']') || open == 0 {
            break;
        }
        rest = rest[..open].trim_end();
    }
    rest.trim_end_matches(['"', '”', '*', '_', ',', ' '])
        .trim_start_matches(['"', '“', '*', '_', ' '])
        .to_owned()
}

/// `Question 3: …`, `Q: …`, `Question - …`
fn strip_key<'a>(text: &'a str, key: &str) -> &'a str {
    let Some(head) = text.get(..key.len()) else { return text };
    if !head.eq_ignore_ascii_case(key) {
        return text;
    }
    let rest = text[key.len()..].trim_start_matches([' ', '#']);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start();
    match rest.strip_prefix([':', '：', '.', '—', '–', ')']) {
        Some(after) => after.trim_start(),
        None => text,
    }
}

/// `18. …`, `A1. …`, `10b. …`, `1) …`
fn strip_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| {
        c.is_ascii_uppercase() && text[c.len_utf8()..].starts_with(|d: char| d.is_ascii_digit())
    });
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() == rest.len() || rest.len() - digits.len() > 3 {
        return text;
    }
    let digits = digits
        .strip_prefix(|c: char| c.is_ascii_lowercase())
        .filter(|d| d.starts_with(['.', ')']))
        .unwrap_or(digits);
    digits
        .strip_prefix(['.', ')', ':'])
        .filter(|d| d.is_empty() || d.starts_with([' ', '"', '*', '“']))
        .map_or(text, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        assert_eq!(questions(input), expected, "{input:?}");
    }

    #[test]
    fn questions_are_cleaned() {
        check("Q2. Tell me about a time you failed.", &["Tell me about a time you failed."]);
        check("**Question 3: How do you handle conflict?**", &["How do you handle conflict?"]);
        check("18) \"Describe a time you led.\" [Ownership]", &["Describe a time you led."]);
        check("The lost key", &[]);
    }

    #[test]
    fn two_joined_by_a_slash_are_two() {
        check(
            "Tell me about a risk you took / Describe a decision without data",
            &["Tell me about a risk you took", "Describe a decision without data"],
        );
        check("How do you plan and/or delegate your work?", &["How do you plan and/or delegate your work?"]);
    }

    #[test]
    fn items_may_be_subjects() {
        assert_eq!(items("planning, conflict; risk"), ["planning", "conflict", "risk"]);
        assert_eq!(items("\"When did you fail?\""), ["When did you fail?"]);
    }

    #[test]
    fn some_questions_want_no_event() {
        assert_eq!(asks("Why do you want to work here?"), Some(Asks::NoEvent));
        assert_eq!(asks("Tell me about a time you failed"), Some(Asks::Event));
        assert_eq!(asks("We met on Monday."), None);
    }
}
