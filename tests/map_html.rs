//! The map's page: what stands on it without a script, that text of documents stays text, that its
//! colours can be read, and, where Chromium is installed, that it can be used.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "says why a browser test was passed over")]

mod devtools;
mod map_page;

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine as _;
use devtools::Browser;
use map_page::map;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use storyfit::rank::fit::STRETCH;
use storyfit::render::map_html::page;
use storyfit::report::map::MapReport;

const STYLE: &str = include_str!("../templates/map.css");
const SCRIPT: &str = include_str!("../templates/map.js");

/// Text that a careless page would run, follow or be broken by.
const HOSTILE: &str = "</script></style><script>window.bad=1</script><img src=x onerror=\"window.bad=1\">\
    <a href='javascript:window.bad=1'>&lt;click&gt;</a> [x](javascript:alert(1)) {{ 7*7 }} \u{2028}\u{202e}--><!--";

#[test]
fn the_plain_page_holds_every_question_story_and_fit() {
    let map = map(12, 24);
    let page = page(&map);
    let rows = page.matches("<tr id=\"q").count();
    assert_eq!(rows, 24);
    assert_eq!(page.matches("<details class=\"story\">").count(), 12);
    for (number, question) in map.questions.iter().enumerate() {
        let sheet = between(&page, &format!("<tr id=\"q{number}\""), "</tr>");
        assert!(sheet.contains(&escaped(&question.text)), "{sheet}");
        for choice in question.chosen.iter().chain(&question.backups) {
            assert!(sheet.contains(&escaped(&map.stories[choice.story].title)), "{sheet}");
            assert!(sheet.contains(&format!("<b>{}</b>", (choice.fit * 100.0 + 1e-5) as u32)), "{sheet}");
        }
        let grid = between(&page, &format!("<tr data-q=\"{number}\"><th"), "</tr>");
        let shown: Vec<&str> = grid
            .split("<td")
            .skip(1)
            .map(|cell| between(cell, ">", "</td>").trim_start_matches('>'))
            .collect();
        let mut shown: Vec<String> = shown.into_iter().map(str::to_owned).collect();
        let mut fits: Vec<String> = map.matrix.as_ref().unwrap()[number]
            .iter()
            .map(|fit| (fit * 100.0 + 1e-5) as u32)
            .map(|fit| if fit < (STRETCH * 100.0) as u32 { String::new() } else { fit.to_string() })
            .collect();
        shown.sort();
        fits.sort();
        assert_eq!(shown, fits);
    }
    for story in &map.stories {
        for section in &story.sections {
            assert!(page.contains(&escaped(&section.text)));
        }
    }
}

#[test]
fn text_of_documents_stays_text() {
    let page = page(&hostile());
    assert!(!page.contains("window.bad=1</script>"));
    assert!(!page.contains("<img"));
    assert!(!page.contains("href='javascript"));
    let body = page.replace(SCRIPT, "").replace(STYLE, "");
    let tags = body.matches("<script").count() + body.matches("<style").count();
    assert_eq!(tags, 2, "only the page's own script and style");
    for address in body.split(" href=\"").skip(1).chain(body.split(" src=\"").skip(1)) {
        assert!(address.starts_with('#'), "{}", address.chars().take(40).collect::<String>());
    }
}

#[test]
fn nothing_is_fetched() {
    let page = page(&map(3, 4));
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    assert!(policy.contains("default-src 'none'"));
    assert!(!policy.contains("unsafe") && !policy.contains("http:") && !policy.contains("https:"));
    let asset = ["<link", "<img", "<iframe", "<object", "@import", "url(", "src=\"", "fetch(", "XMLHttp"];
    for asset in asset {
        assert!(!page.contains(asset), "{asset}");
    }
}

/// A change of the style or script needs its new hash in `map_html.rs`; the message holds it.
#[test]
fn the_content_policy_names_the_style_and_the_script() {
    let page = page(&map(1, 1));
    for (name, text) in [("style", STYLE), ("script", SCRIPT)] {
        let digest = Sha256::digest(text.replace("\r\n", "\n"));
        let hash = base64::engine::general_purpose::STANDARD.encode(digest);
        assert!(page.contains(&format!("{name}-src 'sha256-{hash}'")), "{name}: sha256-{hash}");
    }
}

#[test]
fn small_and_odd_maps_make_a_page() {
    let empty = map(0, 0);
    assert!(page(&empty).contains("The bank holds no story"));
    assert!(page(&map(0, 3)).contains("id=\"q2\""));
    let mut bare = map(4, 6);
    bare.matrix = None;
    assert!(!page(&bare).contains("id=\"grid\""));
    let mut short = map(4, 6);
    short.matrix = Some(vec![vec![0.5]]);
    short.questions[0].chosen.as_mut().unwrap().story = 99;
    short.coverage[0].target = 0;
    assert!(page(&short).contains("id=\"grid\""));
}

#[test]
fn a_grid_too_large_for_a_browser_keeps_the_most_useful_stories() {
    let page = page(&map(400, 200));
    assert!(page.contains("the 300 stories that serve the most questions stand here, 100 others do not"));
}

#[test]
fn the_same_map_makes_the_same_bytes() {
    assert_eq!(page(&map(20, 30)), page(&map(20, 30)));
}

/// WCAG 2.2, success criteria 1.4.3 (text, 4.5 to 1) and 1.4.11 (what is no text, 3 to 1).
#[test]
fn every_pair_of_colours_has_the_contrast_of_aa() {
    let mut text = vec![
        ("ink", "ground"),
        ("ink", "card"),
        ("soft", "ground"),
        ("soft", "card"),
        ("soft", "stretch"),
        ("ink", "stretch"),
        ("accent", "ground"),
        ("accent", "card"),
        ("accent", "stretch"),
        ("on-accent", "accent"),
        ("on-strong", "strong"),
        ("on-workable", "workable"),
        ("on-stretch", "stretch"),
        ("on-gap", "gap"),
        ("warn", "ground"),
    ];
    let steps: Vec<(String, String)> = (1..=8).map(|n| (format!("t{n}"), format!("f{n}"))).collect();
    text.extend(steps.iter().map(|(t, f)| (t.as_str(), f.as_str())));
    let shapes = [
        ("edge", "ground"),
        ("edge", "card"),
        ("ring", "ground"),
        ("ring", "card"),
        ("mark", "ground"),
        ("strong", "ground"),
        ("gap-fill", "ground"),
    ];
    for (scheme, palette) in palettes() {
        for (pairs, least) in [(text.as_slice(), 4.5), (shapes.as_slice(), 3.0)] {
            for (front, back) in pairs {
                let ratio = contrast(&palette[*front], &palette[*back]);
                assert!(ratio >= least, "{scheme}: {front} on {back} is {ratio:.2} to 1, not {least}");
            }
        }
    }
}

#[test]
fn a_page_can_be_used_in_a_browser() {
    let Some(mut browser) = Browser::start() else {
        eprintln!("no Chromium is installed, so the map's page was not tried in a browser");
        return;
    };
    let file = written("map-64x60.html", &map(64, 60));
    browser.open(&file, 1440, 1000);
    let shown = "document.querySelectorAll('#sheet-table tr[data-q]:not([hidden])').length";
    assert_eq!(browser.eval(shown), 60);

    // filters act on the sheet and the heat map alike
    browser.click("#find");
    browser.write("tight deadline");
    let found = browser.eval(shown).as_u64().unwrap();
    assert!(found > 0 && found < 60, "{found}");
    assert_eq!(browser.eval("document.querySelectorAll('#grid tr[data-q]:not([hidden])').length"), found);
    browser.click("#reset");
    assert_eq!(browser.eval(shown), 60);
    browser.eval("{ const c = document.getElementById('competency'); c.selectedIndex = 1; c.dispatchEvent(new Event('input', {bubbles: true})); }");
    let of_one = browser.eval(shown).as_u64().unwrap();
    assert!(of_one > 0 && of_one < 60, "{of_one}");
    browser.click("#reset");
    browser.click("#find");
    browser.write("told him in private");
    assert_eq!(browser.eval(shown), 0, "reasons are not searched");
    assert_eq!(browser.eval("document.querySelector('.empty').getClientRects().length"), 1);
    browser.click("#reset");
    browser.click(".chip input[value=gap]");
    assert_eq!(
        browser.eval("document.querySelectorAll('#sheet-table tr[data-level=gap]:not([hidden])').length"),
        0
    );
    browser.click("#reset");

    // order
    browser.eval("{ const c = document.getElementById('sort'); c.value = 'fit'; c.dispatchEvent(new Event('input', {bubbles: true})); }");
    let fits = browser
        .eval("[...document.querySelectorAll('#sheet-table tr[data-q]')].map(row => +row.dataset.fit)");
    let fits: Vec<f64> = fits.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert!(fits.len() == 60 && fits.is_sorted_by(|a, b| a >= b));
    let of_grid = "[...document.querySelectorAll('#grid tr[data-q]')].map(row => row.dataset.q).join()";
    let of_sheet =
        "[...document.querySelectorAll('#sheet-table tr[data-q]')].map(row => row.dataset.q).join()";
    assert_eq!(browser.eval(of_grid), browser.eval(of_sheet));
    browser.click("#reset");
    assert_eq!(browser.eval("document.querySelector('#sheet-table tr[data-q]').dataset.q"), "0");

    // arrow keys, Enter and Escape
    browser.eval("document.querySelector('#grid td[tabindex=\"0\"]').focus()");
    let place = "(() => { const cell = document.activeElement; return [cell.parentNode.dataset.q, cell.cellIndex]; })()";
    assert_eq!(browser.eval(place), json!(["0", 1]));
    for key in ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowDown", "ArrowUp"] {
        browser.press(key);
    }
    assert_eq!(browser.eval(place), json!(["1", 2]));
    let label = browser.eval("document.activeElement.getAttribute('aria-label')");
    browser.press("Enter");
    assert_eq!(browser.eval("document.getElementById('panel').open"), true);
    let title = browser.eval("document.getElementById('panel-title').textContent");
    assert!(label.as_str().unwrap().contains(title.as_str().unwrap()), "{label} {title}");
    assert!(browser.eval("document.querySelectorAll('#panel .part').length").as_u64().unwrap() > 0);
    browser.press("Escape");
    assert_eq!(browser.eval("document.getElementById('panel').open"), false);
    assert_eq!(browser.eval(place), json!(["1", 2]), "the focus comes back");

    // a click on a cell shows the section that answers
    browser.click("#grid td.c");
    assert_eq!(browser.eval("document.getElementById('panel').open"), true);
    assert_eq!(browser.eval("document.activeElement.id"), "close");
    assert!(browser.eval("document.querySelectorAll('#panel .answers').length").as_u64().unwrap() > 0);
    browser.click("#close");
    browser.click("#grid tbody a");
    assert!(browser.eval("document.querySelectorAll('#panel .ranked li').length").as_u64().unwrap() > 0);
    browser.press("Escape");
    browser.click("#sheet-table a.told");
    assert_eq!(browser.eval("document.getElementById('panel').open"), true);
    assert_eq!(browser.trouble(), Vec::<String>::new());
}

#[test]
fn nothing_is_wider_than_a_phone() {
    let Some(mut browser) = Browser::start() else {
        eprintln!("no Chromium is installed, so the map's page was not tried on a phone's width");
        return;
    };
    let file = written("map-40x200.html", &map(40, 200));
    let mut odd = map(5, 6);
    odd.stories[0].title = "a".repeat(300);
    odd.questions[0].text = "b".repeat(300);
    let odd = written("map-odd.html", &odd);
    for file in [file, odd] {
        for width in [320, 390, 1440] {
            browser.open(&file, width, 844);
            let wide = browser.eval("document.documentElement.scrollWidth").as_u64().unwrap();
            assert!(wide <= width.into(), "{wide} px of {width}");
        }
    }
    browser.open(&written("map-40x200.html", &map(40, 200)), 390, 844);
    assert_eq!(
        browser.eval("(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroll'))"),
        true
    );
    assert_eq!(browser.trouble(), Vec::<String>::new());
}

#[test]
fn hostile_text_does_nothing_in_a_browser() {
    let Some(mut browser) = Browser::start() else {
        eprintln!("no Chromium is installed, so hostile text was not tried in a browser");
        return;
    };
    browser.open(&written("map-hostile.html", &hostile()), 1440, 1000);
    browser.click("#grid td.c");
    assert_eq!(browser.eval("document.getElementById('panel-title').textContent"), HOSTILE);
    assert_eq!(browser.eval("window.bad === undefined"), true);
    assert_eq!(browser.eval("document.querySelectorAll('img, a[href^=javascript]').length"), 0);
    assert_eq!(browser.eval("[...document.links].every(a => a.getAttribute('href').startsWith('#'))"), true);
    assert_eq!(browser.trouble(), Vec::<String>::new());
}

#[test]
fn without_a_script_the_tables_stand_and_stories_open() {
    let Some(mut browser) = Browser::start() else {
        eprintln!("no Chromium is installed, so the page was not tried without its script");
        return;
    };
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(&written("map-plain.html", &map(12, 24)), 390, 844);
    let seen = "[...document.querySelectorAll('#sheet-table tr[data-q], #grid tr[data-q]')].filter(row => row.getClientRects().length).length";
    assert_eq!(browser.eval(seen), 48);
    assert_eq!(browser.eval("document.getElementById('tools').getClientRects().length"), 0);
    browser.click("#stories summary");
    assert_eq!(browser.eval("document.querySelector('#stories details').open"), true);
}

#[test]
fn sixty_questions_print_on_one_page() {
    let Some(mut browser) = Browser::start() else {
        eprintln!("no Chromium is installed, so the page was not printed");
        return;
    };
    let mut map = map(64, 60);
    map.plan = None;
    browser.open(&written("map-print.html", &map), 1440, 1000);
    for (name, width, height) in [("A4", 8.27, 11.69), ("Letter", 8.5, 11.0)] {
        let paper = json!({"paperWidth": width, "paperHeight": height, "preferCSSPageSize": false,
            "marginTop": 0.315, "marginBottom": 0.315, "marginLeft": 0.315, "marginRight": 0.315});
        let pdf = browser.call("Page.printToPDF", paper)["data"].as_str().unwrap().to_owned();
        let pdf = base64::engine::general_purpose::STANDARD.decode(pdf).unwrap();
        std::fs::write(place(&format!("map-{name}.pdf")), &pdf).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        let pages = text.matches("/Type /Page\n").count();
        assert_eq!(pages, 1, "{name}");
    }
}

/// A map whose every text is hostile.
fn hostile() -> MapReport {
    let mut map = map(5, 8);
    let hostile = || HOSTILE.to_owned();
    map.corpus = hostile();
    for story in &mut map.stories {
        (story.title, story.path, story.theme) = (hostile(), hostile(), Some(hostile()));
        story.prompts = vec![hostile()];
        story.sections.iter_mut().for_each(|section| section.text = hostile());
    }
    for question in &mut map.questions {
        (question.text, question.id) = (hostile(), hostile());
        (question.group, question.note) = (Some(hostile()), Some(hostile()));
        question.competencies = vec![hostile()];
        let choices = question.chosen.iter_mut().chain(&mut question.backups).chain(&mut question.nearest);
        choices.for_each(|choice| choice.why = hostile());
    }
    map.coverage.iter_mut().for_each(|coverage| coverage.name = hostile());
    map.gaps.iter_mut().for_each(|gap| gap.competency = hostile());
    map.problems.iter_mut().for_each(|p| (p.path, p.message) = (hostile(), hostile()));
    for round in map.plan.iter_mut().flat_map(|plan| &mut plan.rounds) {
        round.name = hostile();
        round.needs.iter_mut().for_each(|need| need.about = hostile());
    }
    map
}

/// Where pages are kept for people to look at.
fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn written(name: &str, map: &MapReport) -> PathBuf {
    let file = place(name);
    std::fs::write(&file, page(map)).unwrap();
    file
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}"));
    let rest = &text[start + from.len()..];
    &rest[..rest.find(to).unwrap_or_else(|| panic!("no {to} after {from}"))]
}

/// As the template escapes.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '"' | '\'' => out.push_str(&format!("&#{};", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// The colours of the light and the dark page, by name.
fn palettes() -> [(&'static str, BTreeMap<String, String>); 2] {
    let colours = |block: &str| -> BTreeMap<String, String> {
        block
            .split(';')
            .filter_map(|line| line.split_once(':'))
            .filter_map(|(name, value)| Some((name.trim().strip_prefix("--")?, value.trim())))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let light = colours(between(STYLE, ":root {", "}"));
    let dark = colours(between(between_from(STYLE, "prefers-color-scheme: dark"), ":root {", "}"));
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>());
    [("light", light), ("dark", dark)]
}

fn between_from<'a>(text: &'a str, from: &str) -> &'a str {
    &text[text.find(from).unwrap()..]
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
