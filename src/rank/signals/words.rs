//! Words of the question in the story's sections (BM25F), in [0, 1].

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.matches.words.get(scene.number).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn words_of_the_question_count_in_any_inflection() {
        let asked = "Have you worked with winches?";
        let with = story("## A", "I took the winch apart and greased the winch.", "It turns.");
        let without = story("## A", "I took the lamp apart and greased the hinge.", "It turns.");
        assert!(value("words", asked, &with) > 0.2);
        assert!(value("words", asked, &without).abs() < f32::EPSILON);
    }
}
