//! AsciiDoc → Markdown, line by line, so that one inline parser serves and line numbers stay.

use super::line::Reading;
use super::markdown;

/// Whether the text is AsciiDoc: `= Title` headings and no Markdown ones.
pub(super) fn sniff(source: &str) -> bool {
    let heading = |line: &str| line.starts_with('=') && line.trim_start_matches('=').starts_with(' ');
    source.lines().any(heading) && !source.lines().any(|l| l.starts_with("# ") || l.starts_with("## "))
}

/// Reads AsciiDoc.
pub(super) fn read(source: &str) -> Reading {
    let mut out = String::with_capacity(source.len());
    let mut comment = false;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end();
        let marks = text.len() - text.trim_start_matches('=').len();
        if text == "////" {
            comment = !comment;
        } else if comment || text.starts_with("//") && !text.starts_with("///") || is_attribute(text) {
            // comments and attributes are not shown by an AsciiDoc reader either
        } else if marks > 0 && text[marks..].starts_with(' ') {
            out.push_str(&"#".repeat(marks.min(6)));
            out.push_str(&text[marks..]);
        } else if text == "----" || text == "...." {
            out.push_str("```");
        } else if matches!(text, "====" | "****" | "____" | "--") {
            // the fences of a block; what is inside is text
        } else if let Some(item) = text.strip_prefix(". ") {
            out.push_str("1. ");
            out.push_str(item);
        } else if let Some((term, rest)) = text.split_once(":: ").filter(|(term, _)| term.len() < 60) {
            out.push_str(&format!("**{term}:** {rest}"));
        } else if let Some(title) = text.strip_prefix('.').filter(|t| t.starts_with(char::is_alphabetic)) {
            out.push_str(&format!("**{title}**"));
        } else {
            out.push_str(text);
        }
        out.push('\n');
    }
    markdown::read(&out)
}

/// `:toc:`, `:author: Name`, `[source,java]`
fn is_attribute(text: &str) -> bool {
    let named = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '!'))
    };
    text.strip_prefix(':').and_then(|t| t.split_once(':')).is_some_and(|(name, _)| named(name))
        || text.starts_with('[') && text.ends_with(']') && text.len() < 60 && !text.contains(' ')
}
