//! HTML, whole pages and pieces inside Markdown → lines with roles.
//!
//! A tokenizer strips tags, comments and entities; block tags and line ends begin a new line, so that
//! every line keeps the number of the source line on which its words stand.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::line::{FrontMatter, Line, Reading, Role};

/// Tags that begin a new line of text.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "nav",
    "aside",
    "blockquote",
    "details",
    "summary",
    "figure",
    "table",
    "thead",
    "tbody",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "hr",
    "body",
];

/// Reads a whole HTML page.
pub(super) fn read(source: &str) -> Reading {
    let mut reader = PageReader::new(source, 1);
    reader.run(source);
    let front = FrontMatter { title: reader.title.take(), ..FrontMatter::default() };
    Reading { lines: fill_blanks(reader.lines), front }
}

/// Reads a piece of HTML whose first line has the given number.
pub(super) fn read_at(source: &str, first: u32) -> Vec<Line> {
    let mut reader = PageReader::new(source, first);
    reader.run(source);
    reader.lines
}

fn fill_blanks(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let next = out.last().map_or(1, |l| l.number + 1);
        out.extend((next..line.number).map(|n| Line::new(n, Role::Blank, "")));
        out.push(line);
    }
    out
}

struct PageReader {
    starts: Vec<usize>,
    first: u32,
    lines: Vec<Line>,
    current: Option<Line>,
    role: Role,
    quotes: usize,
    bold: usize,
    /// Depth inside elements whose text is not shown (script, style, head).
    hidden: usize,
    in_title: bool,
    title: Option<String>,
    row: Option<(u32, bool, Vec<String>)>,
    /// Line on which the last words of the running row stand.
    row_end: u32,
}

impl PageReader {
    fn new(source: &str, first: u32) -> Self {
        let starts = std::iter::once(0)
            .chain(source.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Self {
            starts,
            first,
            lines: Vec::new(),
            current: None,
            role: Role::Text,
            quotes: 0,
            bold: 0,
            hidden: 0,
            in_title: false,
            title: None,
            row: None,
            row_end: first,
        }
    }

    fn number(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        self.first + u32::try_from(line).unwrap_or(u32::MAX).saturating_sub(1)
    }

    fn run(&mut self, source: &str) {
        let emitter = DefaultEmitter::<usize>::new_with_span();
        for token in Tokenizer::new_with_emitter(source, emitter) {
            // a string reader cannot fail
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                    self.open_tag(&name, self.number(tag.span.start), tag.self_closing);
                }
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                    self.close_tag(&name);
                }
                Token::String(text) => {
                    let words = String::from_utf8_lossy(&text.value).into_owned();
                    self.text(&words, text.span.start, text.span.end);
                }
                _ => {}
            }
        }
        self.close_row();
        self.flush();
    }

    fn open_tag(&mut self, name: &str, number: u32, self_closing: bool) {
        match name {
            "script" | "style" | "template" | "svg" if !self_closing => self.hidden += 1,
            "title" => self.in_title = true,
            "b" | "strong" | "em" | "i" | "u" => self.bold += 1,
            "blockquote" => self.quotes += 1,
            "tr" => {
                self.close_row();
                self.flush();
                self.row = Some((number, false, Vec::new()));
            }
            "td" | "th" => {
                if let Some((_, header, cells)) = &mut self.row {
                    *header |= name == "th";
                    cells.push(String::new());
                }
            }
            _ => {}
        }
        if let Some((_, _, cells)) = &mut self.row {
            if BLOCKS.contains(&name)
                && let Some(cell) = cells.last_mut()
                && !cell.is_empty()
            {
                cell.push('\n');
            }
            return;
        }
        if BLOCKS.contains(&name) {
            self.flush();
            self.role = match name {
                "summary" => Role::Summary,
                "li" | "dt" => Role::Item,
                "pre" => Role::Code,
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading(name.as_bytes()[1] - b'0'),
                "br" => self.role.clone(),
                _ => Role::Text,
            };
            if name == "hr" {
                self.lines.push(Line::new(number, Role::Rule, ""));
            }
        }
    }

    fn close_tag(&mut self, name: &str) {
        match name {
            "script" | "style" | "template" | "svg" => self.hidden = self.hidden.saturating_sub(1),
            "title" => self.in_title = false,
            "b" | "strong" | "em" | "i" | "u" => {
                self.bold = self.bold.saturating_sub(1);
                if self.bold == 0
                    && let Some(line) = &mut self.current
                    && line.lead == usize::MAX
                {
                    line.lead = line.text.len();
                }
            }
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "tr" | "table" => self.close_row(),
            _ => {}
        }
        if BLOCKS.contains(&name) && self.row.is_none() {
            self.flush();
            self.role = Role::Text;
        }
    }

    fn text(&mut self, words: &str, offset: usize, end: usize) {
        if self.in_title {
            let words = words.trim();
            if !words.is_empty() {
                self.title.get_or_insert_with(String::new).push_str(words);
            }
            return;
        }
        if self.hidden > 0 {
            return;
        }
        if let Some((_, _, cells)) = &mut self.row {
            if let Some(cell) = cells.last_mut() {
                push_folded(cell, words);
                if !words.trim().is_empty() {
                    let below = words.trim_end().matches('\n').count();
                    let last = self.number(offset).saturating_add(u32::try_from(below).unwrap_or(0));
                    // an entity may stand for a line end
                    self.row_end = last.min(self.number(end.saturating_sub(1)));
                }
            }
            return;
        }
        let number = self.number(offset);
        for (k, part) in words.split('\n').enumerate() {
            if k > 0 {
                self.flush();
            }
            if part.trim().is_empty() && self.current.is_none() {
                continue;
            }
            let at = number + u32::try_from(k).unwrap_or(0);
            let line = self.current.get_or_insert_with(|| {
                let mut line = Line::new(at, self.role.clone(), "");
                line.quoted = self.quotes > 0;
                line
            });
            if line.text.is_empty() && self.bold > 0 {
                line.lead = usize::MAX;
            }
            push_folded(&mut line.text, part);
        }
    }

    fn close_row(&mut self) {
        if let Some((number, header, cells)) = self.row.take() {
            let text = cells.join(" | ");
            let mut line = Line::new(number, Role::Row { cells, header }, text);
            line.last = number.max(self.row_end);
            self.lines.push(line);
        }
    }

    fn flush(&mut self) {
        let Some(mut line) = self.current.take() else { return };
        line.text.truncate(line.text.trim_end().len());
        line.lead = line.lead.min(line.text.len());
        if matches!(line.role, Role::Text | Role::Item) {
            // `<br>`-separated dashes are the bullets of people who write HTML by hand
            if let Some(rest) = line.text.strip_prefix("- ").or_else(|| line.text.strip_prefix("• ")) {
                line.lead = line.lead.saturating_sub(line.text.len() - rest.len());
                line.text = rest.to_owned();
                line.role = Role::Item;
            }
        }
        if !line.text.is_empty() {
            self.lines.push(line);
        }
    }
}

/// Adds words with runs of white space folded to one space.
fn push_folded(target: &mut String, words: &str) {
    for c in words.chars() {
        if c.is_whitespace() {
            if !target.is_empty() && !target.ends_with([' ', '\n']) {
                target.push(' ');
            }
        } else {
            target.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as `number role text`.
    fn check(input: &str, expected: &[(u32, Role, &str)]) {
        let found: Vec<(u32, Role, String)> =
            read_at(input, 1).into_iter().map(|l| (l.number, l.role, l.text)).collect();
        let expected: Vec<(u32, Role, String)> =
            expected.iter().map(|(n, role, text)| (*n, role.clone(), (*text).to_owned())).collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn lines_keep_their_number() {
        check(
            "<p>one<br>two</p>\n<h2>three &amp; four</h2>",
            &[(1, Role::Text, "one"), (1, Role::Text, "two"), (2, Role::Heading(2), "three & four")],
        );
    }

    #[test]
    fn what_is_not_shown_is_not_read() {
        check("<!-- Situation: x --><script>Task: y</script><p>shown</p>", &[(1, Role::Text, "shown")]);
    }

    #[test]
    fn hand_made_bullets_are_items() {
        check("<li><b>Task</b><br>\n - find it</li>", &[(1, Role::Item, "Task"), (2, Role::Item, "find it")]);
    }
}
