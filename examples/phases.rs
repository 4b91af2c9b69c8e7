use std::time::Instant;
fn main(){ let c=std::path::PathBuf::from("/tmp/k1"); 
for _ in 0..4 {
let t=Instant::now(); let f=storyfit::corpus::scan(&c).unwrap(); eprint!("scan {:?} ",t.elapsed());
let t=Instant::now(); let l=storyfit::lexicon::Lexicon::load(None).unwrap(); eprint!("lexicon {:?} ",t.elapsed());
let t=Instant::now(); let b=storyfit::bank::Bank::open(&storyfit::bank::Place{corpus:c.clone(),index:"/tmp/k1i".into()},false).unwrap(); eprint!("open all {:?} ",t.elapsed());
let w=storyfit::report::answer::Wanted{limit:5,min_fit:0.03,theme:None,section:None,explain:false};
let t=Instant::now(); let q=b.ranker.question("Tell me about a time you disagreed with your manager").unwrap(); eprint!("question {:?} ",t.elapsed());
let t=Instant::now(); let r=b.ranker.rank(&q).unwrap(); eprint!("rank {:?} {} ",t.elapsed(),r.scored.len());
let t=Instant::now(); let a=storyfit::report::answer::answer(&b.ranker,"Tell me about a time you disagreed with your manager",None,&w).unwrap(); eprintln!("answer {:?} {}",t.elapsed(),a.results.len());
let _=(f,l);
}}
