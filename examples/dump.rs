//! Prints what is read from a corpus as JSON. A throw-away tool until `storyfit stories` is there.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a throw-away tool")]

fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let mut stories = vec![];
    let mut problems = vec![];
    for file in storyfit::corpus::scan(folder.as_ref()).unwrap() {
        let document = storyfit::corpus::read(&file);
        stories.extend(document.stories);
        problems.extend(document.problems);
    }
    println!("{}", serde_json::json!({ "stories": stories, "problems": problems }));
}
