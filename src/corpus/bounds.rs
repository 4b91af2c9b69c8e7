//! How much of a document is read, so that no document costs the memory or the time of all others.
//!
//! Enters: the text of a document. Leaves: the text that is read, and what was left out, each with its
//! line. What is read keeps its line numbers.

/// Longest line that is read, in bytes. A paragraph pasted as one line is far below, an embedded picture
/// far above.
const MAX_LINE: usize = 256 << 10;

/// Most text of a document that is read, in bytes: four novels. The costliest document within these
/// bounds (100,000 lines, each a label) was measured to take 210 MB.
const MAX_TEXT: usize = 2 << 20;

/// Most lines of a document that are read.
const MAX_LINES: u32 = 100_000;

/// The text without what is too much, and what was left out: a 1-based line and a message.
pub(super) fn bounded(text: &str) -> (String, Vec<(u32, String)>) {
    let mut out = String::new();
    let mut left_out = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let (content, end) = line.strip_suffix('\n').map_or((line, ""), |content| (content, "\n"));
        let content = if content.len() > MAX_LINE {
            let size = content.len() >> 10;
            let message = format!(
                "is a line of {size} KiB, longer than {} KiB, and was passed over; break it",
                MAX_LINE >> 10
            );
            left_out.push((number, message));
            ""
        } else {
            content
        };
        if number > MAX_LINES || out.len() + content.len() + end.len() > MAX_TEXT {
            let message = format!(
                "is where reading stopped: of a document {} MiB or {MAX_LINES} lines are read; split it",
                MAX_TEXT >> 20
            );
            left_out.push((number, message));
            return (out, left_out);
        }
        out.push_str(content);
        out.push_str(end);
    }
    (out, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_read_whole() {
        let text = "a\n\nb\nc";
        assert_eq!(bounded(text), (text.to_owned(), Vec::new()));
    }

    #[test]
    fn a_long_line_is_passed_over_and_the_others_keep_their_number() {
        let (text, left_out) = bounded(&format!("a\n{}\nb", "x".repeat(MAX_LINE + 1)));
        assert_eq!(text, "a\n\nb");
        assert_eq!(left_out.len(), 1);
        assert_eq!(left_out[0].0, 2);
        assert!(bounded(&"x".repeat(MAX_LINE)).1.is_empty());
    }

    #[test]
    fn what_is_left_out_at_the_end_begins_at_its_line() {
        let (text, left_out) = bounded(&"\n".repeat(MAX_LINES as usize + 5));
        assert_eq!((text.len(), left_out[0].0), (MAX_LINES as usize, MAX_LINES + 1));
        let line = format!("{}\n", "word ".repeat(200));
        let (text, left_out) = bounded(&line.repeat(MAX_TEXT / line.len() + 1));
        assert!(text.len() <= MAX_TEXT && text.ends_with('\n'));
        assert_eq!(left_out[0].0 as usize, MAX_TEXT / line.len() + 1);
    }
}
