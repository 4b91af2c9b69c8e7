fn main() {
    let a = std::env::args().nth(1).unwrap();

    let mut st = vec![];
    let mut pr = vec![];
    for f in storyfit::corpus::scan(a.as_ref()).unwrap() {
        let d = storyfit::corpus::read(&f);
        st.extend(d.stories);
        pr.extend(d.problems);
    }
    println!("{}", serde_json::json!({"stories":st,"problems":pr}));
}
