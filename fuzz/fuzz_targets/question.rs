//! Any text as a question: it is analysed without a panic, and what is found lies within bounds.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use storyfit::corpus::looks_like_question;
use storyfit::lexicon::Lexicon;
use storyfit::rank::question::Question;
use storyfit::render::{Page, safe};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::load(None).expect("the built-in lexicon"));

fuzz_target!(|text: &str| {
    let question = Question::new(text, &LEXICON);
    assert_eq!(question.text, text);
    assert!(question.probes.iter().all(|probe| (0.0..=1.0).contains(probe)), "{:?}", question.probes);
    assert!(question.terms.iter().all(|term| 0.0 < term.weight && term.weight <= 1.0));
    assert!((1.0..=4.0).contains(&question.common), "{}", question.common);
    assert!(question.reasons.iter().all(|reason| text.contains(&reason.phrase)));
    let _ = looks_like_question(text);
    assert!(!safe(text).chars().any(char::is_control));
    assert!(!Page::cut(text, 20).chars().any(char::is_control));
});
