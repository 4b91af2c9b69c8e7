//! The STAR vocabulary: which words open a section, in all their spellings.
//!
//! A word counts as a label only where it acts as one: at the start of its line, set off by a colon,
//! by emphasis, by a heading or by standing alone.

use crate::story::SectionKind::{self, Action, Learning, Result, Situation, Task};
use crate::text::{edit_distance, fold};

use super::line::{Line, Role};

/// How surely a word is a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tier {
    /// The STAR words themselves, in any language.
    Canonical,
    /// Their first letters.
    Letter,
    /// Other words for the same parts; they yield to canonical ones.
    Alternative,
}

/// How a label is set off from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It is a heading of this level.
    Heading(u8),
    /// It is emphasised.
    Lead,
    /// It is followed by a colon or stands alone.
    Plain,
}

/// A label found at the start of a line, or inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The parts it opens; several for `S/T`.
    pub kinds: Vec<SectionKind>,
    /// How surely.
    pub tier: Tier,
    /// How it is set off.
    pub form: Form,
    /// Byte in the line at which the label starts.
    pub at: usize,
    /// Byte in the line at which its text starts.
    pub rest: usize,
}

impl Label {
    /// The first part it opens.
    pub(super) fn first(&self) -> SectionKind {
        self.kinds.first().copied().unwrap_or(Situation)
    }

    /// The last part it opens.
    pub(super) fn last(&self) -> SectionKind {
        self.kinds.last().copied().unwrap_or(Situation)
    }
}

struct Spelling {
    kind: SectionKind,
    tier: Tier,
    /// Folded, longest first within a kind where one begins another.
    words: &'static [&'static str],
}

/// Every spelling, with the phrase that made the unusual ones necessary.
const SPELLINGS: &[Spelling] = &[
    Spelling {
        kind: Situation,
        tier: Tier::Canonical,
        words: &[
            "the situation",
            "situations",
            "situation",
            "situacion",
            "situacao",
            "situazione",
            "情境",
            "情况",
            "情景",
            "背景情况",
            "상황",
        ],
    },
    Spelling {
        kind: Task,
        tier: Tier::Canonical,
        words: &[
            "the task", "my task", "tasks", "task", "tarea", "tarefa", "tache", "mission", "aufgabe",
            "compito", "任务", "과제", "업무",
        ],
    },
    Spelling {
        kind: Action,
        tier: Tier::Canonical,
        words: &[
            "the action",
            "my actions",
            "my action",
            "actions taken",
            "action taken",
            "action steps",
            "actions",
            "action",
            "accion",
            "acciones",
            "acao",
            "acoes",
            "handlung",
            "massnahmen",
            "vorgehen",
            "azione",
            "行动",
            "行動",
            "행동",
        ],
    },
    Spelling {
        kind: Result,
        tier: Tier::Canonical,
        words: &[
            "the results",
            "the result",
            "final result",
            "end result",
            "results",
            "result",
            "resultados",
            "resultado",
            "resultats",
            "resultat",
            "ergebnisse",
            "ergebnis",
            "risultato",
            "结果",
            "結果",
            "결과",
        ],
    },
    Spelling {
        kind: Situation,
        tier: Tier::Alternative,
        words: &[
            "context",
            "background",
            "the challenge",
            "challenge",
            "the problem",
            "problem statement",
            "problem",
            "obstacles", // "Situation / Obstacle / Action / Result"
            "obstacle",
            "setting",
            "contexto",
            "contexte",
            "ausgangslage",
            "hintergrund",
            "kontext",
            "背景",
            "배경",
        ],
    },
    Spelling {
        kind: Task,
        tier: Tier::Alternative,
        words: &[
            "goals",
            "goal",
            "objectives",
            "objective",
            "my role",
            "my responsibility",
            "objetivo",
            "objectif",
            "ziel",
            "目标",
            "목표",
        ],
    },
    Spelling {
        kind: Action,
        tier: Tier::Alternative,
        words: &[
            "my approach",
            "the approach",
            "approach",
            "steps taken",
            "steps i took",
            "steps",
            "what i did",
            "what happened",
            "what went wrong",
            "solution",
            "enfoque",
            "abordagem",
            "demarche",
            "ansatz",
            "做法",
            "접근",
        ],
    },
    Spelling {
        kind: Result,
        tier: Tier::Alternative,
        words: &[
            "outcomes",
            "outcome",
            "the impact",
            "impacts",
            "impact",
            "impacto",
            "wirkung",
            "影响",
            "성과",
        ],
    },
    Spelling {
        kind: Learning,
        tier: Tier::Alternative,
        words: &[
            "what i would do differently",
            "what i would have done differently",
            "what i'd do differently",
            "what would i do differently",
            "what i learned",
            "what i learnt",
            "what did i learn",
            "what we learned",
            "lessons learned",
            "lesson learned",
            "lessons learnt",
            "lessons",
            "lesson",
            "learnings",
            "learning",
            "learned",
            "key takeaways",
            "key takeaway",
            "interview takeaway",
            "key learnings",
            "key learning",
            "key lesson",
            "takeaways",
            "takeaway",
            "reflections",
            "reflection",
            "applied since",
            "in hindsight",
            "hindsight",
            "aprendizado",
            "aprendizaje",
            "aprendizajes",
            "lo que aprendi",
            "o que aprendi",
            "lecciones",
            "ce que j'ai appris",
            "lecons",
            "apprentissage",
            "gelernt",
            "was ich gelernt habe",
            "erkenntnis",
            "erkenntnisse",
            "lernerfolg",
            "学到",
            "收获",
            "反思",
            "学习",
            "배운 점",
            "교훈",
        ],
    },
];

/// First letters, upper case as people write them.
const LETTERS: &[(char, SectionKind)] =
    &[('S', Situation), ('T', Task), ('A', Action), ('R', Result), ('L', Learning)];

/// Most characters of a remark in brackets or before a colon: `SITUATION (15 seconds):`. A bound, so
/// that a line of nothing but open brackets is read in linear time.
const MAX_REMARK: usize = 60;

/// Openings of lines that stand beside a story without being part of it: "**If they ask a
/// follow-up.**", "*Also answers: …*", "**What they want to hear:**", "> **Interview tip:** …".
const ASIDES: &[&str] = &[
    "if they ask",
    "if probed",
    "if asked",
    "follow-up",
    "follow up",
    "followup",
    "likely follow",
    "cross-question",
    "interview tip",
    "interviewer tip",
    "tips",
    "tip",
    "pro tip",
    "why this works",
    "why it works",
    "why this is asked",
    "why they ask",
    "what they want",
    "what they're looking",
    "what interviewers",
    "what this shows",
    "what this demonstrates",
    "what it shows",
    "total time",
    "time:",
    "note:",
    "notes:",
    "source:",
    "sources:",
    "companies",
    "common mistakes",
    "trap",
    "red flag",
    "key phrases",
    "keywords",
    "tags:",
    "skills:",
    "skills demonstrated",
    "skills shown",
    "competencies",
    "leadership principles",
    "lps:",
    "principles:",
    "possible questions",
    "likely questions",
    "sample questions",
    "related questions",
    "evaluation",
    "feedback:",
    "delivery",
    "strengths shown",
    "demonstrates",
    "shows:",
    "word count",
    "length:",
    "best for",
    "best used for",
    "also answers",
    "also works",
    "also good for",
    "also for",
    "good for",
    "great for",
    "use for",
    "use when",
    "use this",
    "use it for",
    "works for",
    "fits:",
    "answers:",
    "questions this answers",
    "can be used",
    "theme:",
    "principle:",
    "competency:",
    "key tension",
    "rehearsal",
];

/// Finds the label that opens a line.
pub(super) fn at_start(line: &Line) -> Option<Label> {
    if matches!(line.role, Role::Code | Role::Rule | Role::Blank | Role::Meta | Role::Summary) {
        return None;
    }
    let label = parse(&line.text, line.lead, &line.role)?;
    // `A: Situation: …`: the letter says that an answer follows
    if label.tier == Tier::Letter
        && let Some(inner) = line.text.get(label.rest..).and_then(|rest| parse(rest, 0, &Role::Text))
        && inner.tier == Tier::Canonical
        && inner.at == 0
    {
        return Some(Label { at: label.rest, rest: label.rest + inner.rest, ..inner });
    }
    Some(label)
}

/// Whether the line opens something that stands beside the story (tips, follow-ups, "also answers").
pub(super) fn is_aside(line: &Line) -> bool {
    let text = fold(line.text.trim_start_matches(|c: char| !c.is_alphanumeric()));
    let Some(opening) = ASIDES.iter().find(|aside| text.starts_with(**aside)) else { return false };
    // emphasised, or closed by a colon soon after, or a heading
    line.lead > 0
        || line.is_heading()
        || opening.ends_with(':')
        || text[opening.len()..].chars().take(40).any(|c| c == ':' || c == '：')
}

/// The kind that a table's column head or a bare word names.
pub(super) fn kind_of_cell(cell: &str) -> Option<SectionKind> {
    let text = cell.trim();
    let label = parse(text, text.len(), &Role::Text)?;
    (label.rest >= text.len() && label.kinds.len() == 1).then(|| label.first())
}

/// Finds labels inside a line, after its start: `Situation: … Task: … Action: …`, `(S) … (T) …`.
/// Only canonical words with a colon and bracketed letters count, and only at a sentence's start.
pub(super) fn inside(text: &str) -> Vec<Label> {
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        let starts_word = c.is_uppercase() || matches!(c, '(' | '[') || !c.is_ascii() && c.is_alphabetic();
        if at == 0 || !starts_word || !opens_sentence(&text[..at]) {
            continue;
        }
        let Some(label) = parse(&text[at..], 0, &Role::Text) else { continue };
        let bracketed = matches!(c, '(' | '[');
        let colon = text[at..at + label.rest].trim_end().ends_with([':', '：']);
        let sure = match label.tier {
            Tier::Canonical => colon,
            Tier::Letter => bracketed || colon,
            Tier::Alternative => colon && label.kinds == [Learning],
        };
        if sure && label.rest > 0 && label.rest + at < text.len() {
            out.push(Label { at: label.at + at, rest: label.rest + at, ..label });
        }
    }
    out
}

fn opens_sentence(before: &str) -> bool {
    let trimmed = before.trim_end();
    trimmed.len() < before.len() && !trimmed.is_empty() || before.ends_with(['。', '；', '，'])
}

fn parse(text: &str, lead: usize, role: &Role) -> Option<Label> {
    let mut at = opening_junk(text);
    let start = at;
    let mut kinds: Vec<SectionKind> = Vec::new();
    let mut tier = None;
    // letter, word, remark, and the same joined on: more is no label, and a bound keeps it linear
    for _ in 0..6 {
        at += white(&text[at..]);
        let rest = &text[at..];
        if let Some(inner) = bracket(rest) {
            let name = inner.trim();
            let found = word(name)
                .filter(|w| w.len == name.len())
                .or_else(|| letter(name, true).filter(|w| w.len == name.len()));
            match found {
                Some(found)
                    if kinds.is_empty()
                        || !kinds.contains(&found.kind) && kinds.len() < 2 && tier == Some(Tier::Letter) =>
                {
                    kinds.push(found.kind);
                    tier = Some(if found.tier == Tier::Letter { Tier::Letter } else { found.tier });
                }
                Some(_) => {}
                None if kinds.is_empty() => return None,
                // a timing or a remark: `SITUATION (15 seconds):`
                None => {}
            }
            at += inner.len() + bracket_width(rest);
        } else if let Some(found) = word(rest).or_else(|| letter(rest, false)).or_else(|| misspelt(rest)) {
            if kinds.len() < 3 && !kinds.contains(&found.kind) {
                kinds.push(found.kind);
            }
            tier = Some(tier.map_or(found.tier, |t: Tier| stronger(t, found.tier)));
            at += found.len;
        } else if kinds.is_empty() {
            return None;
        } else {
            break;
        }
        // another label may be joined on
        let gap = white(&text[at..]);
        let rest = &text[at + gap..];
        let Some(join) =
            ["/", "&", "+", ",", "and ", "y ", "e ", "et ", "und "].into_iter().find(|j| rest.starts_with(j))
        else {
            if bracket(rest).is_some() {
                continue;
            }
            break;
        };
        let next = at + gap + join.len();
        let after = text[next..].trim_start();
        if word(after).is_none() && letter(after, false).is_none() {
            break;
        }
        at = next;
    }
    let tier = tier?;
    let (rest, form) = terminated(text, start, at, lead, role, tier)?;
    Some(Label { kinds, tier, form, at: start, rest })
}

fn stronger(a: Tier, b: Tier) -> Tier {
    if a == Tier::Canonical || b == Tier::Canonical { Tier::Canonical } else { a }
}

/// Where the label's text starts and how it is set off, if it is set off at all.
fn terminated(
    text: &str,
    start: usize,
    end: usize,
    lead: usize,
    role: &Role,
    tier: Tier,
) -> Option<(usize, Form)> {
    let gap = white(&text[end..]);
    let after = text[end + gap..].trim_start_matches(['*', '_', '"', '”', ']']);
    let at = text.len() - after.len();
    let alone = after.trim().is_empty();
    let colon = after.starts_with([':', '：']);
    let dash = after.starts_with(['—', '–', '-', '→', '|', '=']) && !after.starts_with("-i");
    let skip = |n: usize| {
        let rest = &text[n..];
        let trimmed = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ':' | '：' | '*' | '_' | '—' | '–' | '-' | '.' | '|' | '→' | '=')
        });
        // what opens with a number may be negative, and a bare mark is no text
        text.len() - trimmed.len()
    };
    if let Role::Heading(level) = role {
        let close = alone || colon || dash || few_words(after, 2) && tier == Tier::Canonical;
        let form = Form::Heading(*level);
        return close.then(|| (if colon || dash { skip(at) } else { text.len() }, form));
    }
    // `**Key takeaway for Roblox**: …`, `**ACTION / What Went Wrong** (30 seconds):`
    if lead >= end && lead > start {
        let inner = &text[end..lead.max(end)];
        let short = inner.chars().count() <= 40 && !inner.contains(['.', '?', '!'])
            || inner.trim_matches(['.', ' ']).is_empty();
        let closed = inner.trim().is_empty()
            || inner.trim_end().ends_with([':', '：', '.'])
            || text[lead..].trim_start().starts_with([':', '：', '(', '—', '–', '-', '.'])
            || text[lead..].trim().is_empty();
        let plain = inner.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        if short && closed && (plain || tier != Tier::Letter) {
            let mut rest = lead;
            if let Some(remark) = bracket(text[lead..].trim_start()) {
                rest = text.len() - text[lead..].trim_start().len()
                    + remark.len()
                    + bracket_width(text[lead..].trim_start());
            }
            return Some((skip(rest), Form::Lead));
        }
        if plain {
            return Some((skip(lead), Form::Lead));
        }
        return None;
    }
    let literal = text[..start].ends_with("**") || text[..start].ends_with("__");
    let form = if literal { Form::Lead } else { Form::Plain };
    match tier {
        _ if colon => Some((skip(at), form)),
        Tier::Letter if dash && (after.starts_with(['—', '–']) || *role == Role::Item) => {
            Some((skip(at), form))
        }
        Tier::Letter => (text[start..].starts_with(['(', '[']) && text[..end].ends_with([')', ']']))
            .then(|| (skip(end), form)),
        // `Key takeaway for the team:`
        Tier::Alternative if few_words_then_colon(after) => {
            after.find([':', '：']).map(|k| (skip(at + k), form))
        }
        Tier::Alternative => (alone && starts_upper(&text[start..])).then_some((text.len(), form)),
        Tier::Canonical if alone || dash && text[end..].starts_with([' ', '—', '–']) => {
            starts_upper(&text[start..]).then(|| (skip(at), form))
        }
        Tier::Canonical => None,
    }
}

fn starts_upper(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_lowercase())
}

fn few_words(text: &str, most: usize) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= most && !text.contains(['?', '.'])
}

fn few_words_then_colon(text: &str) -> bool {
    let colon = text.char_indices().take(MAX_REMARK).find(|(_, c)| matches!(c, ':' | '：'));
    colon.is_some_and(|(at, _)| few_words(&text[..at], 4))
}

fn white(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{fe0f}').len()
}

/// Bytes of list marks, quotes, numbers (`1)`) and pictographs before the first word.
fn opening_junk(text: &str) -> usize {
    let bytes = |s: &str| text.len() - s.len();
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '['));
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < rest.len() && rest.len() - digits.len() <= 2 && digits.starts_with([')', '.']) {
        rest = digits[1..].trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '['));
    }
    bytes(rest)
}

/// The inside of a bracket that opens the text.
fn bracket(text: &str) -> Option<&str> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        _ => return None,
    };
    let open = text.chars().next()?.len_utf8();
    let inner = text.get(open..)?;
    let end = inner.char_indices().take(MAX_REMARK).find(|(_, c)| *c == close)?.0;
    inner.get(..end)
}

fn bracket_width(text: &str) -> usize {
    text.chars().next().map_or(0, |c| 2 * c.len_utf8())
}

struct Found {
    kind: SectionKind,
    tier: Tier,
    /// Bytes of the text that it takes.
    len: usize,
}

/// The longest spelling that opens the text, ending at a word's end.
fn word(text: &str) -> Option<Found> {
    // spellings are short: folding the opening is enough
    let opening: String = text.chars().take(40).collect();
    let mut best: Option<Found> = None;
    for spelling in SPELLINGS {
        for word in spelling.words {
            let Some(len) = prefix(&opening, word) else { continue };
            let ends =
                !opening[len..].starts_with(|c: char| c.is_alphanumeric() && c.is_ascii() || c == '\'');
            if ends && best.as_ref().is_none_or(|b| len > b.len) {
                best = Some(Found { kind: spelling.kind, tier: spelling.tier, len });
            }
        }
    }
    best
}

/// Bytes of `text` whose folding is `word`, if it opens with it.
fn prefix(text: &str, word: &str) -> Option<usize> {
    let mut want = word.chars();
    let mut next = want.next();
    for (at, c) in text.char_indices() {
        let Some(expected) = next else { return Some(at) };
        if c == expected || c.to_ascii_lowercase() == expected {
            next = want.next();
            continue;
        }
        if c.is_ascii() {
            return None;
        }
        let mut buffer = [0; 4];
        for folded in fold(c.encode_utf8(&mut buffer)).chars() {
            if Some(folded) != next {
                return None;
            }
            next = want.next();
        }
    }
    next.is_none().then_some(text.len())
}

/// A letter that opens the text: `S`, or with the word it stands for, `S — Situation`, `P (Problem)`.
fn letter(text: &str, bracketed: bool) -> Option<Found> {
    let first = text.chars().next()?;
    if first.is_lowercase() {
        return None;
    }
    let len = first.len_utf8();
    let after = text.get(len..)?;
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '\'' || c == '.') {
        return None;
    }
    let plain = fold(first.encode_utf8(&mut [0; 4])).chars().next()?.to_ascii_uppercase();
    let kind = LETTERS.iter().find(|(letter, _)| *letter == plain).map(|(_, kind)| *kind);
    if bracketed {
        return kind.map(|kind| Found { kind, tier: Tier::Letter, len });
    }
    let rest = after.trim_start_matches([' ', '-', '—', '–', '(', '[']);
    let gap = after.len() - rest.len();
    if gap > 0
        && rest.starts_with(|c: char| c.to_ascii_uppercase() == plain)
        && let Some(found) = word(rest)
        && (found.tier == Tier::Canonical || kind.is_none())
        && kind.is_none_or(|kind| kind == found.kind)
    {
        let close = usize::from(rest[found.len..].starts_with([')', ']']));
        return Some(Found { len: len + gap + found.len + close, ..found });
    }
    kind.map(|kind| Found { kind, tier: Tier::Letter, len })
}

/// `Situtation`, `Situatiuon`, `Reuslt`, `Acton`: one slip, or two of a long word, in a canonical word
/// that a colon follows or that stands alone.
fn misspelt(text: &str) -> Option<Found> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    if !(5..=13).contains(&end)
        || !(text[end..].trim_start().starts_with([':', '：']) || text[end..].trim().is_empty())
    {
        return None;
    }
    let folded = fold(&text[..end]);
    [
        ("situation", Situation),
        ("action", Action),
        ("actions", Action),
        ("result", Result),
        ("results", Result),
    ]
    .into_iter()
    .find(|(word, _)| {
        let slips = edit_distance(&folded, word);
        let near = word.len().abs_diff(folded.len()) <= 1;
        folded.as_bytes()[0] == word.as_bytes()[0] && (slips == 1 || slips == 2 && near && word.len() >= 8)
    })
    .map(|(_, kind)| Found { kind, tier: Tier::Canonical, len: end })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The label that opens a line and the text after it; `**…**` at the start is its lead.
    fn check(input: &str, expected: Option<(&[SectionKind], Tier, &str)>) {
        let mut line = Line::new(1, Role::Text, input);
        if let Some((lead, rest)) = input.strip_prefix("**").and_then(|text| text.split_once("**")) {
            line.text = format!("{lead}{rest}");
            line.lead = lead.len();
        }
        let found = at_start(&line);
        let found = found.as_ref().map(|l| (l.kinds.as_slice(), l.tier, &line.text[l.rest..]));
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn words_are_labels_where_they_act_as_one() {
        check("Situation: we moved", Some((&[Situation], Tier::Canonical, "we moved")));
        check("SITUATION", Some((&[Situation], Tier::Canonical, "")));
        check("**Result** it worked", Some((&[Result], Tier::Canonical, "it worked")));
        check("Action : rang them", Some((&[Action], Tier::Canonical, "rang them")));
        check("Task - one helper", Some((&[Task], Tier::Canonical, "one helper")));
        check("Situation was bad", None);
        check("action", None);
        check("Resulting costs: 5", None);
    }

    #[test]
    fn letters_need_a_mark() {
        check("S: a flood", Some((&[Situation], Tier::Letter, "a flood")));
        check("(T) find it", Some((&[Task], Tier::Letter, "find it")));
        check("**S** — a flood", Some((&[Situation], Tier::Letter, "a flood")));
        check("A flood came", None);
        check("S.A. Morel", None);
    }

    #[test]
    fn labels_join() {
        check("S/T : a flood", Some((&[Situation, Task], Tier::Letter, "a flood")));
        check("**Situation & Task:** a", Some((&[Situation, Task], Tier::Canonical, "a")));
        check("P (Problem): a", Some((&[Situation], Tier::Alternative, "a")));
        check("A: Situation: a", Some((&[Situation], Tier::Canonical, "a")));
    }

    #[test]
    fn slips_of_the_pen_and_other_scripts() {
        check("Situtation: a", Some((&[Situation], Tier::Canonical, "a")));
        check("Reuslt: a", Some((&[Result], Tier::Canonical, "a")));
        check("Section: a", None);
        check("结果：好", Some((&[Result], Tier::Canonical, "好")));
        check("Situação: a", Some((&[Situation], Tier::Canonical, "a")));
    }

    #[test]
    fn distances() {
        let pairs =
            [("action", "action", 0), ("acton", "action", 1), ("reuslt", "result", 1), ("task", "action", 5)];
        for (a, b, slips) in pairs {
            assert_eq!(edit_distance(a, b), slips, "{a} {b}");
        }
    }
}
