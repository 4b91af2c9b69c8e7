//! The log of stories told: which, to whom, when.
//!
//! Enters and leaves: text of three columns between tabs, one telling a line:
//! `2026-11-21 TAB round 2 TAB story-id`. Empty lines and lines that begin with `#` are passed over.
//!
//! Deliberately absent: files and the clock's time zone; a date is a word to this room.

use crate::error::{Error, Result};
use crate::story::StoryId;

/// One telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The round or person.
    pub to: String,
    /// The story.
    pub story: StoryId,
}

impl Told {
    /// Makes an entry that can be written as one line.
    ///
    /// # Errors
    /// A date that is none, or a name that is empty or holds a tab or a line break.
    pub fn new(date: &str, to: &str, story: StoryId) -> Result<Self> {
        if !is_date(date) {
            return Err(Error::Input(format!("\"{date}\" is no date; write it as 2026-11-21")));
        }
        let to = to.trim();
        if to.is_empty() || to.chars().any(char::is_control) {
            return Err(Error::Input(
                "--to names the round or the person, in one line without tabs".to_owned(),
            ));
        }
        Ok(Self { date: date.to_owned(), to: to.to_owned(), story })
    }

    /// The line of the log, with its end.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}\t{}\t{}\n", self.date, self.to, self.story)
    }
}

/// A log, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// The tellings in order.
    pub tellings: Vec<Told>,
    /// What was odd, by 1-based line.
    pub problems: Vec<(u32, String)>,
}

/// Reads a log; a line that is none is a problem.
#[must_use]
pub fn parse(text: &str) -> Log {
    let mut out = Log::default();
    for (number, line) in (1_u32..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let told = match columns.as_slice() {
            [date, to, story] if !story.is_empty() => {
                Told::new(date, to, StoryId((*story).to_owned())).map_err(|e| e.to_string())
            }
            _ => Err("expected date, to whom and story, with tabs between".to_owned()),
        };
        match told {
            Ok(told) => out.tellings.push(told),
            Err(problem) => out.problems.push((number, problem)),
        }
    }
    out
}

/// The date of a day counted from 1970-01-01, in the Gregorian calendar (Hinnant, "chrono-compatible
/// low-level date algorithms", `civil_from_days`).
#[must_use]
pub fn date_of_day(day: u64) -> String {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

/// `2026-11-21`, with a day that its month has.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize| -> Option<u32> {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let told = Told::new("2026-11-21", " round 2 ", StoryId("a/b".to_owned())).unwrap();
        assert_eq!(told.line(), "2026-11-21\tround 2\ta/b\n");
        assert_eq!(parse(&told.line()), Log { tellings: vec![told], problems: Vec::new() });
    }

    #[test]
    fn odd_lines_are_problems_and_the_others_count() {
        let log = parse("# mine\n\n2026-11-21\tAna\tx\nAna x\n2026-02-30\tAna\tx\n");
        assert_eq!(log.tellings.len(), 1);
        assert_eq!(log.problems.iter().map(|p| p.0).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn a_name_that_would_break_the_line_is_refused() {
        for to in ["", " ", "a\tb", "a\nb"] {
            assert!(Told::new("2026-11-21", to, StoryId("x".to_owned())).is_err(), "{to:?}");
        }
    }

    #[test]
    fn dates() {
        for good in ["2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "today"] {
            assert!(!is_date(bad), "{bad}");
        }
        assert_eq!(date_of_day(0), "1970-01-01");
        assert_eq!(date_of_day(19_782), "2024-02-29");
        assert_eq!(date_of_day(20_778), "2026-11-21");
    }
}
