//! The lexicon as it is written: TOML, the built-in file and the user's.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The built-in lexicon; its head documents the format.
pub(super) const LEXICON: &str = include_str!("lexicon.toml");

/// The built-in questions by competency.
pub(super) const QUESTIONS: &str = include_str!("questions.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    #[serde(default)]
    pub interview: Interview,
    #[serde(default)]
    pub same: Vec<Same>,
    #[serde(default, rename = "competency")]
    pub competencies: Vec<Entry>,
    /// The built-in bank: questions about a competency, by its id.
    #[serde(skip)]
    pub questions: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Interview {
    pub set_aside: Vec<String>,
    pub follow_up: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Same {
    pub words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub common: u8,
    #[serde(default)]
    pub replace: bool,
    #[serde(default)]
    pub themes: Vec<String>,
    #[serde(default)]
    pub related: BTreeMap<String, f32>,
    #[serde(default)]
    pub question: QuestionPhrases,
    #[serde(default)]
    pub evidence: EvidencePhrases,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct QuestionPhrases {
    pub strong: Vec<String>,
    pub weak: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct EvidencePhrases {
    pub strong: Vec<String>,
    pub medium: Vec<String>,
    pub weak: Vec<String>,
}

#[derive(Deserialize)]
struct QuestionFile {
    competency: Vec<QuestionEntry>,
}

#[derive(Deserialize)]
struct QuestionEntry {
    id: String,
    questions: Vec<String>,
}

/// The graded wordings of questions; the file's head documents its format.
pub(super) const WORDINGS: &str = include_str!("wordings.tsv");

/// The built-in lexicon with the user's laid over it.
pub(super) fn read(user: Option<&str>) -> Result<Source> {
    let broken =
        |error: toml::de::Error| Error::Input(format!("the built-in lexicon is broken: {}", error.message()));
    // the two files are of a size: read side by side they cost half
    let (source, questions) = std::thread::scope(|scope| {
        let questions = scope.spawn(|| toml::from_str::<QuestionFile>(QUESTIONS));
        (toml::from_str::<Source>(LEXICON), questions.join())
    });
    let mut source = source.map_err(broken)?;
    let unread = |_| Error::Input("the built-in questions are broken".to_owned());
    let questions = questions.map_err(unread)?.map_err(broken)?;
    for entry in questions.competency {
        source.questions.insert(entry.id, entry.questions);
    }
    if let Some(text) = user {
        let extra: Source = toml::from_str(text).map_err(|error| located(text, &error))?;
        overlay(&mut source, extra)?;
    }
    Ok(source)
}

/// What is wrong, with its line.
fn located(text: &str, error: &toml::de::Error) -> Error {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    Error::Input(format!("lexicon.toml:{line}: {}", error.message()))
}

fn overlay(source: &mut Source, extra: Source) -> Result<()> {
    source.interview.set_aside.extend(extra.interview.set_aside);
    source.interview.follow_up.extend(extra.interview.follow_up);
    source.same.extend(extra.same);
    for mut entry in extra.competencies {
        if entry.id.is_empty() || entry.id.contains(char::is_whitespace) {
            return Err(Error::Input(format!(
                "lexicon.toml: competency id \"{}\" is empty or holds white space",
                entry.id
            )));
        }
        if entry.common > 4 {
            return Err(Error::Input(format!(
                "lexicon.toml: \"{}\" has common = {}; it goes from 1 to 4",
                entry.id, entry.common
            )));
        }
        let known = source.competencies.iter_mut().find(|c| c.id == entry.id);
        match known {
            Some(known) if !entry.replace => {
                if !entry.name.is_empty() {
                    known.name = entry.name;
                }
                if entry.common > 0 {
                    known.common = entry.common;
                }
                known.themes.append(&mut entry.themes);
                known.related.append(&mut entry.related);
                known.question.strong.append(&mut entry.question.strong);
                known.question.weak.append(&mut entry.question.weak);
                known.evidence.strong.append(&mut entry.evidence.strong);
                known.evidence.medium.append(&mut entry.evidence.medium);
                known.evidence.weak.append(&mut entry.evidence.weak);
            }
            known => {
                if entry.name.is_empty() {
                    entry.name = entry.id.replace('-', " ");
                }
                entry.common = entry.common.max(1);
                match known {
                    Some(known) => *known = entry,
                    None => source.competencies.push(entry),
                }
            }
        }
    }
    let ids: Vec<&str> = source.competencies.iter().map(|c| c.id.as_str()).collect();
    for entry in &source.competencies {
        if let Some(unknown) = entry.related.keys().find(|id| !ids.contains(&id.as_str())) {
            return Err(Error::Input(format!(
                "lexicon.toml: \"{}\" is related to \"{unknown}\", which is no competency",
                entry.id
            )));
        }
    }
    Ok(())
}
