//! Lines → stories with sections; one segmenter for all readers; it never fails.
//!
//! Four steps: find the labels, group them into stories, give each group its head (title, prompts,
//! theme) and its sections, then look for accounts told without labels in what is left. What looked
//! like a story and is none becomes a problem with its line.

use crate::story::{LineSpan, Section, SectionKind};
use crate::text::fold;

use super::label::{self, Form, Label, Tier};
use super::line::{Line, Reading, Role};
use super::narrative;
use super::prompt::{self, Asks};
use super::template;

/// A story as found in one document; it gets its name from the document.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub lines: LineSpan,
    pub title: String,
    pub prompts: Vec<String>,
    pub theme: Option<String>,
    pub sections: Vec<Section>,
    /// Lines outside the span that were read for this story ("also answers" below it).
    pub beside: Vec<u32>,
}

impl Draft {
    /// Whether a line belongs to the story.
    pub(super) fn claims(&self, line: u32) -> bool {
        self.lines.contains(line) || self.beside.contains(&line)
    }
}

/// What the segmenter found: stories in order, and oddities with their 1-based line.
#[derive(Debug, Clone, Default)]
pub(super) struct Segmented {
    pub stories: Vec<Draft>,
    pub problems: Vec<(u32, String)>,
}

/// Lines between a heading and the first label that may be passed over for the heading to stand
/// "directly above" the story: a nugget, a source, a remark.
const MAX_LOOSE: usize = 4;

/// Longest title on a line of its own, in characters.
const MAX_TITLE: usize = 100;

/// A label and the line it stands on.
#[derive(Debug, Clone)]
struct Mark {
    /// Index into the lines.
    line: usize,
    label: Label,
}

/// Finds the stories of a document.
pub(super) fn segment(reading: &Reading) -> Segmented {
    let lines = &reading.lines;
    let mut out = Segmented::default();
    let (tables, in_table) = tables(lines, &mut out.problems);
    let marks = marks(lines, &in_table);
    let outline = Outline::new(lines, &marks);
    let groups = group(lines, &marks, &outline);

    let heads: Vec<Head> = {
        let mut floor = 0;
        groups
            .iter()
            .map(|group| {
                let head = Head::above(lines, group[0].line, floor);
                floor = group[group.len() - 1].line + 1;
                head
            })
            .collect()
    };
    let mut drafts: Vec<(usize, usize, Draft)> = Vec::new();
    for (i, group) in groups.iter().enumerate() {
        let limit = heads.get(i + 1).map_or(lines.len(), |head| head.start);
        let (sections, end) = sections(lines, group, limit, &outline);
        let first = &lines[group[0].line];
        if let Some(why) = rejected(group, &sections) {
            if group.len() >= 2 {
                out.problems.push((first.number, format!("looks like a story but {why}")));
            }
            continue;
        }
        let draft = heads[i].finish(reading, group[0].line, end, sections, &outline);
        drafts.push((heads[i].start, end, draft));
    }
    for RowStory { first, last, sections, title, prompts } in tables {
        if let Some(why) = template::verdict(&sections) {
            out.problems.push((lines[last].number, format!("looks like a story but {why}")));
            continue;
        }
        let mut head = Head { start: first, title, prompts, theme: None, heading: None, story: None };
        if first < last {
            // the only row of its table: what stands above the table is its head
            let floor =
                drafts.iter().map(|(_, end, _)| end + 1).filter(|end| *end <= first).max().unwrap_or(0);
            head = Head::above(lines, first, floor).or(head);
        }
        drafts.push((head.start, last, head.finish(reading, first, last, sections, &outline)));
    }
    drafts.sort_by_key(|(start, ..)| *start);
    let told = narratives(reading, &drafts, &groups, &outline);
    drafts.extend(told);
    drafts.sort_by_key(|(start, ..)| *start);
    out.stories = drafts.into_iter().map(|(.., draft)| draft).collect();
    fenced(lines, &mut out.problems);
    out.problems.sort();
    out
}

/// Why a group of labels is no story.
fn rejected(group: &[Mark], sections: &[Section]) -> Option<String> {
    if let Some(why) = template::verdict(sections) {
        return Some(why.to_owned());
    }
    let canonical = group.iter().filter(|m| m.label.tier == Tier::Canonical).count();
    let kinds = distinct(group);
    let enough = match (canonical, kinds) {
        (0, _) if group.iter().all(|m| m.label.tier == Tier::Alternative) => kinds >= 3,
        (0, n) => n >= 2,
        (_, 1) => group[0].label.kinds[0] == SectionKind::Situation,
        _ => true,
    };
    (!enough).then(|| "has too few of the labels situation, task, action and result".to_owned())
}

fn distinct(group: &[Mark]) -> usize {
    SectionKind::ALL.iter().filter(|kind| group.iter().any(|m| m.label.kinds.contains(kind))).count()
}

// ---------------------------------------------------------------------------------------- labels

/// All labels of the document in order.
fn marks(lines: &[Line], in_table: &[bool]) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut paragraph: Vec<Mark> = Vec::new();
    // kind that the last label of the running paragraph opened
    for (index, line) in lines.iter().enumerate() {
        if line.is_blank() || line.is_heading() || matches!(line.role, Role::Item) {
            flush(&mut paragraph, &mut out);
        }
        if in_table[index] || line.is_blank() {
            continue;
        }
        if let Role::Row { cells, .. } = &line.role {
            // two columns, label and text; with more the table is about the labels
            let pair = cells.len() == 2;
            if let Some(kind) = cells.first().filter(|_| pair).and_then(|cell| label::kind_of_cell(cell)) {
                let rest = (cells[0].len() + 3).min(line.text.len());
                let label =
                    Label { kinds: vec![kind], tier: Tier::Canonical, form: Form::Plain, at: 0, rest };
                out.push(Mark { line: index, label });
            }
            continue;
        }
        if matches!(line.role, Role::Code | Role::Meta) {
            continue;
        }
        let start = label::at_start(line);
        let from = start.as_ref().map_or(0, |label| label.rest);
        paragraph.extend(start.map(|label| Mark { line: index, label }));
        let inner = label::inside(&line.text);
        paragraph.extend(
            inner.into_iter().filter(|label| label.at >= from).map(|label| Mark { line: index, label }),
        );
    }
    flush(&mut paragraph, &mut out);
    out
}

/// Takes over the labels of one paragraph: those at a line's start as they are, those inside a line
/// only where they go on in telling order after another label of the paragraph, or number three.
fn flush(paragraph: &mut Vec<Mark>, out: &mut Vec<Mark>) {
    let found = std::mem::take(paragraph);
    let inner = |mark: &Mark| mark.label.at > 0 && !is_start(&found, mark);
    let several = distinct(&found) >= 3;
    let mut last: Option<SectionKind> = None;
    for mark in &found {
        let kind = mark.label.kinds[0];
        let goes_on = last.is_some_and(|last| kind > last) || last.is_none() && several;
        if !inner(mark) || goes_on {
            last = mark.label.kinds.last().copied();
            out.push(mark.clone());
        }
    }
}

/// Whether a mark is the first of its line and stands at its start (after list marks and quotes).
fn is_start(found: &[Mark], mark: &Mark) -> bool {
    mark.label.at < 12
        && found.iter().find(|m| m.line == mark.line).is_some_and(|m| m.label.at == mark.label.at)
}

// --------------------------------------------------------------------------------------- outline

/// Which heading each line stands under.
struct Outline {
    /// For each line, the index of the nearest heading above it that is no label.
    above: Vec<Option<usize>>,
    /// For each line that is a heading, the index of the heading it stands under.
    parent: Vec<Option<usize>>,
}

impl Outline {
    fn new(lines: &[Line], marks: &[Mark]) -> Self {
        let mut above = Vec::with_capacity(lines.len());
        let mut parent = vec![None; lines.len()];
        let mut stack: Vec<(u8, usize)> = Vec::new();
        let mut labels = marks.iter().map(|m| m.line).peekable();
        for (index, line) in lines.iter().enumerate() {
            let mut is_label = false;
            while labels.next_if(|l| *l <= index).is_some_and(|l| {
                is_label |= l == index;
                true
            }) {}
            above.push(stack.last().map(|(_, at)| *at));
            if let Role::Heading(level) = line.role
                && !is_label
                && !line.text.trim().is_empty()
            {
                while stack.last().is_some_and(|(other, _)| *other >= level) {
                    stack.pop();
                }
                parent[index] = stack.last().map(|(_, at)| *at);
                above[index] = parent[index];
                stack.push((level, index));
            }
        }
        Self { above, parent }
    }

    /// The heading a line stands under.
    fn enclosing(&self, index: usize) -> Option<usize> {
        self.above.get(index).copied().flatten()
    }

    /// The headings a line stands under, nearest first.
    fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.enclosing(index), |at| self.parent[*at])
    }
}

fn level(line: &Line) -> u8 {
    match line.role {
        Role::Heading(level) => level,
        _ => 0,
    }
}

// ---------------------------------------------------------------------------------------- groups

/// The labels of one story each.
fn group(lines: &[Line], marks: &[Mark], outline: &Outline) -> Vec<Vec<Mark>> {
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    let mut open: Vec<Mark> = Vec::new();
    let mut closed = false;
    let mut next = marks.iter().peekable();
    for index in 0..lines.len() {
        if next.peek().is_none_or(|mark| mark.line != index) {
            if let Some(last) = open.last() {
                closed |= ends_story(lines, index, &open[0], last, outline);
            }
            continue;
        }
        while let Some(mark) = next.next_if(|mark| mark.line == index) {
            if open.is_empty() {
                open.push(mark.clone());
                closed = false;
                continue;
            }
            match follows(&open, mark) {
                Follows::Belongs if !closed => open.push(mark.clone()),
                Follows::Replaces(from) if !closed => {
                    open.drain(..from);
                    open.push(mark.clone());
                }
                Follows::IsText if !closed => {}
                _ => {
                    groups.push(std::mem::take(&mut open));
                    open.push(mark.clone());
                    closed = false;
                }
            }
        }
    }
    groups.push(open);
    groups.retain(|group| !group.is_empty());
    groups
}

enum Follows {
    /// It opens the next section of the story.
    Belongs,
    /// It does, and what came before this many labels was metadata (`**Context:**` above a Situation).
    Replaces(usize),
    /// It is a word of the running section.
    IsText,
    /// It begins another story.
    Begins,
}

/// What a label is to the labels that stand open before it.
fn follows(open: &[Mark], mark: &Mark) -> Follows {
    let label = &mark.label;
    let kind = label.kinds[0];
    let sure = |m: &Mark| m.label.tier != Tier::Alternative;
    let has_sure = open.iter().any(sure);
    let last = open.last().and_then(|m| m.label.kinds.last().copied()).unwrap_or(SectionKind::Situation);
    let seen = |kind| open.iter().any(|m| m.label.kinds.contains(&kind));
    if kind == SectionKind::Learning {
        return if last >= SectionKind::Action { Follows::Belongs } else { Follows::IsText };
    }
    // letters and words do not mix within a story: `A:` inside a worded story is text
    let letters = open.iter().all(|m| m.label.tier == Tier::Letter || m.label.tier == Tier::Alternative);
    if label.tier == Tier::Letter && has_sure && !letters {
        return if kind == SectionKind::Situation && last >= SectionKind::Result {
            Follows::Begins
        } else {
            Follows::IsText
        };
    }
    if label.tier == Tier::Alternative {
        let same_form = open.iter().all(|m| same_form(m.label.form, label.form));
        if kind > last && !seen(kind) && same_form {
            return Follows::Belongs;
        }
        return match (has_sure, kind <= SectionKind::Situation && last >= SectionKind::Result && same_form) {
            (_, true) => Follows::Begins,
            (true, false) => Follows::IsText,
            (false, false) if seen(kind) || kind < last => Follows::IsText,
            (false, false) => Follows::Belongs,
        };
    }
    // a canonical word: alternatives of its kind or later that stand open were metadata
    if !has_sure && !open.is_empty() && kind <= last {
        let keep = open.iter().position(|m| m.label.kinds[0] >= kind).unwrap_or(open.len());
        if keep == 0 {
            return Follows::Replaces(open.len());
        }
    }
    if kind > last || kind != SectionKind::Situation && !seen(kind) && last < SectionKind::Result {
        return Follows::Belongs;
    }
    if kind == last
        && kind != SectionKind::Situation
        && open.last().is_some_and(|m| m.label.form != label.form)
    {
        return Follows::IsText;
    }
    Follows::Begins
}

fn same_form(a: Form, b: Form) -> bool {
    match (a, b) {
        (Form::Heading(x), Form::Heading(y)) => x == y,
        (a, b) => a == b,
    }
}

/// Whether the line at `index`, which holds no label, ends the story whose labels stand open.
fn ends_story(lines: &[Line], index: usize, first: &Mark, last: &Mark, outline: &Outline) -> bool {
    let line = &lines[index];
    let kind = last.label.kinds.last().copied().unwrap_or(SectionKind::Situation);
    match line.role {
        Role::Summary => true,
        Role::Heading(_) if line.text.trim().is_empty() => true,
        Role::Heading(h) => match last.label.form {
            Form::Heading(l) => h <= l,
            _ => {
                let head = outline.enclosing(first.line).map_or(0, |at| level(&lines[at]));
                kind >= SectionKind::Result || h <= head
            }
        },
        Role::Text | Role::Item if key(line).is_some_and(|(key, _)| key.opens_story()) => true,
        Role::Text | Role::Item => opens_question(lines, index, kind),
        _ => false,
    }
}

/// Whether a line is a question under which another story is told.
fn opens_question(lines: &[Line], index: usize, kind: SectionKind) -> bool {
    let line = &lines[index];
    let Some(asks) = prompt::asks(&line.text) else { return false };
    let set_off = index == 0 || lines[index - 1].is_blank() || line.lead > 0;
    if kind < SectionKind::Action && !set_off {
        return false;
    }
    let labelled = (index + 1..lines.len()).filter(|i| !lines[*i].is_blank()).take(4).any(|i| {
        label::at_start(&lines[i])
            .is_some_and(|l| l.tier != Tier::Alternative && l.kinds[0] <= SectionKind::Task)
    });
    labelled && (set_off || kind >= SectionKind::Result || line.role == Role::Item)
        || set_off && kind >= SectionKind::Result && (asks == Asks::Event || line.lead > 0)
}

// ----------------------------------------------------------------------------------------- heads

/// Lines above a story that say something of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Story,
    Question,
    BestFor,
    Theme,
    Other,
}

impl Key {
    fn opens_story(self) -> bool {
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

/// `**Question**: "…"`, `Story: title`, `*Also answers: …*` → the key and what follows it.
fn key(line: &Line) -> Option<(Key, &str)> {
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

/// What stands above a story's first label.
#[derive(Debug, Clone)]
struct Head {
    /// Index of the first line of the story.
    start: usize,
    title: Option<String>,
    prompts: Vec<String>,
    theme: Option<String>,
    /// Index of the heading that stands directly above.
    heading: Option<usize>,
    /// Index of a `Story: …` line.
    story: Option<usize>,
}

impl Head {
    /// Looks upward from the line of the first label, not above `floor`.
    fn above(lines: &[Line], first: usize, floor: usize) -> Self {
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
                if nearest.is_none() && (whole_lead || short) && !label::is_aside(line) {
                    nearest = Some(index);
                }
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

    /// What is known, completed from another head.
    fn or(mut self, other: Self) -> Self {
        self.title = other.title.or(self.title);
        self.prompts.extend(other.prompts);
        self
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
    fn finish(
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
            match key(line) {
                Some((Key::BestFor, value)) => prompts.extend(prompt::items(value)),
                Some((Key::Theme, value)) => theme = theme.or_else(|| Some(theme_value(value))),
                _ if line.is_heading() => break,
                _ => continue,
            }
            beside.push(line.number);
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
            .or_else(|| ancestors.iter().map(|at| lines[*at].text.trim().to_owned()).find(|t| !is_generic(t)))
            .unwrap_or_else(|| opening_words(&sections));
        let theme = theme
            .or_else(|| bracketed(&title))
            .or_else(|| self.heading.and_then(|at| bracketed(&lines[at].text)))
            .or_else(|| {
                let under = ancestors.iter().map(|at| lines[*at].text.trim()).filter(|t| *t != title);
                under.map(shelf_name).find(|t| is_theme(t))
            })
            .or_else(|| front.theme.clone())
            .or_else(|| title_prefix(&title));
        let span = LineSpan { start: lines[self.start].number, end: lines[end].number };
        Draft { lines: span, title, prompts, theme, sections, beside }
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

/// Words that make a heading say nothing of the story under it.
const GENERIC: &[&str] = &[
    "example",
    "examples",
    "response",
    "responses",
    "sample",
    "answer",
    "answers",
    "star",
    "full",
    "story",
    "stories",
    "format",
    "method",
    "complete",
    "my",
    "the",
    "a",
    "an",
    "using",
    "version",
    "question",
    "questions",
    "prompt",
    "pattern",
    "model",
    "strong",
    "good",
    "detailed",
    "template",
    "in",
    "of",
    "with",
    "behavioral",
    "behavioural",
    "interview",
    "short",
    "long",
];

fn is_generic(text: &str) -> bool {
    let folded = fold(text);
    let plain: String = match folded.find(['(', '（']) {
        Some(at) => folded[..at].to_owned(),
        None => folded,
    };
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !w.chars().all(|c| c.is_ascii_digit()))
        .all(|w| GENERIC.contains(&w))
}

/// Words of headings under which whole documents stand, not single stories.
const SHELF: &[&str] = &[
    "story",
    "stories",
    "star",
    "interview",
    "interviews",
    "behavioral",
    "behavioural",
    "question",
    "questions",
    "example",
    "examples",
    "bank",
    "prep",
    "preparation",
    "guide",
    "answers",
    "notes",
    "definition",
    "sample",
    "assessment",
    "portfolio",
    "introduction",
    "method",
    "section",
    "complete",
    "historias",
    "geschichten",
];

fn is_shelf(text: &str) -> bool {
    fold(text).split(|c: char| !c.is_alphanumeric()).any(|w| SHELF.contains(&w))
}

/// `1. Customer Obsession 🔑` → `Customer Obsession`
fn shelf_name(text: &str) -> String {
    let cleaned = prompt::clean(text);
    let cleaned = cleaned.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    bracketed(text).unwrap_or_else(|| cleaned.to_owned())
}

fn is_theme(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (1..=7).contains(&words) && !is_shelf(text) && !is_generic(text) && prompt::asks(text).is_none()
}

/// `[Performance] Diagnosing …`, `Missing deadline [customer obsession, deliver results]`
fn bracketed(text: &str) -> Option<String> {
    let open = text.find('[')?;
    let close = open + text[open..].find(']')?;
    let inner = text[open + 1..close].trim().trim_matches('*');
    let edge = open == 0
        || close + 1 == text.trim_end().len()
        || text[..open].trim().chars().all(|c| !c.is_alphabetic());
    (edge && is_theme(inner)).then(|| inner.to_owned())
}

/// `Conflict Management – Driving a …` → `Conflict Management`
fn title_prefix(title: &str) -> Option<String> {
    let (prefix, _) = [" — ", " – ", " - ", ": "].iter().find_map(|mark| title.split_once(mark))?;
    let prefix = shelf_name(prefix);
    let prefix = prefix
        .trim_start_matches("STAR ")
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ':'));
    (prefix.split_whitespace().count() <= 5 && is_theme(prefix)).then(|| prefix.to_owned())
}

fn theme_value(value: &str) -> String {
    value.trim().trim_matches(['*', '_', '"', '.']).to_owned()
}

fn opening_words(sections: &[Section]) -> String {
    let text = sections.first().map_or("", |s| s.text.as_str());
    let words: Vec<&str> = text.split_whitespace().take(10).collect();
    if words.is_empty() { "untitled".to_owned() } else { words.join(" ") }
}

// -------------------------------------------------------------------------------------- sections

/// The sections of a group of labels, and the index of the story's last line.
fn sections(lines: &[Line], group: &[Mark], limit: usize, outline: &Outline) -> (Vec<Section>, usize) {
    let mut out: Vec<Section> = Vec::new();
    let mut end = group[0].line;
    for (i, mark) in group.iter().enumerate() {
        let next = group.get(i + 1);
        let stop = next.map_or(limit, |m| {
            if m.line == mark.line { mark.line + 1 } else { m.line + usize::from(m.label.at > 12) }
        });
        let mut last = mark.line;
        let mut blanks = 0;
        let kind = mark.label.kinds[0];
        for index in mark.line + 1..stop.max(mark.line + 1) {
            let line = &lines[index];
            if line.is_blank() && !line.is_heading() {
                blanks += 1;
                if line.role == Role::Rule && next.is_none()
                    || blanks >= 2
                        && next.is_none()
                        && kind >= SectionKind::Result
                        && mark.label.form == Form::Plain
                {
                    break;
                }
                continue;
            }
            if ends_section(lines, index, mark, next.is_none(), blanks > 0, &group[0], outline) {
                break;
            }
            blanks = 0;
            last = index;
        }
        let text = section_text(lines, mark, last, next);
        let span = LineSpan { start: lines[mark.line].number, end: lines[last].number };
        end = end.max(last);
        out.push(Section { kind, lines: span, text });
    }
    (out, end)
}

fn ends_section(
    lines: &[Line],
    index: usize,
    mark: &Mark,
    is_last: bool,
    set_off: bool,
    first: &Mark,
    outline: &Outline,
) -> bool {
    let line = &lines[index];
    let kind = mark.label.kinds.last().copied().unwrap_or(SectionKind::Situation);
    if line.is_heading() {
        return ends_story(lines, index, first, mark, outline) || label::is_aside(line) && is_last;
    }
    if set_off && is_twin(lines, line, mark) {
        return true;
    }
    if !is_last {
        return false;
    }
    if label::is_aside(line) || ends_story(lines, index, first, mark, outline) {
        return true;
    }
    // `**Key tension.** …` after the Result: a sibling of the labels that is none of them
    kind >= SectionKind::Result && set_off && is_sibling(line, mark) && !is_measure(&line.text[..line.lead])
}

/// Whether the line opens like the story's labels without being one.
fn is_sibling(line: &Line, mark: &Mark) -> bool {
    let (lead, rest) = line.text.split_at(line.lead);
    let closed = lead.trim_end().ends_with([':', '.', '：']) || rest.trim_start().starts_with([':', '：']);
    line.lead > 0 && line.role == Role::Text && mark.label.form == Form::Lead && closed
}

/// Whether it even looks like them: `**Key tension.**` among `**Action.**` and `**Result.**`,
/// `**MY RESPONSIBILITY** (15 seconds):` among `**ACTION** (30 seconds):`.
fn is_twin(lines: &[Line], line: &Line, mark: &Mark) -> bool {
    let labelled = &lines[mark.line];
    if line.quoted || labelled.lead == 0 || !is_sibling(line, mark) || line.lead > 40 {
        return false;
    }
    let style = |l: &Line| {
        let lead = &l.text[..l.lead];
        (lead.trim_end().ends_with('.'), !lead.chars().any(char::is_lowercase))
    };
    style(line) == style(labelled) && style(line) != (false, false)
}

/// `**Key metrics:**` still belongs to the Result.
fn is_measure(lead: &str) -> bool {
    let folded = fold(lead);
    ["metric", "impact", "number", "quantif", "outcome", "result", "benefit", "improve"]
        .iter()
        .any(|w| folded.contains(w))
}

fn section_text(lines: &[Line], mark: &Mark, last: usize, next: Option<&Mark>) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for (index, line) in lines.iter().enumerate().take(last + 1).skip(mark.line) {
        let from = if index == mark.line { mark.label.rest.min(line.text.len()) } else { 0 };
        let to = next.filter(|m| m.line == index).map_or(line.text.len(), |m| m.label.at);
        let part = line.text.get(from..to.max(from)).unwrap_or("").trim();
        if !part.is_empty() {
            parts.push(part.trim_end_matches(['(', '[', '*', '_']).trim_end());
        }
    }
    parts.join("\n")
}

// ---------------------------------------------------------------------------------------- tables

/// A row of a table that is a story.
struct RowStory {
    /// Index of its first line: the row, or the table's head where the row is the only one.
    first: usize,
    /// Index of the row.
    last: usize,
    sections: Vec<Section>,
    title: Option<String>,
    prompts: Vec<String>,
}

/// Stories told in tables with a column for each part, and which lines belong to such tables.
fn tables(lines: &[Line], problems: &mut Vec<(u32, String)>) -> (Vec<RowStory>, Vec<bool>) {
    let mut out: Vec<RowStory> = Vec::new();
    let mut taken = vec![false; lines.len()];
    let mut index = 0;
    while index < lines.len() {
        let Some(columns) = story_columns(&lines[index]) else {
            index += 1;
            continue;
        };
        let head = index;
        index += 1;
        while lines.get(index).is_some_and(|line| {
            line.number == lines[head].number + 1 && !matches!(line.role, Role::Row { .. })
        }) {
            index += 1;
        }
        let first = out.len();
        taken[head..index].fill(true);
        while let Some(Role::Row { cells, .. }) = lines.get(index).map(|line| &line.role) {
            taken[index] = true;
            match row_story(&columns, cells, index, lines[index].number) {
                Some(story) => out.push(story),
                None => problems.push((
                    lines[index].number,
                    "row of a story table has no text under its labels".to_owned(),
                )),
            }
            index += 1;
        }
        if let [only] = &mut out[first..] {
            only.first = head;
            for section in &mut only.sections {
                section.lines.start = lines[head].number;
            }
        }
    }
    (out, taken)
}

/// What the columns of a table hold, if its head names the parts of a story.
struct Columns {
    kinds: Vec<Option<SectionKind>>,
    /// Whether a column numbers the rows.
    numbers: Vec<bool>,
}

fn story_columns(line: &Line) -> Option<Columns> {
    let Role::Row { cells, header } = &line.role else { return None };
    let kinds: Vec<Option<SectionKind>> = cells.iter().map(|cell| label::kind_of_cell(cell)).collect();
    let named = SectionKind::ALL.iter().filter(|kind| kinds.contains(&Some(**kind))).count();
    let numbers = cells.iter().map(|c| matches!(fold(c).trim(), "#" | "no" | "no." | "nr" | "id")).collect();
    (named >= 3 || *header && named >= 2 && cells.len() > 2).then_some(Columns { kinds, numbers })
}

fn row_story(columns: &Columns, cells: &[String], index: usize, number: u32) -> Option<RowStory> {
    let span = LineSpan { start: number, end: number };
    let mut story =
        RowStory { first: index, last: index, sections: Vec::new(), title: None, prompts: Vec::new() };
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
        if let Some(kind) = columns.kinds.get(column).copied().flatten() {
            story.sections.push(Section { kind, lines: span, text: cell.trim().to_owned() });
            continue;
        }
        story.prompts.extend(prompt::questions(cell));
        if story.title.is_none()
            && cell.chars().any(char::is_alphabetic)
            && columns.numbers.get(column) != Some(&true)
        {
            story.title = Some(cell.trim().replace('\n', " "));
        }
    }
    story.sections.sort_by_key(|s| s.kind);
    (!story.sections.is_empty()).then_some(story)
}

/// Fences that hold labels: examples, not stories, but the user should know.
fn fenced(lines: &[Line], problems: &mut Vec<(u32, String)>) {
    let mut start = None;
    let mut kinds = std::collections::BTreeSet::new();
    for line in lines.iter().chain(std::iter::once(&Line::new(0, Role::Rule, ""))) {
        if line.role == Role::Code {
            start.get_or_insert(line.number);
            let text = Line::new(line.number, Role::Text, line.text.as_str());
            kinds.extend(label::at_start(&text).filter(|l| l.tier == Tier::Canonical).map(|l| l.kinds[0]));
        } else if let Some(number) = start
            && !(line.role == Role::Blank)
        {
            if kinds.len() >= 3 {
                problems.push((number, "labels inside a fenced block were not read as a story".to_owned()));
            }
            start = None;
            kinds.clear();
        }
    }
}

// ------------------------------------------------------------------------------------ narratives

/// Accounts told without labels: a question, and under it one event in the first person.
fn narratives(
    reading: &Reading,
    drafts: &[(usize, usize, Draft)],
    groups: &[Vec<Mark>],
    outline: &Outline,
) -> Vec<(usize, usize, Draft)> {
    let lines = &reading.lines;
    let mut out = Vec::new();
    let mut taken = vec![false; lines.len()];
    for (start, end, _) in drafts {
        taken[*start..=*end].fill(true);
    }
    // a group of labels that was passed over is no narrative either, unless it is a stray label
    for group in groups.iter().filter(|g| g.len() >= 2) {
        taken[group[0].line..=group[group.len() - 1].line].fill(true);
    }
    let mut index = 0;
    while index < lines.len() {
        if taken[index] || !asks_for_account(lines, index) {
            index += 1;
            continue;
        }
        let mut end = index + 1;
        while end < lines.len() && !taken[end] && !ends_account(lines, index, end) {
            end += 1;
        }
        if let Some(draft) = account(reading, index, end, outline) {
            out.push(draft);
        }
        index = end;
    }
    out
}

fn asks_for_account(lines: &[Line], index: usize) -> bool {
    let line = &lines[index];
    if matches!(line.role, Role::Code | Role::Meta | Role::Row { .. }) || line.quoted {
        return false;
    }
    let asked = |text: &str| matches!(prompt::asks(text), Some(Asks::Event | Asks::Open));
    let within = prompt::questions(&line.text).iter().any(|q| asked(q));
    let set_off = line.is_heading()
        || line.lead > 0
        || line.role == Role::Item
        || index == 0
        || lines[index - 1].is_blank();
    set_off && within && !answered(&line.text) && !matches!(prompt::asks(&line.text), Some(Asks::NoEvent))
}

/// Whether a line gives the answer right after the question ("*What did you measure?* Two things: …").
fn answered(text: &str) -> bool {
    text.rsplit_once(['?', '？']).is_some_and(|(_, answer)| answer.chars().count() > 80)
}

fn ends_account(lines: &[Line], head: usize, index: usize) -> bool {
    let line = &lines[index];
    match (&line.role, &lines[head].role) {
        (Role::Rule | Role::Summary, _) => true,
        (Role::Heading(l), Role::Heading(h)) => {
            l <= h
                || prompt::asks(&line.text).is_some()
                || !prompt::clean(&line.text).to_lowercase().starts_with("answer")
        }
        (Role::Heading(_), _) => true,
        (Role::Code | Role::Meta | Role::Row { .. } | Role::Blank, _) => false,
        _ => {
            let set_off = lines[index - 1].is_blank() || line.lead > 0 || line.role == Role::Item;
            let question = prompt::asks(&line.text).is_some() && line.text.split_whitespace().count() <= 45;
            let opens_quoted = line.text.starts_with(['"', '“'])
                && line.role == Role::Item
                && !prompt::questions(&line.text).is_empty();
            set_off && !line.quoted && (question || opens_quoted)
        }
    }
}

/// The account that lines `head..end` tell, if they tell one.
fn account(reading: &Reading, head: usize, end: usize, outline: &Outline) -> Option<(usize, usize, Draft)> {
    let lines = &reading.lines;
    let mut body: Vec<usize> = Vec::new();
    for index in head + 1..end {
        let line = &lines[index];
        if line.is_blank() || line.is_heading() || line.role == Role::Code {
            continue;
        }
        // remarks around the account: an opener in a quote, a timing in italics
        let remark = label::is_aside(line)
            || line.lead > 0 && line.lead + 2 >= line.text.len() && body.is_empty()
            || is_timing(line);
        if remark && (body.is_empty() || label::is_aside(line) || is_timing(line)) {
            if !body.is_empty() {
                break;
            }
            continue;
        }
        body.push(index);
    }
    let (first, last) = (*body.first()?, *body.last()?);
    // notes under leads of their own ("**Primary:** … **Trap:** …") are about a story, not a story
    let led = body
        .iter()
        .filter(|i| lines[**i].lead > 0 && lines[**i].text[..lines[**i].lead].trim_end().ends_with(':'))
        .count();
    if led >= 2 && led * 2 >= body.len() {
        return None;
    }
    let text: Vec<&str> = body.iter().map(|i| lines[*i].text.trim()).collect();
    let text = text.join("\n");
    if !narrative::is_account(&text) {
        return None;
    }
    let heading = lines[head].is_heading().then_some(head);
    let title = lines[head].text.trim().to_owned();
    let start = Head {
        start: head,
        title: Some(title),
        prompts: prompt::questions(&lines[head].text),
        theme: None,
        heading,
        story: None,
    };
    let span = LineSpan { start: lines[first].number, end: lines[last].number };
    let section = Section { kind: SectionKind::Narrative, lines: span, text };
    let draft = start.finish(reading, first, last, vec![section], outline);
    Some((head, last, draft))
}

/// `*Time: ~60 sec. …*`
fn is_timing(line: &Line) -> bool {
    line.lead > 0 && fold(&line.text).trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("time")
}
