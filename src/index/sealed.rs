//! JSON that says itself whether it is whole: its first key is the hash of the rest.
//!
//! Enters: a value. Leaves: one line of JSON, `{"check":"…",…}`. A byte more, less or other than what was
//! written is noticed when it is read. The form never changes, so that a later build's files are told
//! from damaged ones.

use serde::Serialize;
use serde::de::DeserializeOwned;

const HEAD: &str = "{\"check\":\"";
const HASH: usize = blake3::OUT_LEN * 2;

/// The value, a struct with at least one field, as sealed JSON.
///
/// # Errors
/// The value has no such form.
pub(super) fn seal<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let body = serde_json::to_string(value)?;
    let hash = blake3::hash(body.as_bytes()).to_hex();
    Ok(format!("{HEAD}{hash}\",{}\n", body.strip_prefix('{').unwrap_or(&body)))
}

/// The JSON that was sealed; none where it is not whole.
pub(super) fn unseal(text: &str) -> Option<String> {
    let (hash, rest) = text.strip_prefix(HEAD)?.split_at_checked(HASH)?;
    let body = format!("{{{}", rest.strip_prefix("\",")?.strip_suffix('\n')?);
    (blake3::hash(body.as_bytes()).to_hex().as_str() == hash).then_some(body)
}

/// The value that was sealed; none where it is not whole or has another form.
pub(super) fn open<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(&unseal(text)?).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Value {
        number: u32,
        text: String,
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        let value = Value { number: 3, text: "Käse".to_owned() };
        let text = seal(&value).unwrap();
        assert_eq!(open::<Value>(&text), Some(value));
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        for at in 0..text.len() {
            assert_eq!(text.get(..at).and_then(unseal), None, "cut at {at}");
            for bit in [1, 0x20, 0x80] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= bit;
                assert_eq!(std::str::from_utf8(&bytes).ok().and_then(unseal), None, "byte {at}");
            }
        }
    }

    #[test]
    fn keys_of_a_later_build_are_no_damage() {
        let text = seal(&serde_json::json!({ "number": 3, "text": "x", "later": [1] })).unwrap();
        assert_eq!(open::<Value>(&text).unwrap().number, 3);
    }
}
