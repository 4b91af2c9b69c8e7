//! Lists of questions as people keep them → questions with an id and a group.
//!
//! A line is `id TAB question`, or a question alone; Markdown headings are groups, bullets and numbers
//! are dropped. A line that is no question is kept and reported, for a prompt may be worded in any way.

use std::collections::HashMap;

use crate::corpus::{looks_like_question, text_of};
use crate::error::{Error, Result};
use crate::text::fold;

/// Longest list that is read, in bytes.
pub const MAX_LIST: usize = 4 << 20;

/// Longest question, in bytes; what is longer is a text, not a question of a list.
const MAX_QUESTION: usize = 10_000;

/// Most questions of a list.
const MAX_QUESTIONS: usize = 10_000;

/// Characters of a question that a problem quotes.
const QUOTED: usize = 80;

/// A question of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedQuestion {
    /// As given, or the number of the question in the list, from 1.
    pub id: String,
    /// The question.
    pub text: String,
    /// The heading it stands under.
    pub group: Option<String>,
    /// 1-based line.
    pub line: u32,
}

/// A list, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionList {
    /// The questions in order.
    pub questions: Vec<ListedQuestion>,
    /// What was odd, by 1-based line.
    pub problems: Vec<(u32, String)>,
}

/// Reads a list from the bytes of a file, in any encoding that documents may have.
///
/// # Errors
/// The list is too long or no text.
pub fn read(bytes: &[u8]) -> Result<QuestionList> {
    if bytes.len() > MAX_LIST {
        let most = MAX_LIST >> 20;
        return Err(Error::Input(format!("a list of questions is at most {most} MiB long; split it")));
    }
    let (text, odd) = text_of(bytes).map_err(|why| Error::Input(format!("the list of questions {why}")))?;
    let mut list = parse(&text);
    list.problems.splice(0..0, odd.into_iter().map(|why| (1, format!("the list {why}"))));
    Ok(list)
}

/// Reads a list from its text. Never fails; a list without a question is empty.
#[must_use]
pub fn parse(text: &str) -> QuestionList {
    let mut out = QuestionList::default();
    let mut group = None;
    let mut fenced = false;
    for (number, line) in (1_u32..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if fenced || trimmed.is_empty() || trimmed.chars().all(|c| matches!(c, '-' | '=' | '*' | '_')) {
            continue;
        }
        if let Some(heading) = heading(trimmed) {
            group = Some(heading).filter(|h| !h.is_empty());
            continue;
        }
        let (id, question) = match line.split_once('\t') {
            Some((id, question)) if is_id(id.trim()) && !question.trim().is_empty() => {
                (Some(id.trim()), question.trim())
            }
            _ => (None, trimmed),
        };
        let question = unmarked(question);
        if question.is_empty() {
            continue;
        }
        if question.len() > MAX_QUESTION {
            let message =
                format!("is longer than {MAX_QUESTION} bytes, too long for a question, and was passed over");
            out.problems.push((number, message));
            continue;
        }
        if out.questions.len() == MAX_QUESTIONS {
            let message =
                format!("of a list {MAX_QUESTIONS} questions are asked; the others were passed over");
            out.problems.push((number, message));
            break;
        }
        if !looks_like_question(question) {
            out.problems.push((
                number,
                format!("\"{}\" does not read like a question and was kept as one", quoted(question)),
            ));
        }
        let id = id.map_or_else(|| (out.questions.len() + 1).to_string(), str::to_owned);
        out.questions.push(ListedQuestion {
            id,
            text: question.to_owned(),
            group: group.clone(),
            line: number,
        });
    }
    out
}

/// A problem for each question that was asked before, in other case or punctuation too, and for each id
/// that was given before.
#[must_use]
pub fn repeated(questions: &[ListedQuestion]) -> Vec<(u32, String)> {
    let mut asked = HashMap::<String, u32>::new();
    let mut given = HashMap::<&str, u32>::new();
    let mut out = Vec::new();
    for question in questions {
        let words = fold(&question.text).split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match asked.get(&words) {
            Some(line) => {
                out.push((
                    question.line,
                    format!("\"{}\" is also asked on line {line}", quoted(&question.text)),
                ));
            }
            None => {
                asked.insert(words, question.line);
            }
        }
        match given.get(question.id.as_str()) {
            Some(line) => {
                out.push((question.line, format!("the id \"{}\" is also given on line {line}", question.id)));
            }
            None => {
                given.insert(&question.id, question.line);
            }
        }
    }
    out
}

/// `## Conflict` → `Conflict`
fn heading(line: &str) -> Option<String> {
    let text = line.trim_start_matches('#');
    let marks = line.len() - text.len();
    ((1..=6).contains(&marks) && (text.is_empty() || text.starts_with(' ')))
        .then(|| text.trim().trim_end_matches('#').trim().to_owned())
}

/// The opening of a question, in one line.
fn quoted(question: &str) -> String {
    let mut chars = question.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let mut out: String = chars.by_ref().take(QUOTED).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && !text.contains(char::is_whitespace)
}

/// The question without bullet, number, task box and emphasis.
fn unmarked(line: &str) -> &str {
    let mut rest = line.trim_start_matches(['-', '*', '+', '•', '>', ' ', '\t']);
    rest = rest.strip_prefix("[ ]").or_else(|| rest.strip_prefix("[x]")).unwrap_or(rest).trim_start();
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < rest.len() && digits.starts_with(['.', ')']) && digits[1..].starts_with(' ') {
        rest = digits[1..].trim_start();
    }
    rest.trim_matches(|c| matches!(c, '*' | '_' | '"' | '“' | '”')).trim()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn texts(list: &str) -> Vec<(String, String, Option<String>)> {
        parse(list).questions.into_iter().map(|q| (q.id, q.text, q.group)).collect()
    }

    fn row(id: &str, text: &str, group: Option<&str>) -> (String, String, Option<String>) {
        (id.to_owned(), text.to_owned(), group.map(str::to_owned))
    }

    #[test]
    fn ids_stand_before_a_tab() {
        assert_eq!(texts("q7\tWhen did you fail?\n"), [row("q7", "When did you fail?", None)]);
    }

    #[test]
    fn markdown_headings_group_bullets_and_numbers() {
        let list = "# Bank\n\n## Conflict\n- When did you clash?\n2. **Who was hard to work with?**\n## Failure\n* [ ] When did you fail?";
        let conflict = Some("Conflict");
        assert_eq!(
            texts(list),
            [
                row("1", "When did you clash?", conflict),
                row("2", "Who was hard to work with?", conflict),
                row("3", "When did you fail?", Some("Failure")),
            ]
        );
    }

    #[test]
    fn what_is_asked_or_named_twice_is_told() {
        let list = parse("q1\tWhen did you fail?\nq2\tWhat broke?\nq1\twhen did you fail\n");
        let told = repeated(&list.questions);
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 3]);
        assert!(told[0].1.contains("line 1") && told[1].1.contains("\"q1\""));
    }

    #[test]
    fn what_is_too_much_is_told() {
        let list = parse(&format!("When did you fail?\n{}\n", "why ".repeat(5000)));
        assert_eq!(list.questions.len(), 1);
        assert_eq!(list.problems.len(), 1);
        assert_eq!(list.problems[0].0, 2);
        let list = parse(&"Why?\n".repeat(MAX_QUESTIONS + 2));
        assert_eq!(list.questions.len(), MAX_QUESTIONS);
        assert_eq!(list.problems.last().unwrap().0 as usize, MAX_QUESTIONS + 1);
        assert!(read(&vec![b'a'; MAX_LIST + 1]).is_err());
        assert!(read(b"When did you fail?\0").is_err());
    }

    #[test]
    fn lists_may_have_any_encoding() {
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("Why?\nHow so?\n".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(read(&wide).unwrap().questions.len(), 2);
        let list = read(b"When did you fail?\rWhy?").unwrap();
        assert_eq!(
            list.problems,
            [(1, "the list holds carriage returns inside of lines, which were read as spaces".to_owned())]
        );
    }

    #[test]
    fn what_is_no_question_is_kept_and_reported() {
        let list = parse("Conflict with a peer\n");
        assert_eq!(list.questions.len(), 1);
        assert_eq!(
            list.problems,
            [(1, "\"Conflict with a peer\" does not read like a question and was kept as one".to_owned())]
        );
    }
}
