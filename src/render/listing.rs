//! A listing as text.

use std::fmt::Write as _;

use super::{Page, Paint, flat, safe};
use crate::report::listing::Listing;
use crate::story::Problem;

/// A listing for people: stories by document.
#[must_use]
pub fn text(listing: &Listing, page: Page) -> String {
    let mut out = String::new();
    let mut path = None;
    for story in &listing.stories {
        if path != Some(&story.path) {
            if path.is_some() {
                out.push('\n');
            }
            let _ = writeln!(out, "{}", Paint::Faint.on(&safe(&story.path)));
            path = Some(&story.path);
        }
        let kinds: String = story
            .sections
            .iter()
            .map(|s| s.kind.name().chars().next().unwrap_or('?').to_ascii_uppercase())
            .collect();
        let head = format!("{:>5}  {kinds:<6} ", story.lines.start);
        let title = Page::cut(&flat(&story.title), page.measure().saturating_sub(head.len()));
        let _ = writeln!(out, "{head}{}", Paint::Title.on(&title));
        let filed = match &story.theme {
            Some(theme) => format!("{} · {theme}", story.id),
            None => story.id.to_string(),
        };
        let _ = writeln!(
            out,
            "{}{}",
            " ".repeat(14),
            Paint::Faint.on(&Page::cut(&filed, page.measure().saturating_sub(14)))
        );
    }
    let documents = listing.stories.iter().map(|s| &s.path).collect::<std::collections::BTreeSet<_>>().len();
    let _ = writeln!(out, "\n{} stories in {documents} documents", listing.stories.len());
    if let Some(unread) = &listing.unread {
        let _ = writeln!(out, "\nlines that no story claims:");
        for span in unread {
            let _ = writeln!(out, "  {}:{}-{}", safe(&span.path), span.lines.start, span.lines.end);
        }
    }
    out
}

/// A problem as a line for people.
#[must_use]
pub fn problem(problem: &Problem) -> String {
    safe(&problem.to_string()).into_owned()
}
