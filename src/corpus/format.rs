//! The table of readers: which one reads a document is told from its content, not its name.

use super::line::{Reading, Role};
use super::{asciidoc, front_matter, html, markdown, org, rst};

/// One way of reading documents.
pub(super) struct Format {
    /// Whether a text is of this format.
    sniff: fn(&str) -> bool,
    /// Reads it.
    read: fn(&str) -> Reading,
}

/// All readers; the first whose sniff says yes reads the document. The last reads anything.
pub(super) const FORMATS: &[Format] = &[
    Format { sniff: is_page, read: html::read },
    Format { sniff: org::sniff, read: org::read },
    Format { sniff: asciidoc::sniff, read: asciidoc::read },
    Format { sniff: rst::sniff, read: rst::read },
    Format { sniff: |_| true, read: markdown::read },
];

/// Longest heading, in bytes: what is longer is a paragraph. Every story below a heading may be named
/// for it, so its length must not grow with the document.
const MAX_HEADING: usize = 1000;

/// Reads a text with the first format that claims it. The second part says what is wrong with the
/// front matter, if anything.
pub(super) fn read(source: &str) -> (Reading, Vec<String>) {
    let (front, meta, body, trouble) = match front_matter::split(source) {
        Some((front, meta, end, trouble)) => (Some(front), meta, &source[end..], trouble),
        None => (None, Vec::new(), source, None),
    };
    let format = FORMATS.iter().find(|format| (format.sniff)(body));
    let mut reading = format.map_or_else(Reading::default, |format| (format.read)(body));
    let offset = meta.last().map_or(0, |line| line.number);
    for line in &mut reading.lines {
        line.number += offset;
        line.last += offset;
        if line.is_heading() && line.text.len() > MAX_HEADING {
            line.role = Role::Text;
        }
    }
    reading.lines.splice(0..0, meta);
    if let Some(front) = front {
        reading.front = front;
    }
    let trouble = trouble.into_iter().chain(front_matter::shorten(&mut reading.front)).collect();
    (reading, trouble)
}

/// A page opens with a doctype or its root, or is for the most part tags without Markdown headings.
fn is_page(source: &str) -> bool {
    let opening: String = source.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    if opening.starts_with("<!doctype html") || opening.starts_with("<html") {
        return true;
    }
    let (mut tagged, mut total) = (0_usize, 0_usize);
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("# ") || line.starts_with("## ") || line.starts_with("```") {
            return false;
        }
        total += 1;
        tagged += usize::from(line.starts_with('<') && line.ends_with('>') && !line.starts_with("<http"));
    }
    tagged * 2 > total
}
