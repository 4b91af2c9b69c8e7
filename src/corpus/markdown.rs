//! Markdown (and plain text, which reads well as Markdown) → lines with roles.
//!
//! The one place that names pulldown-cmark. Its offsets say on which source line each run of words
//! stands; the tree itself is not kept.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::line::{Line, Reading, Role};

/// Longest heading, in characters, that an underline (`---`) makes: a longer one is a paragraph with
/// a thematic break right under it.
const MAX_UNDERLINED: usize = 100;

/// Reads Markdown. Never fails: whatever is no Markdown is text.
pub(super) fn read(source: &str) -> Reading {
    let text = dedent(source);
    let mut out = Collector::new(&text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        out.event(event, range);
    }
    Reading { lines: out.finish(), ..Reading::default() }
}

/// Drops the white space that opens a line outside fences, so that an indented paragraph is not taken
/// for code and indented HTML is still HTML.
fn dedent(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut fence: Option<&str> = None;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '\t', '\u{a0}', '\u{3000}']);
        match fence {
            None => {
                fence = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
                out.push_str(trimmed);
            }
            Some(mark) => {
                if trimmed.starts_with(mark) {
                    fence = None;
                    out.push_str(trimmed);
                } else {
                    out.push_str(line);
                }
            }
        }
    }
    out
}

struct Collector<'a> {
    text: &'a str,
    /// Byte offset at which each source line starts.
    starts: Vec<usize>,
    /// Finished lines, in any order.
    lines: Vec<Line>,
    role: Role,
    quotes: usize,
    /// Where an emphasised run that opens its line began: index of the line.
    emphasis: usize,
    lead_line: Option<usize>,
    row: Option<(u32, bool, Vec<String>)>,
    html: Option<std::ops::Range<usize>>,
    heading: Option<(usize, std::ops::Range<usize>)>,
    /// Byte at which the running fenced block ends.
    fence_end: usize,
}

impl<'a> Collector<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Self {
            text,
            starts,
            lines: Vec::new(),
            role: Role::Text,
            quotes: 0,
            emphasis: 0,
            lead_line: None,
            row: None,
            html: None,
            heading: None,
            fence_end: 0,
        }
    }

    /// The line of a fence itself, so that a block ends where its last fence stands.
    fn fence(&mut self, offset: usize) {
        let number = self.number(offset);
        self.open(number);
    }

    /// 1-based source line of a byte offset.
    fn number(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        if let Some(block) = &mut self.html {
            match event {
                Event::Html(_) | Event::Text(_) => block.end = block.end.max(range.end),
                Event::End(TagEnd::HtmlBlock) => {
                    let block = block.clone();
                    self.html = None;
                    self.html_block(block);
                }
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => self.words(&words, range.start),
            Event::Code(words) => self.words(&words, range.start),
            Event::InlineHtml(tag) => self.inline_html(&tag, range.start),
            Event::Html(_) => self.html_block(range),
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, _, cells)) = &mut self.row
                    && let Some(cell) = cells.last_mut()
                {
                    cell.push('\n');
                }
            }
            Event::Rule => {
                let number = self.number(range.start);
                self.lines.push(Line::new(number, Role::Rule, ""));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: std::ops::Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.role = Role::Heading(level as u8);
                self.heading = Some((self.lines.len(), range));
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(_) => {
                self.role = Role::Code;
                self.fence(range.start);
                self.fence_end = range.end.saturating_sub(1);
            }
            Tag::Item => {
                self.role = Role::Item;
                // an item may open with a nested block: its own line is begun by its first words
                let number = self.number(range.start);
                self.open(number);
            }
            Tag::HtmlBlock => self.html = Some(range.start..range.start),
            Tag::TableHead => self.row = Some((self.number(range.start), true, Vec::new())),
            Tag::TableRow => self.row = Some((self.number(range.start), false, Vec::new())),
            Tag::TableCell => {
                if let Some((_, _, cells)) = &mut self.row {
                    cells.push(String::new());
                }
            }
            Tag::Strong | Tag::Emphasis => {
                self.emphasis += 1;
                if self.emphasis == 1 && self.row.is_none() {
                    let at = self.open(self.number(range.start));
                    let opens = self.lines[at].text.chars().all(|c| !c.is_alphanumeric());
                    self.lead_line = opens.then_some(at);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.role = Role::Text;
                self.demote_long_underlined();
            }
            TagEnd::CodeBlock => {
                self.fence(self.fence_end);
                self.role = Role::Text;
            }
            TagEnd::Item | TagEnd::List(_) => self.role = Role::Text,
            TagEnd::Paragraph if self.role == Role::Item => self.role = Role::Text,
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::TableHead | TagEnd::TableRow => {
                if let Some((number, header, cells)) = self.row.take() {
                    let text = cells.join(" | ");
                    self.lines.push(Line::new(number, Role::Row { cells, header }, text));
                }
            }
            TagEnd::Strong | TagEnd::Emphasis => {
                self.emphasis = self.emphasis.saturating_sub(1);
                if self.emphasis == 0
                    && let Some(at) = self.lead_line.take()
                {
                    self.lines[at].lead = self.lines[at].text.len();
                }
            }
            _ => {}
        }
    }

    /// A paragraph with a thematic break right under it reads as a heading in Markdown.
    fn demote_long_underlined(&mut self) {
        let Some((first, range)) = self.heading.take() else { return };
        let underlined = !self.text[range].trim_start_matches(['>', ' ']).starts_with('#');
        let lines = &mut self.lines[first..];
        let long = lines.len() > 1 || lines.iter().any(|l| l.text.chars().count() > MAX_UNDERLINED);
        if underlined && long {
            for line in lines.iter_mut() {
                line.role = Role::Text;
            }
            if let Some(last) = lines.last() {
                let rule = Line::new(last.number + 1, Role::Rule, "");
                self.lines.push(rule);
            }
        }
    }

    /// The index of the line with this number that words are now added to.
    fn open(&mut self, number: u32) -> usize {
        match self.lines.last() {
            Some(last) if last.number == number && !matches!(last.role, Role::Row { .. }) => {}
            _ => {
                let mut line = Line::new(number, self.role.clone(), "");
                line.quoted = self.quotes > 0;
                self.lines.push(line);
                // what follows the first line of an item belongs to it as text
                if self.role == Role::Item {
                    self.role = Role::Text;
                }
            }
        }
        self.lines.len() - 1
    }

    fn words(&mut self, words: &str, offset: usize) {
        if let Some((_, _, cells)) = &mut self.row {
            if let Some(cell) = cells.last_mut() {
                cell.push_str(words);
            }
            return;
        }
        let first = self.number(offset);
        for (k, part) in words.split('\n').enumerate() {
            if k > 0 && part.is_empty() {
                continue;
            }
            let at = self.open(first + u32::try_from(k).unwrap_or(0));
            self.lines[at].text.push_str(part);
        }
    }

    fn inline_html(&mut self, tag: &str, offset: usize) {
        let name = tag.trim_start_matches(['<', '/']).to_ascii_lowercase();
        if !name.starts_with("br") {
            return;
        }
        if let Some((_, _, cells)) = &mut self.row {
            if let Some(cell) = cells.last_mut() {
                cell.push('\n');
            }
            return;
        }
        let number = self.number(offset);
        let mut line = Line::new(number, Role::Text, "");
        line.quoted = self.quotes > 0;
        self.lines.push(line);
    }

    fn html_block(&mut self, range: std::ops::Range<usize>) {
        let first = self.number(range.start);
        self.lines.extend(html::read_at(&self.text[range], first));
    }

    /// Sorts by source line and fills in the blank lines.
    fn finish(mut self) -> Vec<Line> {
        self.lines.sort_by_key(|line| line.number);
        let mut out: Vec<Line> = Vec::with_capacity(self.lines.len() * 2);
        for line in self.lines {
            let next = out.last().map_or(1, |l| l.number + 1);
            out.extend((next..line.number).map(|n| Line::new(n, Role::Blank, "")));
            out.push(callout(line));
        }
        out
    }
}

/// `> [!example] Action`: the title of a callout stands out like an emphasised word.
fn callout(mut line: Line) -> Line {
    if let Some(rest) = line.text.strip_prefix("[!").filter(|_| line.quoted)
        && let Some((_, title)) = rest.split_once(']')
    {
        let title = title.trim_start_matches(['+', '-']).trim_start().to_owned();
        line.lead = title.len();
        line.text = title;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are not blank, as `number role text`.
    fn check(input: &str, expected: &[(u32, Role, &str)]) {
        let lines = read(input).lines;
        let found: Vec<(u32, Role, &str)> = lines
            .iter()
            .filter(|l| !l.is_blank())
            .map(|l| (l.number, l.role.clone(), l.text.as_str()))
            .collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn a_line_after_a_list_is_a_line_of_its_own() {
        check("- one\n**Result**: two", &[(1, Role::Item, "one"), (2, Role::Text, "Result: two")]);
    }

    #[test]
    fn leads_and_callouts() {
        assert_eq!(read("**Task**: x").lines[0].lead, 4);
        check("> [!info]+ Task\n> x", &[(1, Role::Text, "Task"), (2, Role::Text, "x")]);
    }

    #[test]
    fn an_indented_paragraph_is_no_code() {
        check("      Situation: x", &[(1, Role::Text, "Situation: x")]);
    }

    #[test]
    fn a_long_underlined_paragraph_is_no_heading() {
        let long = "word ".repeat(40);
        assert_eq!(read(&format!("{long}\n---\n")).lines[0].role, Role::Text);
        assert_eq!(read("Title\n---\n").lines[0].role, Role::Heading(2));
    }
}
