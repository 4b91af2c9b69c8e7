//! How a bank is: its corpus, its index, and what to do next.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SCHEMA_VERSION;
use crate::bank::{Checkup, Notes, Place};
use crate::index::{Condition, Inspection, Refusal, Versions};
use crate::story::Problem;

/// What a check-up found.
#[derive(Debug, Clone, Serialize)]
pub struct Doctor {
    schema_version: u32,
    /// Whether there is nothing to mend.
    pub healthy: bool,
    /// The notes.
    pub corpus: Corpus,
    /// What questions and stories are read with.
    pub lexicon: Lexicon,
    /// The index.
    pub index: Index,
    /// What this build is and makes an index with.
    pub versions: Build,
    /// What to do, the most urgent first; empty where there is nothing to mend.
    pub next: Vec<String>,
}

/// The corpus.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Corpus {
    /// The folder as it was named.
    pub folder: String,
    /// Why it cannot be read.
    pub error: Option<String>,
    /// The number of documents.
    pub documents: usize,
    /// The number of stories in them.
    pub stories: usize,
    /// The number of these stories' sections.
    pub sections: usize,
    /// Documents that could not be read, with the reason.
    pub unreadable: Vec<Problem>,
    /// What is odd in the others, by kind, the commonest first.
    pub problems: Vec<Kind>,
}

/// Problems of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// What is odd, without what differs from one to the next.
    pub kind: String,
    /// How many there are.
    pub count: usize,
    /// Where they are, by path and line.
    pub places: Vec<Spot>,
}

/// A place in the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The document.
    pub path: String,
    /// 1-based line, or none where the whole file is meant.
    pub line: Option<u32>,
}

/// The lexicon.
#[derive(Debug, Clone, Serialize)]
pub struct Lexicon {
    /// Whether the corpus has one of its own, laid over the one that is built in.
    pub own: bool,
    /// Why it cannot be used.
    pub error: Option<String>,
}

/// The index.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Index {
    /// The folder as it was named.
    pub folder: String,
    /// One of `current`, `stale`, `missing`, `unfinished`, `other_versions`, `damaged`, `other_corpus`,
    /// `newer`, `no_index`, `unreadable`, `not_looked_at`.
    pub state: &'static str,
    /// What is wrong, where the state does not say all.
    pub detail: Option<String>,
    /// Documents that it does not know.
    pub added: Vec<String>,
    /// Documents that changed since.
    pub changed: Vec<String>,
    /// Documents that are gone.
    pub removed: Vec<String>,
    /// Whether another storyfit is writing it just now.
    pub busy: bool,
    /// Whether others than the owner can read it.
    pub open_to_others: bool,
}

/// Versions.
#[derive(Debug, Clone, Serialize)]
pub struct Build {
    /// Of storyfit.
    pub storyfit: &'static str,
    /// What an index is made with; none where the lexicon cannot be read.
    #[serde(flatten)]
    pub index: Option<Versions>,
}

/// Says what a check-up found, and what to do about it.
#[must_use]
pub fn doctor(place: &Place, found: Checkup) -> Doctor {
    let mut next = Vec::new();
    let corpus = corpus(place, found.corpus, &mut next);
    let lexicon = match found.lexicon {
        Ok(own) => Lexicon { own, error: None },
        Err(why) => {
            next.push("mend lexicon.toml in the corpus, or take it away".to_owned());
            Lexicon { own: true, error: Some(why.in_one_line()) }
        }
    };
    let index = index(place, found.index, &mut next);
    let versions = Build { storyfit: env!("CARGO_PKG_VERSION"), index: found.versions };
    Doctor {
        schema_version: SCHEMA_VERSION,
        healthy: next.is_empty(),
        corpus,
        lexicon,
        index,
        versions,
        next,
    }
}

fn corpus(place: &Place, found: crate::error::Result<Notes>, next: &mut Vec<String>) -> Corpus {
    let folder = place.corpus.to_string_lossy().into_owned();
    let notes = match found {
        Ok(notes) => notes,
        Err(why) => {
            next.push("name the folder of your notes with --corpus or STORYFIT_CORPUS".to_owned());
            return Corpus { folder, error: Some(why.in_one_line()), ..Corpus::default() };
        }
    };
    if !notes.unreadable.is_empty() {
        next.push(
            "make the files readable that could not be read, or take them out of the corpus".to_owned(),
        );
    }
    if notes.stories == 0 {
        next.push(
            "put notes with stories into the corpus; the README shows the layouts that are read".to_owned(),
        );
    }
    Corpus {
        folder,
        error: None,
        documents: notes.documents,
        stories: notes.stories,
        sections: notes.sections,
        unreadable: notes.unreadable,
        problems: by_kind(notes.problems),
    }
}

/// Problems by kind, the commonest first, then by the alphabet.
fn by_kind(problems: Vec<Problem>) -> Vec<Kind> {
    let mut kinds = BTreeMap::<String, Vec<Spot>>::new();
    for problem in problems {
        let spot = Spot { path: problem.path, line: problem.line };
        kinds.entry(kind(&problem.message)).or_default().push(spot);
    }
    let mut kinds: Vec<Kind> =
        kinds.into_iter().map(|(kind, places)| Kind { kind, count: places.len(), places }).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    kinds
}

/// What a message says of every problem of its kind: what it quotes or gives as a cause is left out.
fn kind(message: &str) -> String {
    let whole = message.split_once(": ").map_or(message, |(what, _)| what);
    let parts: Vec<&str> = whole.split('"').collect();
    let mut out = String::new();
    for (number, part) in parts.iter().enumerate() {
        let is_quoted = number % 2 == 1 && number + 1 < parts.len();
        out.push_str(if is_quoted { "…" } else { part });
        if number + 1 < parts.len() {
            out.push('"');
        }
    }
    out
}

fn index(place: &Place, found: Option<Inspection>, next: &mut Vec<String>) -> Index {
    let mut out = Index {
        folder: place.index.to_string_lossy().into_owned(),
        state: "not_looked_at",
        ..Index::default()
    };
    let Some(found) = found else { return out };
    (out.busy, out.open_to_others) = (found.busy, found.open_to_others);
    let build = if found.busy {
        "wait for the other storyfit that is writing the index; any command brings it up to date"
    } else {
        "run \"storyfit index\"; any other command brings the index up to date as well"
    };
    let elsewhere = "name another folder for the index with --index or STORYFIT_INDEX";
    let (state, advice) = match found.condition {
        Condition::Current => ("current", None),
        Condition::Stale { added, changed, removed } => {
            (out.added, out.changed, out.removed) = (added, changed, removed);
            ("stale", Some(build))
        }
        Condition::Missing => ("missing", Some(build)),
        Condition::Unfinished => ("unfinished", Some(build)),
        Condition::OtherVersions => ("other_versions", Some(build)),
        Condition::Damaged(why) => {
            out.detail = Some(why);
            ("damaged", Some(build))
        }
        Condition::Refused(Refusal::OtherCorpus(corpus)) => {
            out.detail = Some(format!("it belongs to \"{corpus}\""));
            ("other_corpus", Some(elsewhere))
        }
        Condition::Refused(Refusal::Newer(format)) => {
            out.detail = Some(format!("it has format {format}"));
            ("newer", Some("use a newer storyfit, or name another folder for the index with --index"))
        }
        Condition::Refused(Refusal::Foreign(what)) => {
            out.detail = Some(format!("\"{}\" was not made by storyfit", what.display()));
            ("no_index", Some(elsewhere))
        }
        Condition::Refused(Refusal::NoFolder) => {
            out.detail = Some("it is a file".to_owned());
            ("no_index", Some(elsewhere))
        }
        Condition::Unreadable(why) => {
            out.detail = Some(why);
            ("unreadable", Some(elsewhere))
        }
    };
    out.state = state;
    next.extend(advice.map(str::to_owned));
    if out.open_to_others {
        next.push(format!(
            "take the rights of others away: chmod -R go= \"{}\"",
            place.index.join(crate::index::DATA).display()
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_leaves_out_what_differs() {
        let cases = [
            ("has \"a\" and \"b\"", "has \"…\" and \"…\""),
            ("is odd: line 3 column 4", "is odd"),
            ("has one \" alone", "has one \" alone"),
        ];
        for (message, expected) in cases {
            assert_eq!(kind(message), expected);
        }
    }

    #[test]
    fn the_commonest_kind_stands_first() {
        let problem = |message: &str| Problem { path: "a.md".into(), line: Some(1), message: message.into() };
        let kinds = by_kind(vec![problem("a"), problem("b: 1"), problem("b: 2")]);
        let counts: Vec<(&str, usize)> = kinds.iter().map(|k| (k.kind.as_str(), k.count)).collect();
        assert_eq!(counts, [("b", 2), ("a", 1)]);
    }
}
