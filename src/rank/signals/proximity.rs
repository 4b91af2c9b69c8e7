//! Neighbouring words of the question that stand near each other in a section, in [0, 1].

use super::Scene;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    scene.matches.proximity.get(scene.number).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn words_side_by_side_are_nearer_than_words_apart() {
        let asked = "Tell me about a rusty winch";
        let near = story(
            "## A",
            "The rusty winch was taken apart on the stones and cleaned with sand all day.",
            "Done.",
        );
        let apart = story(
            "## A",
            "The rusty bolts were taken apart on the stones, cleaned with sand, then the winch.",
            "Done.",
        );
        assert!(value("proximity", asked, &near) > value("proximity", asked, &apart));
    }
}
