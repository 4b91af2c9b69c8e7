//! A check-up as text.

use std::fmt::Write as _;

use super::{Paint, safe};
use crate::report::doctor::{Corpus, Doctor, Index, Kind, Spot};

/// Columns of the left margin, where the parts are named.
const MARGIN: usize = 10;

/// Most places or files that are named of one kind.
const MOST: usize = 10;

/// A check-up for people: what there is, what is wrong, and what to do.
#[must_use]
pub fn text(doctor: &Doctor) -> String {
    let mut out = String::new();
    part(&mut out, "corpus", &corpus(&doctor.corpus));
    let lexicon = match (&doctor.lexicon.error, doctor.lexicon.own) {
        (Some(why), _) => format!("cannot be used: {why}"),
        (None, true) => "built in, with your lexicon.toml laid over it".to_owned(),
        (None, false) => "built in".to_owned(),
    };
    part(&mut out, "lexicon", &[lexicon]);
    part(&mut out, "index", &index(&doctor.index));
    let mut versions = vec![format!("storyfit {}", doctor.versions.storyfit)];
    if let Some(index) = &doctor.versions.index {
        versions.push(format!(
            "index format {}, reader {}, analyzer {}, lexicon {}",
            index.format, index.reader, index.analyzer, index.profile
        ));
        versions.push(index.engine.clone());
    }
    part(&mut out, "versions", &versions);
    if doctor.healthy {
        part(&mut out, "next", &["nothing to mend".to_owned()]);
    } else {
        part(&mut out, "next", &doctor.next);
    }
    out
}

fn corpus(corpus: &Corpus) -> Vec<String> {
    let mut out = vec![corpus.folder.clone()];
    if let Some(why) = &corpus.error {
        out.push(why.clone());
        return out;
    }
    out.push(format!(
        "{} documents, {} stories, {} sections",
        corpus.documents, corpus.stories, corpus.sections
    ));
    if !corpus.unreadable.is_empty() {
        out.push(format!("{} could not be read:", corpus.unreadable.len()));
        let files = corpus.unreadable.iter().map(|problem| format!("  {problem}"));
        out.extend(files.take(MOST));
        out.extend(more(corpus.unreadable.len()));
    }
    for Kind { kind, count, places } in &corpus.problems {
        let (Some(first), Some(last)) = (places.first(), places.get(1..)) else { continue };
        let rest = if last.is_empty() { String::new() } else { format!(" and {} more", last.len()) };
        out.push(format!("{count} × {kind} ({}{rest})", place(first)));
    }
    out
}

fn place(spot: &Spot) -> String {
    spot.line.map_or_else(|| spot.path.clone(), |line| format!("{}:{line}", spot.path))
}

fn index(index: &Index) -> Vec<String> {
    let mut out = vec![index.folder.clone()];
    let detail = index.detail.as_ref().map_or(String::new(), |detail| format!(": {detail}"));
    out.push(format!("{}{detail}", index.state.replace('_', " ")));
    for (what, paths) in [("new", &index.added), ("changed", &index.changed), ("gone", &index.removed)] {
        out.extend(paths.iter().take(MOST).map(|path| format!("  {what:<7} {path}")));
        out.extend(more(paths.len()));
    }
    if index.busy {
        out.push("another storyfit is writing it".to_owned());
    }
    if index.open_to_others {
        out.push("others than you can read it".to_owned());
    }
    out
}

fn more(count: usize) -> Option<String> {
    (count > MOST).then(|| format!("  and {} more", count - MOST))
}

/// A named part, its lines beside its name. They are not wrapped: a path or a command broken in two cannot
/// be copied.
fn part(out: &mut String, name: &str, lines: &[String]) {
    for (number, line) in lines.iter().enumerate() {
        let name = if number == 0 { name } else { "" };
        let margin = " ".repeat(MARGIN - name.len());
        let _ = writeln!(out, "{}{margin}{}", Paint::Faint.on(name), safe(line));
    }
}
