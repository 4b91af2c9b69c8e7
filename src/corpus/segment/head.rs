//! What stands above a story: its title, its prompts, its theme.
//!
//! Enters: the lines and where the first label stands. Leaves: where the story starts and what it is
//! called; [`Head::finish`] completes it from the headings it stands under, the front matter, and the
//! "also answers" lines inside and below it.

use super::Draft;
use super::key::{Key, key};
use super::outline::{Outline, level};
use super::shelf::{self, is_generic, is_shelf};
use crate::corpus::label;
use crate::corpus::line::{Line, Reading, Role};
use crate::corpus::prompt;
use crate::story::{LineSpan, Section, SectionKind};
use crate::text::fold;

/// Lines between a heading and the first label that may be passed over for the heading to stand
/// "directly above" the story: a nugget, a source, a remark.
const MAX_LOOSE: usize = 4;

/// Longest title on a line of its own, in characters.
const MAX_TITLE: usize = 100;

/// What stands above a story's first label.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// Index of the first line of the story.
    pub start: usize,
    title: Option<String>,
    prompts: Vec<String>,
    theme: Option<String>,
    /// Index of the heading that stands directly above.
    heading: Option<usize>,
    /// Index of a `Story: …` line.
    story: Option<usize>,
}

impl Head {
    /// Looks upward from the line of the first label, not above `floor`. The heading `shelf` holds
    /// several stories: it is the head of one only where nothing else is.
    pub(super) fn above(lines: &[Line], first: usize, floor: usize, shelf: Option<usize>) -> Self {
        let mut head =
            Self { start: first, title: None, prompts: Vec::new(), theme: None, heading: None, story: None };
        let mut loose = 0;
        let mut nearest: Option<usize> = None;
        let mut blanks = 0;
        for index in (floor..first).rev() {
            let line = &lines[index];
            if line.role == Role::Rule || matches!(line.role, Role::Code | Role::Meta) {
                break;
            }
            if line.is_blank() && !line.is_heading() {
                blanks += 1;
                continue;
            }
            if line.is_heading() && line.text.trim().is_empty() {
                break;
            }
            if line.is_heading() {
                if shelf == Some(index) && (head.start < first || nearest.is_some()) {
                    break;
                }
                head.take_heading(lines, index);
                let above = (floor..index).rev().find(|i| !lines[*i].is_blank());
                let chained = above.is_some_and(|i| {
                    lines[i].is_heading() && level(&lines[i]) < level(line)
                        || prompt::asks(&lines[i].text).is_some() && !lines[i].quoted
                });
                if chained && (is_generic(&line.text) || head.title.is_none()) && blanks < 6 {
                    continue;
                }
                break;
            }
            let question = prompt::asks(&line.text).is_some();
            if let Some((key, value)) = key(line) {
                if key == Key::Story {
                    head.story = head.story.or(Some(index));
                }
                head.take_key(key, value);
                head.start = index;
            } else if question && !in_question_list(lines, index, floor) {
                let mut found = prompt::questions(&line.text);
                found.append(&mut head.prompts);
                head.prompts = found;
                head.start = index;
                let joined =
                    index > floor && prompt::asks(&lines[index - 1].text).is_some() || opens_or(&line.text);
                let headed = (floor..index)
                    .rev()
                    .find(|i| !lines[*i].is_blank())
                    .is_some_and(|i| lines[i].is_heading() || lines[i].lead > 0 || key_of(&lines[i]));
                if !joined && !headed {
                    break;
                }
            } else if question {
                break;
            } else {
                loose += 1;
                let whole_lead = line.lead > 0 && line.lead + 3 >= line.text.trim_end().len();
                let short = line.text.chars().count() <= MAX_TITLE
                    && line.role == Role::Text
                    && !line.text.trim_end().ends_with(['.', ';', ',', '!']);
                if loose > MAX_LOOSE
                    || !(whole_lead || short || line.quoted || line.role == Role::Item || line.lead > 0)
                {
                    break;
                }
                if !(whole_lead || short) || label::is_aside(line) {
                    continue;
                }
                if head.title.is_some() && head.theme.is_none() {
                    head.theme = shelf::theme(&line.text);
                }
                nearest = nearest.or(Some(index));
            }
        }
        // a title on a line of its own, where no heading or question was found
        if let Some(index) = nearest
            && head.start == first
            && head.heading.is_none()
        {
            head.start = index;
            let text = lines[index].text.trim().trim_end_matches([':', '：']);
            if !is_generic(text) {
                head.title = Some(text.to_owned());
            }
        }
        head
    }

    /// The head of a row of a table.
    pub(super) fn of_row(start: usize, title: Option<String>, prompts: Vec<String>) -> Self {
        Self { start, title, prompts, theme: None, heading: None, story: None }
    }

    /// The head of an account told under a question.
    pub(super) fn of_question(
        start: usize,
        heading: Option<usize>,
        title: String,
        prompts: Vec<String>,
    ) -> Self {
        Self { start, title: Some(title), prompts, theme: None, heading, story: None }
    }

    /// What is known, completed from another head.
    pub(super) fn or(mut self, other: Self) -> Self {
        self.title = other.title.or(self.title);
        self.prompts.extend(other.prompts);
        self
    }

    /// Takes what stands on the line of the first label before it: `**Question?** Situation: …`.
    pub(super) fn before_label(&mut self, text: &str) {
        let found = prompt::questions(text);
        if !found.is_empty() {
            self.prompts.extend(found);
            return;
        }
        let text = text.trim().trim_end_matches([':', '：', '-', '–', '—', '|', '*', '(', ' ']);
        let titled = text.chars().any(char::is_alphabetic) && !text.ends_with(['.', ';', ',']);
        if self.title.is_none() && titled && text.chars().count() <= MAX_TITLE && !is_generic(text) {
            self.title = Some(text.to_owned());
        }
    }

    fn take_heading(&mut self, lines: &[Line], index: usize) {
        let text = lines[index].text.trim();
        self.start = index;
        self.heading = Some(index);
        let mut found = prompt::questions(text);
        found.append(&mut self.prompts);
        self.prompts = found;
        if is_generic(text) {
            return;
        }
        if self.title.is_none() {
            self.title = Some(text.to_owned());
        } else if self.story.is_some() && level(&lines[index]) >= 2 && !is_shelf(text) {
            // a title of its own under a heading: the heading is what the story answers
            self.prompts.insert(0, prompt::clean(text));
        }
    }

    fn take_key(&mut self, key: Key, value: &str) {
        match key {
            Key::Story if !value.is_empty() => self.title = Some(value.to_owned()),
            Key::Question => {
                let found = prompt::questions(value);
                let found = if found.is_empty() { prompt::items(value) } else { found };
                self.prompts.splice(0..0, found);
            }
            Key::BestFor => self.prompts.extend(prompt::items(value)),
            Key::Theme => self.theme = Some(theme_value(value)),
            _ => {}
        }
    }

    /// Completes the story: title, prompts and theme from what stands around it.
    pub(super) fn finish(
        &self,
        reading: &Reading,
        first: usize,
        end: usize,
        mut sections: Vec<Section>,
        outline: &Outline,
    ) -> Draft {
        let lines = &reading.lines;
        // `story: …` above a story without a Situation is its Situation
        if let Some(at) = self.story
            && sections.first().is_some_and(|s| s.kind > SectionKind::Situation)
            && let Some((Key::Story, value)) = key(&lines[at])
        {
            let span = LineSpan { start: lines[at].number, end: lines[at].number };
            sections.insert(0, Section { kind: SectionKind::Situation, lines: span, text: value.to_owned() });
        }
        let front = &reading.front;
        let mut prompts = front.questions.clone();
        let above = self.heading.unwrap_or(first);
        let ancestors: Vec<usize> = outline.ancestors(above).collect();
        for at in ancestors.iter().take(3) {
            prompts.extend(prompt::questions(&lines[*at].text));
        }
        prompts.extend(self.prompts.iter().cloned());
        let mut theme = self.theme.clone();
        let mut beside = Vec::new();
        for line in lines[end + 1..].iter().filter(|l| !l.is_blank()).take(4) {
            let taken = match key(line) {
                Some((Key::BestFor, value)) => {
                    let items = prompt::items(value);
                    let some = !items.is_empty();
                    prompts.extend(items);
                    some
                }
                Some((Key::Theme, value)) if theme.is_none() => {
                    theme = Some(theme_value(value));
                    true
                }
                _ if line.is_heading() => break,
                _ => false,
            };
            if taken {
                beside.push(line.number);
            }
        }
        // inside the story, between the sections
        for line in &lines[first..=end] {
            match key(line) {
                Some((Key::BestFor, value)) => prompts.extend(prompt::items(value)),
                Some((Key::Question, value)) => prompts.extend(prompt::questions(value)),
                Some((Key::Theme, value)) => theme = theme.or_else(|| Some(theme_value(value))),
                _ => {}
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        prompts.retain(|p| !p.is_empty() && seen.insert(fold(p)));
        let title = self
            .title
            .clone()
            .or_else(|| self.prompts.first().cloned())
            .or_else(|| {
                ancestors
                    .iter()
                    .map(|at| lines[*at].text.trim().to_owned())
                    .find(|t| !is_generic(t) && !is_shelf(t))
            })
            .or_else(|| front.title.clone())
            .or_else(|| prompts.first().cloned())
            .or_else(|| {
                ancestors.iter().map(|at| lines[*at].text.trim().to_owned()).find(|t| !is_generic(t))
            });
        let untitled = title.is_none();
        let title = title.unwrap_or_else(|| opening_words(&sections));
        let theme = theme
            .or_else(|| shelf::bracketed(&title))
            .or_else(|| self.heading.and_then(|at| shelf::bracketed(&lines[at].text)))
            .or_else(|| {
                let under = ancestors.iter().map(|at| lines[*at].text.trim()).filter(|t| *t != title);
                under.filter_map(shelf::theme).next()
            })
            .or_else(|| front.theme.clone())
            .or_else(|| shelf::title_prefix(&title))
            .or_else(|| shelf::title_itself(&title));
        let span = LineSpan { start: lines[self.start].number, end: lines[end].last };
        Draft { lines: span, title, untitled, prompts, theme, sections, beside }
    }
}

fn key_of(line: &Line) -> bool {
    key(line).is_some()
}

fn opens_or(text: &str) -> bool {
    fold(text).starts_with("or ")
}

/// Whether the question at `index` is one of several in a list ("Sample questions: …").
fn in_question_list(lines: &[Line], index: usize, floor: usize) -> bool {
    lines[index].role == Role::Item
        && (floor..index)
            .rev()
            .find(|i| !lines[*i].is_blank())
            .is_some_and(|i| lines[i].role == Role::Item && prompt::asks(&lines[i].text).is_some())
}

/// `#ownership #security` → `ownership, security`
fn theme_value(value: &str) -> String {
    let value = value.trim().trim_matches(['*', '_', '"', '.']);
    if value.split_whitespace().all(|word| word.starts_with('#')) {
        let tags: Vec<&str> =
            value.split_whitespace().map(|word| word.trim_matches(['#', ',', ';'])).collect();
        return tags.join(", ");
    }
    value.to_owned()
}

fn opening_words(sections: &[Section]) -> String {
    let text = sections.first().map_or("", |s| s.text.as_str());
    let words: Vec<&str> = text.split_whitespace().take(10).collect();
    if words.is_empty() { "untitled".to_owned() } else { words.join(" ") }
}
