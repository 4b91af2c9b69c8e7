//! A folded word → its stem.
//!
//! Enters: one word in lower case. Leaves: the stem by which it is looked up: English Snowball (Porter 2),
//! after British spellings are made American, and with a list of words that it would throw together with
//! others of another meaning.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::LazyLock;

use foldhash::HashMap;

static STEMMER: LazyLock<frostem::Stemmer> =
    LazyLock::new(|| frostem::Stemmer::new(frostem::Algorithm::English));

/// [`APART`] by word.
static OWN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| APART.iter().copied().collect());

/// [`SPELLINGS`] by word.
static AMERICAN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| SPELLINGS.iter().copied().collect());

/// Most words whose stems a thread remembers.
const REMEMBERED: usize = 1 << 14;

thread_local! {
    /// Stems found before: few words make up most of any text, and stemming is most of the work on it.
    static SEEN: RefCell<HashMap<String, String>> = RefCell::default();
}

/// The stem of a folded word.
#[must_use]
pub fn stem(word: &str) -> String {
    SEEN.with_borrow_mut(|seen| {
        if let Some(stem) = seen.get(word) {
            return stem.clone();
        }
        let stem = match OWN.get(word) {
            Some(stem) => (*stem).to_owned(),
            None => STEMMER.stem(&american(word)).into_owned(),
        };
        if seen.len() == REMEMBERED {
            seen.clear();
        }
        seen.insert(word.to_owned(), stem.clone());
        stem
    })
}

/// American spelling: `organise`, `analyse`, `behaviour`, `programme` and their inflections.
///
/// Words that are spelt with `s` everywhere (`advise`) change as well; they do so in every text alike.
fn american(word: &str) -> Cow<'_, str> {
    const S_TO_Z: [&str; 10] = ["e", "ed", "es", "er", "ers", "ing", "ation", "ations", "ational", "able"];
    const OUR: [&str; 8] = ["", "s", "ed", "ing", "able", "al", "ite", "ful"];
    for (from, to, endings) in
        [("is", "iz", &S_TO_Z[..]), ("ys", "yz", &S_TO_Z[..6]), ("our", "or", &OUR[..])]
    {
        // most words hold none of the three
        if !word.contains(from) {
            continue;
        }
        for ending in endings {
            if let Some(stem) = word.strip_suffix(ending).and_then(|w| w.strip_suffix(from))
                && stem.len() >= 4
            {
                return Cow::Owned(format!("{stem}{to}{ending}"));
            }
        }
    }
    Cow::Borrowed(AMERICAN.get(word).copied().unwrap_or(word))
}

/// Single words with two spellings, sorted.
const SPELLINGS: &[(&str, &str)] = &[
    ("ageing", "aging"),
    ("catalogue", "catalog"),
    ("catalogues", "catalogs"),
    ("centre", "center"),
    ("centres", "centers"),
    ("defence", "defense"),
    ("enrol", "enroll"),
    ("enrolment", "enrollment"),
    ("favour", "favor"),
    ("favoured", "favored"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("grey", "gray"),
    ("honour", "honor"),
    ("honoured", "honored"),
    ("judgement", "judgment"),
    ("judgements", "judgments"),
    ("labour", "labor"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("maths", "math"),
    ("offence", "offense"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("rumour", "rumor"),
    ("rumours", "rumors"),
    ("sceptic", "skeptic"),
    ("sceptical", "skeptical"),
    ("scepticism", "skepticism"),
    ("sceptics", "skeptics"),
    ("skilful", "skillful"),
    ("theatre", "theater"),
    ("tyre", "tire"),
    ("tyres", "tires"),
];

/// Words that the stemmer would take for others ("manager" for "managed", "customer" for "custom"), with
/// a stem of their own; sorted.
const APART: &[(&str, &str)] = &[
    ("accountability", "accountable"),
    ("accountable", "accountable"),
    ("assistant", "assistant"),
    ("assistants", "assistant"),
    ("authorities", "authority"),
    ("authority", "authority"),
    ("candidate", "candidate"),
    ("candidates", "candidate"),
    ("conversation", "conversation"),
    ("conversations", "conversation"),
    ("critical", "critical"),
    ("critically", "critical"),
    ("customer", "customer"),
    ("customers", "customer"),
    ("direction", "direction"),
    ("directions", "direction"),
    ("director", "director"),
    ("directors", "director"),
    ("easily", "easi"),
    ("engine", "engine"),
    ("engines", "engine"),
    ("exceptional", "exceptional"),
    ("exceptionally", "exceptional"),
    ("executive", "executive"),
    ("executives", "executive"),
    ("experiment", "experiment"),
    ("experimental", "experiment"),
    ("experimentation", "experiment"),
    ("experimented", "experiment"),
    ("experimenting", "experiment"),
    ("experiments", "experiment"),
    ("hospitality", "hospitality"),
    ("importance", "important"),
    ("important", "important"),
    ("importantly", "important"),
    ("informal", "informal"),
    ("informally", "informal"),
    ("initiative", "initiative"),
    ("initiatives", "initiative"),
    ("internal", "internal"),
    ("internally", "internal"),
    ("international", "international"),
    ("lately", "lately"),
    ("majority", "majority"),
    ("management", "management"),
    ("manager", "manager"),
    ("managers", "manager"),
    ("meeting", "meeting"),
    ("meetings", "meeting"),
    ("minority", "minority"),
    ("morale", "morale"),
    ("objection", "objection"),
    ("objections", "objection"),
    ("objective", "objective"),
    ("objectives", "objective"),
    ("observability", "observability"),
    ("performance", "performance"),
    ("performances", "performance"),
    ("personal", "personal"),
    ("personalities", "personality"),
    ("personality", "personality"),
    ("personally", "personal"),
    ("politics", "politics"),
    ("positive", "positive"),
    ("positively", "positive"),
    ("practical", "practical"),
    ("practically", "practical"),
    ("presentation", "presentation"),
    ("presentations", "presentation"),
    ("production", "production"),
    ("productive", "productive"),
    ("productivity", "productive"),
    ("relative", "relative"),
    ("relatively", "relative"),
    ("relatives", "relative"),
    ("resourceful", "resourceful"),
    ("resourcefulness", "resourceful"),
    ("responsibilities", "responsible"),
    ("responsibility", "responsible"),
    ("responsible", "responsible"),
    ("several", "several"),
    ("statement", "statement"),
    ("statements", "statement"),
    ("succession", "succession"),
    ("underperformance", "underperform"),
    ("unite", "unite"),
    ("united", "unite"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(APART.is_sorted_by(|a, b| a.0 < b.0));
        assert!(SPELLINGS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn both_spellings_have_one_stem() {
        for (british, other) in [
            ("organisation", "organization"),
            ("prioritised", "prioritize"),
            ("analysing", "analyze"),
            ("behavioural", "behavioral"),
            ("programmes", "program"),
            ("sceptical", "skeptical"),
        ] {
            assert_eq!(stem(british), stem(other), "{british}");
        }
    }

    #[test]
    fn words_of_other_meaning_keep_apart() {
        for (a, b) in [
            ("manager", "managed"),
            ("customer", "custom"),
            ("performance", "performed"),
            ("experiments", "experience"),
            ("responsibility", "response"),
            ("personal", "person"),
        ] {
            assert_ne!(stem(a), stem(b), "{a}");
        }
        assert_eq!(stem("managers"), stem("manager"));
    }
}
