//! Reports → text for people and files.
//!
//! Enters: a report. Leaves: a string. Everything that comes from a document passes through [`safe`] on
//! its way to a terminal; JSON is exact.

pub mod answer;
pub mod competencies;
pub mod doctor;
mod layout;
pub mod listing;
pub mod map;
mod map_csv;
pub mod map_html;
mod map_markdown;
pub mod questions;

use std::borrow::Cow;
use std::fmt::Write as _;

pub use layout::{Page, Paint};

/// A report as one line of JSON: exact, and harmless on a terminal, for what a terminal would obey is
/// written as JSON's own escapes.
#[must_use]
pub fn json<T: serde::Serialize>(report: &T) -> String {
    let text = serde_json::to_string(report).unwrap_or_default();
    if !text.chars().any(is_unsafe) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if is_unsafe(c) {
            // such a character can only stand inside of a string
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Text that is safe to show on a terminal: control characters and those that change the direction of
/// text are written as `\u{..}`.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// The same for what stands on one line though it was written on several, as a pasted question is: line
/// ends and tabs are spaces.
#[must_use]
pub fn flat(text: &str) -> String {
    let words: Vec<&str> = text.split(['\n', '\r', '\t']).map(str::trim).filter(|w| !w.is_empty()).collect();
    safe(&words.join(" ")).into_owned()
}

/// Control characters (C0, C1, DEL), marks that embed, override or isolate text direction, and what is
/// not seen at all: zero-width characters, fillers, tags.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_or_hide_is_written_out() {
        for c in "\u{1b}\u{7}\u{9b}\u{7f}\n\t\u{202e}\u{2066}\u{200b}\u{ad}\u{feff}\u{e0041}\u{2028}\u{3164}"
            .chars()
        {
            assert_eq!(safe(&c.to_string()), c.escape_unicode().to_string());
        }
        let usual = "Käse — 情境 ❤\u{fe0f} “a” ＋";
        assert_eq!(safe(usual), usual);
    }

    #[test]
    fn json_is_exact_and_has_nothing_to_obey() {
        let text = "a\u{1b}]0;x\u{7}\u{9b}\u{202e}\u{e0041}é";
        let json = json(&text);
        assert!(!json.chars().any(is_unsafe), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(text));
    }

    #[test]
    fn a_pasted_question_is_one_line() {
        assert_eq!(flat(" When\r\n\tdid you\n\nfail?\u{1b}\n"), "When did you fail?\\u{1b}");
    }
}
