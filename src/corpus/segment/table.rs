//! Stories told in tables with a column for each part, one row a story.

use crate::corpus::label;
use crate::corpus::line::{Line, Role};
use crate::corpus::prompt;
use crate::story::{LineSpan, Section, SectionKind};
use crate::text::fold;

/// Stories told in tables with a column for each part, and which lines belong to such tables.
pub(super) fn row_stories(lines: &[Line], problems: &mut Vec<(u32, String)>) -> (Vec<RowStory>, Vec<bool>) {
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
        while let Some((at, cells)) = next_row(lines, index) {
            index = at;
            taken[index] = true;
            match row_story(&columns, cells, index, &lines[index]) {
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

/// The next row of a table, from this line on. A row of HTML may end on a line without words; a table of
/// Markdown ends there, and the next one begins with a head of its own.
fn next_row(lines: &[Line], index: usize) -> Option<(usize, &[String])> {
    let at = (index..lines.len()).find(|at| lines[*at].role != Role::Blank)?;
    match &lines[at].role {
        Role::Row { cells, header } if at == index || !header => Some((at, cells)),
        _ => None,
    }
}

/// A row of a table that is a story.
pub(super) struct RowStory {
    /// Index of its first line: the row, or the table's head where the row is the only one.
    pub first: usize,
    /// Index of the row.
    pub last: usize,
    pub sections: Vec<Section>,
    pub title: Option<String>,
    pub prompts: Vec<String>,
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

fn row_story(columns: &Columns, cells: &[String], index: usize, line: &Line) -> Option<RowStory> {
    let span = LineSpan { start: line.number, end: line.last };
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
