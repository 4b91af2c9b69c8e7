//! reStructuredText → Markdown, line by line, so that one inline parser serves and line numbers stay.

use super::line::Reading;
use super::markdown;

const MARKS: &str = "=-~^\"'+*#`.:_<>";

/// Whether the text is reStructuredText: underlined titles of a kind Markdown lacks, or directives.
pub(super) fn sniff(source: &str) -> bool {
    if source.lines().any(|l| l.starts_with("# ") || l.starts_with("## ") || l.starts_with("```")) {
        return false;
    }
    let lines: Vec<&str> = source.lines().collect();
    let titles: Vec<char> = (1..lines.len()).filter_map(|i| underline(&lines, i)).collect();
    let directive = lines.iter().any(|l| l.starts_with(".. "));
    let foreign = titles.iter().any(|c| !matches!(c, '=' | '-'));
    (directive || foreign) && !titles.is_empty()
}

/// Reads reStructuredText.
pub(super) fn read(source: &str) -> Reading {
    let lines: Vec<&str> = source.lines().collect();
    // a title's level is the order in which its mark first appears
    let mut order: Vec<char> = Vec::new();
    let mut out = String::with_capacity(source.len() + 64);
    let mut skip = false;
    for (i, line) in lines.iter().enumerate() {
        if skip {
            skip = false;
        } else if let Some(mark) = (i + 1 < lines.len()).then(|| underline(&lines, i + 1)).flatten() {
            let known = order.iter().position(|c| *c == mark);
            let level = known.unwrap_or_else(|| {
                order.push(mark);
                order.len() - 1
            });
            out.push_str(&"#".repeat((level + 1).min(6)));
            out.push(' ');
            out.push_str(line.trim());
            skip = true;
        } else if is_rule(line) && lines.get(i + 2).is_some_and(|l| is_rule(l)) {
            // the line above a title
        } else if line.starts_with(".. ") && !line.contains("::") {
            // a comment
        } else if let Some((name, rest)) = field(line) {
            out.push_str(&format!("**{name}:** {rest}"));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    markdown::read(&out)
}

/// `:Theme: Dive Deep`
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim_start().strip_prefix(':')?.split_once(':')?;
    (!name.is_empty() && name.len() < 40 && rest.starts_with(' ')).then(|| (name, rest.trim()))
}

fn is_rule(line: &str) -> bool {
    let text = line.trim_end();
    let mut chars = text.chars();
    chars.next().is_some_and(|c| MARKS.contains(c) && text.len() >= 3 && chars.all(|d| d == c))
}

/// The mark of the underline at line `i`, if that is what it is.
fn underline(lines: &[&str], i: usize) -> Option<char> {
    let title = lines[i - 1].trim_end();
    let long = lines[i].trim_end().chars().count() + 2 >= title.chars().count();
    let titled = !title.trim().is_empty() && !title.starts_with(' ') && !is_rule(title);
    (is_rule(lines[i]) && long && titled).then(|| lines[i].chars().next()).flatten()
}
