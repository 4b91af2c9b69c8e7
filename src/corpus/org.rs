//! Org-mode → Markdown, line by line, so that one inline parser serves and line numbers stay.

use super::line::{FrontMatter, Reading};
use super::markdown;

/// Whether the text is org-mode: `#+KEY:` lines, or starred headings of two levels and no Markdown ones.
pub(super) fn sniff(source: &str) -> bool {
    let key =
        |l: &str| l.strip_prefix("#+").is_some_and(|k| k.starts_with(|c: char| c.is_ascii_alphabetic()));
    let markdown = source.lines().any(|l| l.starts_with("# ") || l.starts_with("## "));
    source.lines().any(key)
        || !markdown
            && source.lines().any(|l| l.starts_with("** "))
            && source.lines().any(|l| l.starts_with("* "))
}

/// Reads org-mode.
pub(super) fn read(source: &str) -> Reading {
    let mut out = String::with_capacity(source.len());
    let mut title = None;
    let mut drawer = false;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end();
        let body = text.trim_start();
        let stars = text.len() - text.trim_start_matches('*').len();
        let folded = body.to_ascii_lowercase();
        if drawer || body == ":PROPERTIES:" || body == ":LOGBOOK:" {
            drawer = body != ":END:";
        } else if stars > 0 && text[stars..].starts_with(' ') {
            out.push_str(&"#".repeat(stars.min(6)));
            out.push_str(without_tags(&text[stars..]));
        } else if let Some(value) = folded.strip_prefix("#+title:") {
            title = Some(body[body.len() - value.len()..].trim().to_owned());
        } else if folded.starts_with("#+begin_src")
            || folded.starts_with("#+begin_example")
            || folded.starts_with("#+end_src")
            || folded.starts_with("#+end_example")
        {
            out.push_str("```");
        } else if body.starts_with("#+") || body.starts_with("# ") {
            // keywords and comments
        } else if let Some((term, rest)) = body.split_once(" :: ") {
            out.push_str(&format!("- **{}:** {rest}", term.trim_start_matches(['-', '+', ' '])));
        } else {
            out.push_str(text);
        }
        out.push('\n');
    }
    Reading { front: FrontMatter { title, ..FrontMatter::default() }, ..markdown::read(&out) }
}

/// `Title  :tag:other:` without its tags.
fn without_tags(heading: &str) -> &str {
    let trimmed = heading.trim_end();
    match trimmed.rsplit_once(' ') {
        Some((title, tags)) if tags.len() > 2 && tags.starts_with(':') && tags.ends_with(':') => {
            title.trim_end()
        }
        _ => trimmed,
    }
}
