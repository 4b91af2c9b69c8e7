//! Results → neutral facts, the same for every output format.

pub mod answer;
pub mod competencies;
pub mod doctor;
pub mod listing;
pub mod map;
pub mod questions;

/// Version of the JSON objects; raised when a key is renamed or removed.
pub const SCHEMA_VERSION: u32 = 1;

/// A number for people and files: six decimals.
#[must_use]
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e6).round() / 1e6
}
