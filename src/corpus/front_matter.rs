//! YAML front matter: the block between `---` lines at the very top.
//!
//! Only what says something of stories is taken (title, questions, theme); the lines themselves stay
//! in the reading, so that none is lost.

use serde::Deserialize;

use super::line::{FrontMatter, Line, Role};

/// One value or a list of them, as people write both.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<Item>),
    Other(serde::de::IgnoredAny),
}

/// One of a list: a year among tags is passed over, not the whole list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Item {
    Words(String),
    Other(serde::de::IgnoredAny),
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many
                .into_iter()
                .filter_map(|item| match item {
                    Item::Words(words) => Some(words),
                    Item::Other(_) => None,
                })
                .collect(),
            Self::Other(_) => Vec::new(),
        }
    }
}

/// What is read of front matter; other keys are nobody's business here.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Yaml {
    title: Option<OneOrMany>,
    #[serde(alias = "prompt")]
    question: Option<OneOrMany>,
    #[serde(alias = "prompts")]
    questions: Option<OneOrMany>,
    #[serde(alias = "principle", alias = "competency", alias = "leadership_principle", alias = "category")]
    theme: Option<OneOrMany>,
    tags: Option<OneOrMany>,
}

/// Splits front matter off: its meaning, its lines, and the bytes it takes. The message says what is
/// wrong where it cannot be understood.
pub(super) fn split(source: &str) -> Option<(FrontMatter, Vec<Line>, usize, Option<String>)> {
    let rest = source.strip_prefix("---")?;
    let first_end = rest.find('\n')?;
    if !rest[..first_end].trim().is_empty() {
        return None;
    }
    let body = 3 + first_end + 1;
    let mut at = body;
    let mut number = 1;
    let mut lines = vec![Line::new(1, Role::Meta, "")];
    for line in source[body..].split_inclusive('\n') {
        number += 1;
        if matches!(line.trim_end(), "---" | "...") {
            lines.push(Line::new(number, Role::Meta, ""));
            let end = at + line.len();
            let (front, trouble) = parse(&source[body..at]);
            return Some((front, lines, end, trouble));
        }
        // a thematic break, not front matter
        if number == 2 && !line.contains(':') && !line.trim_start().starts_with('#') {
            return None;
        }
        lines.push(Line::new(number, Role::Meta, line.trim_end()));
        at += line.len();
    }
    None
}

fn parse(yaml: &str) -> (FrontMatter, Option<String>) {
    if yaml.trim().is_empty() {
        return (FrontMatter::default(), None);
    }
    match serde_saphyr::from_str::<Yaml>(yaml) {
        Ok(yaml) => {
            let first = |value: Option<OneOrMany>| {
                value.and_then(|v| v.into_vec().into_iter().find(|s| !s.trim().is_empty()))
            };
            let mut questions = yaml.question.map(OneOrMany::into_vec).unwrap_or_default();
            questions.extend(yaml.questions.map(OneOrMany::into_vec).unwrap_or_default());
            let tags = yaml.tags.map(OneOrMany::into_vec).unwrap_or_default();
            let tags: Vec<&str> =
                tags.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|t| !t.is_empty()).collect();
            let theme = first(yaml.theme).or_else(|| (!tags.is_empty()).then(|| tags.join(", ")));
            (FrontMatter { title: first(yaml.title), questions, theme }, None)
        }
        Err(error) => {
            let message = error.to_string();
            let message = message.lines().next().unwrap_or("not YAML").to_owned();
            (FrontMatter::default(), Some(format!("front matter is no YAML and was passed over: {message}")))
        }
    }
}

/// Most questions that a document may say it answers; every story in it carries them.
const MAX_QUESTIONS: usize = 20;

/// Longest title, question or theme, in bytes.
const MAX_VALUE: usize = 1000;

/// Drops what is too much to be carried by every story of a document, and says so.
pub(super) fn shorten(front: &mut FrontMatter) -> Option<String> {
    let long = |value: &Option<String>| value.as_ref().is_some_and(|value| value.len() > MAX_VALUE);
    let (title, theme) = (long(&front.title), long(&front.theme));
    let asked = front.questions.len();
    front.questions.retain(|question| question.len() <= MAX_VALUE);
    front.questions.truncate(MAX_QUESTIONS);
    if title {
        front.title = None;
    }
    if theme {
        front.theme = None;
    }
    (title || theme || front.questions.len() < asked).then(|| {
        format!(
            "the document says too much of itself: values over {MAX_VALUE} bytes and questions after the {MAX_QUESTIONS}th were passed over"
        )
    })
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn check(input: &str, title: Option<&str>, questions: &[&str], theme: Option<&str>) {
        let Some((front, ..)) = split(input) else { panic!("no front matter in {input:?}") };
        assert_eq!(front.title.as_deref(), title);
        assert_eq!(front.questions, questions);
        assert_eq!(front.theme.as_deref(), theme);
    }

    #[test]
    fn one_value_or_many() {
        check("---\ntitle: A\nquestion: B?\n---\nx", Some("A"), &["B?"], None);
        check("---\nquestions: [B?, C?]\ntags: [d, e]\n---\n", None, &["B?", "C?"], Some("d, e"));
        check("---\nprinciple: Earn Trust\n---\n", None, &[], Some("Earn Trust"));
        check("---\ntags: [2023, ownership]\n---\n", None, &[], Some("ownership"));
    }

    #[test]
    fn a_break_is_no_front_matter() {
        assert!(split("---\n\nSituation\n---\n").is_none());
        assert!(split("---\ntitle: never closed").is_none());
        assert!(split("text").is_none());
    }

    #[test]
    fn what_is_no_yaml_is_told() {
        let Some((front, lines, _, trouble)) = split("---\ntitle: [a\n---\n") else { panic!("a block") };
        assert_eq!(front, FrontMatter::default());
        assert_eq!(lines.len(), 3);
        assert!(trouble.is_some());
    }
}
