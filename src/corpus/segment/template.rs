//! Is it a story, or only the shape of one: a blank template, an explanation of the method?
//!
//! Enters: the sections of what looks like a story. Leaves: why it is none, if it is none.

use super::account::past_verbs;
use crate::story::Section;
use crate::text::fold;

/// Why what looked like a story is none; `None` where it is one.
pub(super) fn verdict(sections: &[Section]) -> Option<&'static str> {
    let texts: Vec<String> = sections.iter().map(|s| without_placeholders(&s.text)).collect();
    let counts: Vec<usize> = texts.iter().map(|t| words(t)).collect();
    let filled = counts.iter().filter(|n| **n >= 2).count();
    let total: usize = counts.iter().sum();
    if filled == 0 {
        return Some("is a blank template: its labels have no text");
    }
    let filled_texts: Vec<&String> =
        texts.iter().zip(&counts).filter(|(_, n)| **n >= 2).map(|(t, _)| t).collect();
    let unfinished = filled_texts.iter().filter(|t| is_cut_off(t)).count();
    if sections.len() >= 2 && unfinished * 4 >= filled_texts.len() * 3 {
        return Some("is only sketched: its sections break off in \"...\"");
    }
    if is_explanation(&filled_texts) {
        return Some("explains the method instead of telling an event");
    }
    if filled == 1 && total < MIN_WORDS_ALONE {
        return Some("has text under one label only, too little for a story");
    }
    if total < MIN_WORDS {
        return Some("is too short for a story");
    }
    None
}

/// Why the sections tell nobody's doings: bug reports ("Problem / Steps / Result"), designs ("Goals /
/// Approach"), plans, minutes ("Action: Lena to send …"), assessments of somebody else. Where the STAR
/// word for the situation stands (`told`), the form itself speaks for a story, so that only talk of a
/// candidate counts against it.
pub(super) fn impersonal(sections: &[Section], told: bool) -> Option<&'static str> {
    let sum = |measure: fn(&str) -> usize| sections.iter().map(|s| measure(&s.text)).sum::<usize>();
    let (total, own) = (sum(words), sum(first_person));
    // the first person of other languages hides in the verb ("liguei"), and is not looked for
    if sum(english) * 8 < total {
        return None;
    }
    if own <= 1 && sum(assessed) >= 2 {
        return Some("speaks of a candidate instead of telling an event");
    }
    (!told && own == 0 && sum(past_verbs) * 12 < total).then_some("tells nobody's doings")
}

/// How many words are English articles, auxiliaries and prepositions.
fn english(text: &str) -> usize {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| {
            matches!(
                *w,
                "the"
                    | "a"
                    | "an"
                    | "of"
                    | "to"
                    | "and"
                    | "is"
                    | "was"
                    | "not"
                    | "their"
                    | "had"
                    | "but"
                    | "it"
                    | "that"
                    | "from"
                    | "at"
                    | "or"
                    | "with"
                    | "for"
                    | "by"
                    | "on"
                    | "in"
            )
        })
        .count()
}

/// How often somebody who is assessed is named.
fn assessed(text: &str) -> usize {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| {
            matches!(
                *w,
                "candidate"
                    | "candidate's"
                    | "candidates"
                    | "applicant"
                    | "interviewee"
                    | "pupils"
                    | "learners"
            )
        })
        .count()
}

/// Words a story's sections must hold together; "reduced the wait from 9 to 4 minutes" alone is a
/// bullet of a résumé.
const MIN_WORDS: usize = 12;

/// Words that the only section of a story must hold ("a story that has only a Situation").
const MIN_WORDS_ALONE: usize = 25;

/// Openings of a text that tells how to fill a section instead of filling it.
const INSTRUCTIONS: &[&str] = &[
    "describe",
    "explain",
    "set the",
    "set context",
    "set up the",
    "give the",
    "give a",
    "give context",
    "give enough",
    "provide",
    "outline",
    "briefly",
    "state",
    "detail",
    "mention",
    "focus on",
    "include",
    "quantify",
    "paint",
    "tell",
    "begin by",
    "start with",
    "start by",
    "next,",
    "finally, share",
    "finally,",
    "share the",
    "what ",
    "what's",
    "where ",
    "when ",
    "who ",
    "how ",
    "why ",
    "your ",
    "you ",
    "the context",
    "the outcome",
    "the specific",
    "specific",
    "scene",
    "the scene",
    "use ",
    "be specific",
    "talk about",
    "make sure",
    "list ",
    "note ",
    "one sentence",
    "1-2 sentences",
    "2-3 sentences",
    "context and stakes",
    "the challenge you",
    "the problem you",
    "the goal",
    "background",
    "write",
    "clarify",
    "this is where",
    "outcome",
    "set scene",
    "the steps",
    "steps you",
    "concrete steps",
    "fill in",
];

/// What stands in the labels' place of a template: `[Describe …]`, `<your task>`, `_____`, `...`, TBD.
fn without_placeholders(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['[', '<', '{']) {
        let close = match rest.as_bytes()[open] {
            b'[' => ']',
            b'<' => '>',
            _ => '}',
        };
        out.push_str(&rest[..open]);
        let Some(end) = rest[open..].find(close) else {
            rest = &rest[open..];
            break;
        };
        // what is short and in brackets may be a remark of the teller: "[the bank]"
        let inner = &rest[open..=open + end];
        if close == ']' && inner.split_whitespace().count() <= 2 && out.trim().len() > 20 {
            out.push_str(inner);
        }
        rest = &rest[open + end + 1..];
    }
    out.push_str(rest);
    let blank = |w: &&str| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        !w.is_empty() && !matches!(fold(w).as_str(), "tbd" | "todo" | "n/a" | "na" | "xxx" | "tba" | "fixme")
    };
    out.lines()
        .map(|line| {
            line.split_whitespace().filter(blank).collect::<Vec<_>>().join(" ")
                + if ends_in_dots(line) { " ..." } else { "" }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn ends_in_dots(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches(['"', '”', '*', '_', ')', ' ']);
    end.ends_with("...") || end.ends_with('…')
}

fn is_cut_off(text: &str) -> bool {
    ends_in_dots(text) && words(text) < 40
}

/// Words of a text; scripts without spaces count two characters as a word.
pub(super) fn words(text: &str) -> usize {
    let spaced =
        text.split_whitespace().filter(|w| w.chars().any(|c| c.is_alphabetic() && c < '\u{2e80}')).count();
    let unspaced = text.chars().filter(|c| *c >= '\u{2e80}' && c.is_alphabetic()).count();
    spaced + unspaced.div_ceil(2)
}

fn is_explanation(texts: &[&String]) -> bool {
    let instructs = |text: &str| {
        let folded = fold(text.trim_start_matches(|c: char| !c.is_alphanumeric()));
        INSTRUCTIONS.iter().any(|opening| folded.starts_with(opening))
    };
    let count = texts.iter().filter(|t| instructs(t)).count();
    let sum = |measure: fn(&str) -> usize| texts.iter().map(|t| measure(t)).sum::<usize>();
    let (total, own, yours, past) = (sum(words), sum(first_person), sum(second_person), sum(past_verbs));
    // long accounts may open with "Your manager left …"; an explanation is short and tells nobody's doings
    let short = total < 45 * texts.len();
    count * 4 >= texts.len() * 3 && own * 20 < total
        || count >= 3 && count == texts.len() && yours > 0
        || count * 2 > texts.len() && short && own * 30 < total
        || yours * 2 >= texts.len() && own == 0 && total < 35 * texts.len() && past * 12 < total
}

/// How often the reader is spoken to.
fn second_person(text: &str) -> usize {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| matches!(*w, "you" | "your" | "yourself"))
        .count()
}

/// How often the teller speaks of themselves.
pub(super) fn first_person(text: &str) -> usize {
    fold(text)
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| {
            matches!(
                *w,
                "i" | "i'm"
                    | "i've"
                    | "i'd"
                    | "i'll"
                    | "my"
                    | "me"
                    | "we"
                    | "our"
                    | "us"
                    | "myself"
                    | "yo"
                    | "mi"
                    | "eu"
                    | "meu"
                    | "minha"
                    | "je"
                    | "j'ai"
                    | "ich"
                    | "mein"
                    | "meine"
                    | "wir"
                    | "nous"
            )
        })
        .count()
        + text.matches(['我', '私', '저', '제', '나']).count()
}
