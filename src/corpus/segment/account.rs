//! Is a passage without labels an account of one event told by the person it happened to?
//!
//! Enters: words. Leaves: yes or no. Counted are verbs in the past, the first person, and signs of a
//! general answer; deliberately absent is any understanding of what is told.

use super::template::{first_person, words};
use crate::text::fold;

/// Whether the words tell one event of the past in the first person.
pub(super) fn is_account(text: &str) -> bool {
    let total = words(text);
    if total < MIN_WORDS {
        return false;
    }
    let folded = fold(text);
    let past = past_verbs(text);
    let general: usize = GENERAL.iter().map(|sign| folded.matches(sign).count()).sum();
    let own = first_person(text);
    own >= 2 && past >= 3 && past * 25 >= total && general * 4 <= past
}

/// How many words look like verbs in the past tense.
pub(super) fn past_verbs(text: &str) -> usize {
    fold(text)
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| w.len() > 4 && w.ends_with("ed") || PAST.contains(w))
        .count()
}

/// Words an account must have; shorter answers say how somebody works, not what happened.
const MIN_WORDS: usize = 40;

/// Past forms that do not end in -ed, of verbs that stories are made of.
const PAST: &[&str] = &[
    "was",
    "were",
    "had",
    "did",
    "led",
    "built",
    "made",
    "found",
    "took",
    "went",
    "told",
    "wrote",
    "ran",
    "came",
    "felt",
    "gave",
    "knew",
    "left",
    "met",
    "saw",
    "sent",
    "spoke",
    "thought",
    "brought",
    "began",
    "chose",
    "got",
    "kept",
    "held",
    "drew",
    "drove",
    "fell",
    "grew",
    "lost",
    "paid",
    "put",
    "read",
    "rose",
    "said",
    "set",
    "shipped",
    "spent",
    "stood",
    "taught",
    "understood",
    "won",
    "broke",
    "caught",
    "cut",
    "hit",
    "learnt",
    "meant",
    "sat",
    "sold",
    "threw",
    "woke",
    "couldn't",
    "didn't",
    "wasn't",
    "weren't",
    "hadn't",
];

/// Signs of a general answer ("I try to …", "I would …") or of advice ("you should …").
const GENERAL: &[&str] = &[
    "i would",
    "i will",
    "i'd",
    "i'll",
    "i usually",
    "i always",
    "i try",
    "i typically",
    "i generally",
    "i tend",
    "i believe",
    "i like to",
    "i think it",
    "you should",
    "you can",
    "you will",
    "your answer",
    "i am a ",
    "i'm a ",
    "i look for",
    "i want",
    "i hope",
    "i prefer",
    "make sure",
    "don't ",
    "if i ",
    "if you",
    "when i face",
    "my approach is",
];
