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

pub use layout::{Page, Paint};

/// A report as one line of JSON.
#[must_use]
pub fn json<T: serde::Serialize>(report: &T) -> String {
    serde_json::to_string(report).unwrap_or_default()
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

/// Control characters (C0, C1, DEL) and marks that embed, override or isolate text direction or hide it.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}
