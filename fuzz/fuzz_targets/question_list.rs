//! Any text as a list of questions: it is parsed without a panic, and every question stands on its line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use storyfit::question_list::{parse, repeated};

fuzz_target!(|text: &str| {
    let list = parse(text);
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let mut last = 0;
    for question in &list.questions {
        assert!(last < question.line, "{question:?}");
        last = question.line;
        let line = lines[question.line as usize - 1];
        assert!(!question.text.is_empty() && line.contains(&question.text), "{question:?}");
        assert!(!question.id.is_empty() && !question.id.contains(char::is_whitespace), "{question:?}");
    }
    assert!(list.problems.iter().all(|(line, _)| (1..=lines.len()).contains(&(*line as usize))));
    let _ = repeated(&list.questions);
});
