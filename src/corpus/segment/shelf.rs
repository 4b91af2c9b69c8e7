//! Headings by what they say: nothing ("Sample answer"), the document ("Interview stories"), or the
//! principle a story is filed under ("Earn Trust").
//!
//! Enters: the words of a heading, a title or a tag. Leaves: yes or no, or the theme in it. A theme is
//! told from any other heading (a company, a project, a sibling) by its words alone: one of them must
//! name a principle or competency.

use crate::corpus::prompt;
use crate::text::fold;

/// Most words of a theme: "Conflict with a colleague or a manager".
const MAX_THEME: usize = 7;

/// The same in characters.
const MAX_THEME_CHARS: usize = 60;

/// Most words of a theme that opens a title: "Conflict Management – Driving …".
const MAX_PREFIX: usize = 5;

/// The theme that a heading, a tag or the opening of a title names.
/// `1. Customer Obsession 🔑` → `Customer Obsession`, `Theme 2: Conflict` → `Conflict`
pub(super) fn theme(text: &str) -> Option<String> {
    if let Some(inner) = bracketed(text) {
        return Some(inner);
    }
    let mut name = text;
    if let Some((key, rest)) = text.split_once([':', '：'])
        && !rest.trim().is_empty()
    {
        if !is_filing_word(key) && !is_generic(key) {
            return None;
        }
        name = rest;
    }
    let cleaned = prompt::clean(name);
    let cleaned = cleaned.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').trim();
    names_theme(cleaned).then(|| cleaned.to_owned())
}

/// `[Performance] Diagnosing …`, `Missing deadline [customer obsession, deliver results]`
pub(super) fn bracketed(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('[')?;
    let (inner, after) = rest.split_once(']')?;
    let inner = inner.trim().trim_matches('*');
    let edge = after.trim().is_empty() || !before.chars().any(char::is_alphabetic);
    (edge && names_theme(inner)).then(|| inner.to_owned())
}

/// `Conflict Management – Driving a …` → `Conflict Management`
pub(super) fn title_prefix(title: &str) -> Option<String> {
    let (prefix, _) = [" — ", " – ", " - ", ": "].iter().find_map(|mark| title.split_once(mark))?;
    let prefix = prefix.trim_start_matches("STAR ");
    let prefix =
        prefix.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ':' | '#'));
    (prefix.split_whitespace().count() <= MAX_PREFIX).then(|| theme(prefix)).flatten()
}

/// The theme that is all a title says: `Initiative`, `Conflict`.
pub(super) fn title_itself(title: &str) -> Option<String> {
    let theme = theme(title)?;
    let folded = fold(&theme);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2);
    words.all(|w| is_competency(w) || CONNECTING.contains(&w)).then_some(theme)
}

fn names_theme(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let folded = fold(text);
    let asks = ["how", "what", "why", "when", "who", "tell", "describe"];
    (1..=MAX_THEME).contains(&words)
        && text.chars().count() <= MAX_THEME_CHARS
        && !text.contains(['?', '？', '!', '！', '，', '。', '；', ';'])
        && !is_shelf(text)
        && !is_generic(text)
        && !is_role(&folded)
        && prompt::asks(text).is_none()
        && !folded.split_whitespace().next().is_some_and(|word| asks.contains(&word))
        && !has_year(text)
        && (folded.split(|c: char| !c.is_alphanumeric()).any(is_competency)
            || COMPETENCIES_UNSPACED.iter().any(|word| text.contains(word)))
}

/// `Acme Bakery (2017-2019)` is a place of work, whatever it is called.
fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 4)
}

/// `Team lead, Acme` is a job; `Conflict with my manager` is not.
fn is_role(folded: &str) -> bool {
    let roles = [
        "engineer",
        "developer",
        "analyst",
        "designer",
        "director",
        "officer",
        "assistant",
        "intern",
        "consultant",
        "manager",
        "nurse",
        "clerk",
        "teacher",
        "inc",
        "ltd",
        "llc",
        "gmbh",
        "corp",
        "university",
        "resume",
        "cv",
        "portal",
        "app",
        "platform",
    ];
    let named = |word: &str| roles.contains(&word);
    folded.split(|c: char| !c.is_alphanumeric()).any(named)
        && ![" with ", " between ", "project management", "managing "].iter().any(|w| folded.contains(w))
}

fn is_competency(word: &str) -> bool {
    COMPETENCIES.iter().any(|stem| match stem.strip_suffix('=') {
        Some(whole) => word == whole,
        None => word.starts_with(stem),
    })
}

/// `Principle 3`, `LP`, `Competency`
fn is_filing_word(text: &str) -> bool {
    let folded = fold(text);
    let name = folded.trim_matches(|c: char| !c.is_alphabetic());
    matches!(
        name,
        "theme"
            | "principle"
            | "leadership principle"
            | "lp"
            | "competency"
            | "category"
            | "topic"
            | "value"
            | "tema"
            | "thema"
            | "theme "
            | "competencia"
            | "主题"
            | "标签"
    )
}

/// Words that join the words of a theme: "Are Right, a Lot", "Have Backbone; Disagree and Commit".
const CONNECTING: &[&str] =
    &["and", "the", "for", "with", "are", "lot", "have", "out", "most", "your", "from"];

/// Beginnings of words that name principles and competencies; with `=`, whole words. Folded.
const COMPETENCIES: &[&str] = &[
    // principles that companies print on their walls
    "owner",
    "obsess",
    "customer",
    "client",
    "user=",
    "trust",
    "deep=",
    "backbone",
    "disagree",
    "bias",
    "frugal",
    "deliver",
    "invent",
    "simpl",
    "innovat",
    "curio",
    "learn",
    "hire=",
    "dive",
    "think=",
    "big=",
    "earn=",
    "action=",
    "highest=",
    "develop=",
    "best=",
    "broad",
    "success",
    "teamwork",
    "work=",
    "hiring",
    "recruit",
    "standards",
    "right=",
    "responsib",
    "integrit",
    "humil",
    "courage",
    "bold=",
    "craft=",
    "excellen",
    "googl",
    "candor",
    "candour",
    "transparen",
    "values",
    "culture",
    "divers",
    "inclus",
    "ethic",
    "growth",
    "insist",
    "commit",
    // competencies that interviewers probe
    "leader",
    "leading",
    "lead=",
    "manag",
    "conflict",
    "fail",
    "mistake",
    "error",
    "feedback",
    "critici",
    "ambigu",
    "uncertain",
    "unclear",
    "influenc",
    "persua",
    "authority",
    "collab",
    "cooperat",
    "communic",
    "stakehold",
    "mentor",
    "coach",
    "teach",
    "delegat",
    "underperf",
    "perform",
    "reorgan",
    "initiat",
    "proactiv",
    "creativ",
    "problem",
    "decision",
    "judg",
    "priorit",
    "deadlin",
    "pressure",
    "stress",
    "resilien",
    "adapt",
    "flexib",
    "change=",
    "risk",
    "negotiat",
    "motivat",
    "accountab",
    "strateg",
    "vision",
    "technical",
    "architect",
    "quality",
    "reliab",
    "improv",
    "efficien",
    "productiv",
    "proud",
    "achiev",
    "accomplish",
    "challeng",
    "impact",
    "weakness",
    "strength",
    "crisis",
    "incident",
    "recover",
    "planning",
    "organi",
    "goal",
    "result",
    "execut",
    "autonom",
    "independ",
    "difficult",
    "setback",
    "empath",
    "listen",
    "patien",
    "safety",
    "scal",
    "complex",
    "tradeoff",
    "scope",
    "estimat",
    "debug",
    "bug=",
    "algorithm",
    "remote",
    "cross",
    "attention",
    "detail",
    "analy",
    "critical",
    // other languages
    "lider",
    "liderazgo",
    "conflit",
    "konflikt",
    "fuhrung",
    "fracas",
    "fehler",
    "scheit",
    "equip",
    "teamarbeit",
    "iniciativ",
    "resolu",
    "comunic",
    "kommunik",
    "trabajo",
    "trabalho",
    "travail",
    "cliente",
    "kunde",
    "entscheid",
    "desafi",
    "defi",
    "herausford",
    "verantwort",
    "confianza",
    "confianca",
];

/// The same in scripts without spaces.
const COMPETENCIES_UNSPACED: &[&str] = &[
    "冲突",
    "失败",
    "领导",
    "团队",
    "沟通",
    "挑战",
    "客户",
    "创新",
    "主动",
    "责任",
    "压力",
    "合作",
    "学习",
    "决策",
    "갈등",
    "실패",
    "리더",
    "협업",
    "소통",
    "도전",
    "책임",
    "혁신",
    "고객",
    "문제 해결",
];

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
    "case",
    "scenario",
    "experience",
    "episode",
    "entry",
    "variant",
    "star",
    "car",
    "par",
    "soar",
    "starl",
    "carl",
    "q",
    "draft",
    "details",
];

pub(super) fn is_generic(text: &str) -> bool {
    let folded = fold(text);
    let plain: String = match folded.find(['(', '（']) {
        Some(at) => folded[..at].to_owned(),
        None => folded,
    };
    plain
        .split(|c: char| !c.is_alphanumeric())
        .map(|w| w.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|w| !w.is_empty())
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
    "principles",
    "competencies",
    "themes",
    "cheatsheet",
    "debrief",
    "sprint",
    "lesson",
    "complete",
    "historias",
    "geschichten",
];

pub(super) fn is_shelf(text: &str) -> bool {
    fold(text).split(|c: char| !c.is_alphanumeric()).any(|w| SHELF.contains(&w))
}
