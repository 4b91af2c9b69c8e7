//! How likely any story is to answer the question: stories of some kinds are in every bank, and a
//! question that asks for much at once is answered by few. Equal for all stories; it moves the fit, not
//! the order.

use super::Scene;

/// 0 for a kind that few have, 1 for one that most have.
pub(super) fn common(scene: &Scene<'_>) -> f32 {
    (scene.question.common - 1.0) / 3.0
}

/// The number of words that decide, in natural logarithm of one more.
pub(super) fn specific(scene: &Scene<'_>) -> f32 {
    (1.0 + scene.question.terms.len() as f32).ln()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn usual_questions_are_common_and_long_ones_specific() {
        let notes = story("## A", "I spliced the rope.", "It held.");
        let value = |signal: &str, asked: &str| value(signal, asked, &notes);
        assert!(
            value("common", "Tell me about a problem you solved")
                > value("common", "Tell me about a presentation")
        );
        let long = "Tell me about a presentation to sceptical fishermen in a foreign harbour";
        assert!(value("specific", long) > value("specific", "Tell me about a presentation"));
    }
}
