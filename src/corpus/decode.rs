//! Bytes → text.
//!
//! Enters: the bytes of a file. Leaves: its text with `\n` line ends and composed letters, and how it
//! was decoded where that was a guess. Deliberately absent: what the text means.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Bytes → text with `\n` line ends. The messages say what was not plain UTF-8 or UTF-16.
pub(super) fn decode(bytes: &[u8]) -> (String, Vec<String>) {
    let mut odd = Vec::new();
    let text = if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, lossy) = encoding.decode(bytes);
        odd.extend(lossy.then(|| format!("holds bytes that are no {} and were replaced", encoding.name())));
        text
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Cow::Borrowed(text)
    } else {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
        let (text, _, lossy) = encoding.decode(bytes);
        let certain = if lossy { ", with bytes that could not be read replaced" } else { "" };
        odd.push(format!(
            "is not UTF-8; it was read as {}{certain}; save it as UTF-8 to be sure",
            encoding.name()
        ));
        text
    };
    if text.contains('\0') {
        odd.push("holds NUL characters, which were read as spaces".to_owned());
    }
    let text = text.replace("\r\n", "\n");
    if text.contains('\r') {
        odd.push("holds carriage returns inside of lines, which were read as spaces".to_owned());
    }
    if text.contains(['\0', '\r']) { (text.replace(['\0', '\r'], " "), odd) } else { (text, odd) }
}

/// The text with composed letters.
pub(super) fn compose(text: String) -> String {
    if text.is_ascii() { text } else { text.nfc().collect() }
}

/// Whether the bytes are no text at all: a NUL byte near the start, and no mark of UTF-16.
pub(super) fn looks_binary(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    !utf16 && bytes.iter().take(8192).any(|b| *b == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, odd: Option<&str>) {
        let (found, messages) = decode(bytes);
        assert_eq!(compose(found), text);
        assert_eq!(messages.len(), usize::from(odd.is_some()), "{messages:?}");
        assert!(messages.iter().all(|message| odd.is_some_and(|odd| message.contains(odd))), "{messages:?}");
    }

    #[test]
    fn utf8_with_and_without_mark() {
        check("Käse\n".as_bytes(), "Käse\n", None);
        check("\u{feff}Käse".as_bytes(), "Käse", None);
        // letters in two parts are composed
        check("Ka\u{308}se".as_bytes(), "Käse", None);
    }

    #[test]
    fn utf16_with_mark() {
        let little: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("Käse".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain("Käse".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        check(&little, "Käse", None);
        check(&big, "Käse", None);
        assert!(!looks_binary(&little) && !looks_binary(&big));
    }

    #[test]
    fn a_mark_alone_or_cut_short_does_no_harm() {
        check(&[0xFF, 0xFE], "", None);
        check(&[0xFF, 0xFE, 0x41], "\u{fffd}", Some("replaced"));
        check(&[0xEF, 0xBB, 0xBF, 0xFF], "\u{fffd}", Some("replaced"));
    }

    #[test]
    fn legacy_encodings_are_told() {
        check(
            b"Ergebnis: die K\xE4ufer blieben, gro\xDFes Gl\xFCck f\xFCr uns",
            "Ergebnis: die Käufer blieben, großes Glück für uns",
            Some("windows-1252"),
        );
    }

    #[test]
    fn line_ends_become_one() {
        check(b"a\r\nb", "a\nb", None);
        check(b"a\r\nb\rc", "a\nb c", Some("carriage returns"));
        check(b"a\0b", "a b", Some("NUL"));
    }

    #[test]
    fn a_nul_byte_makes_a_binary() {
        assert!(looks_binary(b"PNG\0\0"));
        assert!(!looks_binary("plain".as_bytes()));
    }
}
