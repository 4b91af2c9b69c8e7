//! Words: folding of spellings, tokens, slugs.
//!
//! One tokenizer serves documents, questions and the lexicon, so that a word means the same
//! everywhere.

mod stem;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub use stem::stem;

/// Raised whenever the same text would yield other tokens.
pub const ANALYZER_VERSION: u32 = 2;

/// Longest token in bytes; what is longer (base64, hashes) is no word anybody asks for.
const MAX_TOKEN: usize = 60;

/// Lower case, without accents, with compatibility forms (full-width letters, curly quotes) made plain.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' | '`' | '´' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            '–' | '—' | '‐' | '‑' | '−' => '-',
            c => c,
        })
        .nfc()
        .collect()
}

/// Longest word of a name, in characters.
const MAX_SLUG_WORD: usize = 40;

/// A name for links and ids: folded words joined by `-`, at most `max_words` of them, never empty. Of a
/// word without end only the beginning is taken.
#[must_use]
pub fn slug(text: &str, max_words: usize) -> String {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.chars().filter(|c| *c != '\'').take(MAX_SLUG_WORD).collect::<String>())
        .filter(|word| !word.is_empty())
        .take(max_words)
        .collect();
    if words.is_empty() { "untitled".to_owned() } else { words.join("-") }
}

/// Whether a character belongs to a script that puts no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The stem by which the word is looked up.
    pub stem: String,
    /// Byte range of the word in the text it came from.
    pub start: usize,
    /// End of that range, exclusive.
    pub end: usize,
    /// Whether it is a function word (the, my, with), which carries no subject by itself.
    pub function: bool,
}

/// The words of a text, in order. Runs of a script without spaces yield overlapping pairs of
/// characters (the usual bigrams of CJK retrieval).
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 6);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if is_unspaced(c) {
            let mut run = vec![(start, c)];
            while let Some(&(at, next)) = chars.peek() {
                if !is_unspaced(next) {
                    break;
                }
                run.push((at, next));
                chars.next();
            }
            push_bigrams(&run, &mut out);
            continue;
        }
        while let Some(&(at, next)) = chars.peek() {
            // an apostrophe, or the dot and comma of a number, joins what stands on both sides
            let joins = matches!(next, '\'' | '’')
                || (matches!(next, '.' | ',') && text[..at].ends_with(|c: char| c.is_ascii_digit()));
            let inside = next.is_alphanumeric() && !is_unspaced(next)
                || is_combining_mark(next)
                || joins
                    && text[at + next.len_utf8()..].starts_with(|c: char| {
                        if matches!(next, '.' | ',') { c.is_ascii_digit() } else { c.is_alphanumeric() }
                    });
            if !inside {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        if end - start <= MAX_TOKEN {
            push_word(&text[start..end], start, &mut out);
        }
    }
    out
}

fn push_bigrams(run: &[(usize, char)], out: &mut Vec<Token>) {
    let end = |(at, c): (usize, char)| at + c.len_utf8();
    if let [only] = run {
        out.push(Token { stem: only.1.to_string(), start: only.0, end: end(*only), function: false });
    }
    for pair in run.windows(2) {
        let stem = [pair[0].1, pair[1].1].iter().collect();
        out.push(Token { stem, start: pair[0].0, end: end(pair[1]), function: false });
    }
}

/// One word as a token; `didn't` as two, for "not" carries meaning.
fn push_word(word: &str, start: usize, out: &mut Vec<Token>) {
    let folded = fold(word);
    let end = start + word.len();
    let mut push = |plain: &str| {
        let function = FUNCTION_WORDS.binary_search(&plain).is_ok();
        out.push(Token { stem: stem(plain), start, end, function });
    };
    if let Some(verb) = folded.strip_suffix("n't") {
        push(match verb {
            "ca" => "can",
            "wo" => "will",
            verb => verb,
        });
        push("not");
        return;
    }
    let plain = folded.strip_suffix("'s").unwrap_or(&folded);
    if plain.contains('\'') { push(&plain.replace('\'', "")) } else { push(plain) }
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
#[must_use]
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![vec![0; b.len() + 1]; a.len() + 1];
    rows[0] = (0..=b.len()).collect();
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// English function words: articles, pronouns, auxiliaries, prepositions and conjunctions that carry
/// no subject. Particles that make a meaning ("push back", "step up", "say no", "without authority")
/// are not among them. Sorted.
const FUNCTION_WORDS: &[&str] = &[
    "a",
    "about",
    "after",
    "all",
    "also",
    "although",
    "am",
    "an",
    "and",
    "another",
    "any",
    "are",
    "arent",
    "as",
    "at",
    "be",
    "became",
    "because",
    "been",
    "being",
    "both",
    "but",
    "by",
    "can",
    "could",
    "couldve",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "during",
    "each",
    "either",
    "else",
    "even",
    "ever",
    "every",
    "for",
    "from",
    "get",
    "gets",
    "getting",
    "got",
    "had",
    "has",
    "have",
    "having",
    "he",
    "hed",
    "her",
    "here",
    "hers",
    "herself",
    "hes",
    "him",
    "himself",
    "his",
    "how",
    "i",
    "id",
    "if",
    "ill",
    "im",
    "in",
    "into",
    "is",
    "it",
    "itd",
    "itll",
    "its",
    "itself",
    "ive",
    "just",
    "may",
    "me",
    "might",
    "mine",
    "more",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "of",
    "on",
    "one",
    "or",
    "other",
    "others",
    "our",
    "ours",
    "ourselves",
    "own",
    "quite",
    "rather",
    "really",
    "s",
    "same",
    "shall",
    "she",
    "shed",
    "shes",
    "should",
    "shouldve",
    "since",
    "so",
    "some",
    "someone",
    "something",
    "somewhat",
    "such",
    "t",
    "than",
    "that",
    "thats",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "theres",
    "these",
    "they",
    "theyd",
    "theyre",
    "theyve",
    "thing",
    "things",
    "this",
    "those",
    "though",
    "through",
    "to",
    "too",
    "u",
    "until",
    "upon",
    "us",
    "very",
    "via",
    "was",
    "we",
    "wed",
    "well",
    "were",
    "weve",
    "what",
    "whats",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "wouldve",
    "yet",
    "you",
    "youd",
    "your",
    "youre",
    "yours",
    "yourself",
    "youve",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_sorted_and_folded() {
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(FUNCTION_WORDS.iter().all(|word| fold(word) == **word));
    }

    #[test]
    fn folding_makes_spellings_equal() {
        assert_eq!(fold("Situação"), "situacao");
        assert_eq!(fold("ＳＴＡＲ："), "star:");
        assert_eq!(fold("didn’t"), "didn't");
        assert_eq!(fold("상황"), "상황");
    }

    #[test]
    fn tokens_are_stems_with_their_place() {
        let text = "I wasn't negotiating: 3.5 days’ work";
        let stems: Vec<_> = tokens(text).into_iter().map(|t| t.stem).collect();
        assert_eq!(stems, ["i", "was", "not", "negoti", "3.5", "day", "work"]);
        let all = tokens(text);
        assert_eq!(&text[all[3].start..all[3].end], "negotiating");
    }

    #[test]
    fn unspaced_scripts_yield_pairs() {
        let stems: Vec<_> = tokens("我们失败").into_iter().map(|t| t.stem).collect();
        assert_eq!(stems, ["我们", "们失", "失败"]);
    }

    #[test]
    fn slugs_have_no_white_space() {
        assert_eq!(slug("Story 1: “Don’t ship” it!", 4), "story-1-dont-ship");
        assert_eq!(slug("…", 4), "untitled");
    }
}
