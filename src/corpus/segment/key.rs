//! Lines that say something of a story: `Story: …`, `**Question**: …`, `Best for questions about: …`.

use crate::corpus::line::Line;
use crate::text::fold;

/// `**Question**: "…"`, `Story: title`, `*Also answers: …*` → the key and what follows it.
pub(super) fn key(line: &Line) -> Option<(Key, &str)> {
    let text = line.text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let colon = text.find([':', '：'])?;
    if colon > 40 {
        return None;
    }
    let name = fold(
        text[..colon]
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end(),
    );
    let width = text[colon..].chars().next().map_or(1, char::len_utf8);
    let key = KEYS.iter().find(|(words, _)| *words == name)?.1;
    Some((key, text[colon + width..].trim()))
}

/// Lines above a story that say something of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Story,
    Question,
    BestFor,
    Theme,
    Other,
}

impl Key {
    pub(super) fn opens_story(self) -> bool {
        matches!(self, Self::Story | Self::Question)
    }
}

const KEYS: &[(&str, Key)] = &[
    ("story", Key::Story),
    ("stroy", Key::Story),
    ("title", Key::Story),
    ("question", Key::Question),
    ("questions", Key::Question),
    ("interview question", Key::Question),
    ("prompt", Key::Question),
    ("q", Key::Question),
    ("best for questions about", Key::BestFor),
    ("best for questions on", Key::BestFor),
    ("best for", Key::BestFor),
    ("best used for", Key::BestFor),
    ("good for", Key::BestFor),
    ("great for", Key::BestFor),
    ("use for", Key::BestFor),
    ("also answers", Key::BestFor),
    ("also good for", Key::BestFor),
    ("also works for", Key::BestFor),
    ("also for", Key::BestFor),
    ("works for", Key::BestFor),
    ("answers", Key::BestFor),
    ("questions this answers", Key::BestFor),
    ("can be used for", Key::BestFor),
    ("preguntas", Key::BestFor),
    ("theme", Key::Theme),
    ("themes", Key::Theme),
    ("principle", Key::Theme),
    ("principles", Key::Theme),
    ("leadership principle", Key::Theme),
    ("leadership principles", Key::Theme),
    ("lp", Key::Theme),
    ("lps", Key::Theme),
    ("competency", Key::Theme),
    ("competencies", Key::Theme),
    ("category", Key::Theme),
    ("tags", Key::Theme),
    ("source", Key::Other),
    ("nugget", Key::Other),
    ("company", Key::Other),
    ("role", Key::Other),
    ("project", Key::Other),
    ("when", Key::Other),
];
