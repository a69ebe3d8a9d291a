//! The report: its text, and, where Chromium is installed, what a reader meets in a browser.

// The other helpers are for other tests.

use crate::support::browser::Browser;
use crate::support::random::Random;
use assert_cmd::Command;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use forgetting::ledger::{Ledger, shipped_claim_files};
use forgetting::model::{Scenario, Separation, TwoModes, Weight};
use forgetting::objective::{ForwardKl, Objective, ReverseKl};
use forgetting::report::{Reproduction, reproduce};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

/// What the page says of its numbers: nine digits or more.
const NINE_DIGITS: f64 = 1e-9;

struct Folder {
    home: TempDir,
    page: String,
}

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let home = tempfile::tempdir().expect("a folder");
    let request = Reproduction {
        scenario: Scenario::find("moderate").expect("shipped"),
        only: None,
        paper: false,
    };
    reproduce(&request, home.path()).expect("written");
    let page = std::fs::read_to_string(home.path().join("report.html")).expect("written");
    Folder { home, page }
});

fn path() -> PathBuf {
    FOLDER.home.path().join("report.html")
}

/// Values of an attribute, in order.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn the_page_is_one_small_file_without_a_network() {
    let page = &FOLDER.page;
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    for word in [
        "http-equiv",
        "<link",
        "<iframe",
        "@import",
        " src=\"",
        "url(http",
        "fetch(",
        "XMLHttpRequest",
    ] {
        assert!(!page.contains(word), "{word}");
    }
    // Letters of base64 spell any short word.
    let (before, library) = page
        .split_once("<script id=\"library\"")
        .expect("the library");
    let (_, after) = library.split_once("</script>").expect("its end");
    for part in [before, after] {
        assert!(!part.contains("NaN") && !part.contains("undefined"));
    }
}

#[test]
fn every_anchor_leads_somewhere() {
    let page = &FOLDER.page;
    let ids: BTreeSet<&str> = attributes(page, "id").into_iter().collect();
    let links = attributes(page, "href");
    assert!(links.len() > 100, "{}", links.len());
    for link in links {
        let target = link
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{link} leaves the page"));
        assert!(ids.contains(target), "{link}");
    }
}

/// From every table and figure to its claims, and from every claim back.
#[test]
fn claims_and_their_uses_link_to_each_other() {
    let page = &FOLDER.page;
    let part = |from: &str, to: &str| -> &str {
        let start = page.find(from).unwrap_or_else(|| panic!("{from}"));
        let rest = &page[start..];
        &rest[..rest.find(to).unwrap_or_else(|| panic!("{from} {to}"))]
    };
    for entry in &forgetting::exhibit::TABLES {
        let place = part(&format!(" id=\"table-{}\"", entry.name), "</div></div>");
        let place = place.split("</li>").next().expect("a part");
        // Where each row names its own claim, the table has no list of them.
        let Some((_, own)) = place.split_once("Claims: ") else {
            continue;
        };
        let own = own.split(". ").next().expect("a list of claims");
        assert!(!attributes(own, "href").is_empty(), "{}", entry.name);
        for claim in attributes(own, "href") {
            let id = claim.trim_start_matches('#');
            let row = part(&format!("<article id=\"{id}\""), "</article>");
            assert!(
                attributes(row, "href").contains(&format!("#table-{}", entry.name).as_str()),
                "{id} {}",
                entry.name
            );
        }
    }
    for entry in forgetting::exhibit::FIGURES {
        let section = part(&format!(" id=\"figure-{}-box\"", entry.name), "</figure>");
        for claim in attributes(section, "href") {
            part(
                &format!("<article id=\"{}\"", claim.trim_start_matches('#')),
                "</article>",
            );
        }
    }
}

/// Every claim that a table or a figure names is in the ledger, and every statement of the theory is shown with its verdict.
#[test]
fn the_ledger_is_whole() {
    let page = &FOLDER.page;
    let ids: BTreeSet<&str> = attributes(page, "id").into_iter().collect();
    let scenario = Scenario::find("moderate").expect("shipped");
    let tables = forgetting::exhibit::TABLES.iter();
    let tables = tables.flat_map(|entry| entry.build(&scenario).expect("converges").claims);
    let figures = forgetting::exhibit::FIGURES.iter();
    let figures = figures.flat_map(|entry| entry.build(&scenario).expect("converges").claims);
    for claim in tables.chain(figures) {
        assert!(ids.contains(format!("claim-{claim}").as_str()), "{claim}");
    }
    let start = page.find("<section id=\"claims\"").expect("the ledger");
    let section = &page[start..start + page[start..].find("</section>").expect("closed")];
    let files = shipped_claim_files().expect("readable");
    for file in &files {
        for filed in file.claims() {
            assert!(
                section.contains(&filed.claim.conclusion().to_mathml()),
                "{}",
                filed.id
            );
        }
        for link in file.machine_checked() {
            assert!(section.contains(&format!("<code>{link}</code>")), "{link}");
        }
        let scope = file.machine_checked_scope();
        let scope = scope.map(|scope| format!("machine-checked {scope}</span>"));
        assert!(
            scope.is_none_or(|scope| section.contains(&scope)),
            "{}",
            file.id()
        );
    }
    let recorded = Ledger::recorded();
    assert!(recorded.recorded.is_some() && section.contains(&recorded.provenance()));
    let statements: usize = files.iter().map(|file| file.claims().len()).sum();
    assert_eq!(statements, recorded.entries.len());
    // Each has its sign, and each claim one for all.
    let signs = section.matches("class=\"verdict ").count();
    assert_eq!(signs, statements + files.len());
    assert!(!section.contains("not judged"));
}

/// What the first screen says is what the tables of the folder say.
#[test]
fn the_lead_says_what_was_found_and_judged() {
    let page = &FOLDER.page;
    let lead = &page[..page.find("<nav").expect("a list of sections")];
    let read = |name: &str| -> Value {
        let path = FOLDER.home.path().join(format!("tables/{name}.json"));
        serde_json::from_str(&std::fs::read_to_string(path).expect("written")).expect("JSON")
    };
    let methods = read("methods");
    let kept = |method: &str| {
        let rows = methods["rows"].as_array().expect("a list").clone();
        let row = rows.into_iter().find(|row| row["method"] == method);
        row.expect("a row")["exact"].as_f64().expect("a number")
    };
    for method in ["sft", "sft-replay", "reverse-kl", "ttt-discover", "oapl"] {
        let shown = forgetting::table::significant_digits(kept(method), 4);
        assert!(
            lead.contains(&format!("<strong>{shown}</strong>")),
            "{method} {shown}"
        );
    }
    let manifest = std::fs::read_to_string(FOLDER.home.path().join("manifest.json"));
    let manifest: Value = serde_json::from_str(&manifest.expect("written")).expect("JSON");
    let agree = manifest["verdicts"]["holds on samples"]
        .as_u64()
        .expect("a count");
    assert!(
        lead.contains(&format!("{agree} agree, 0 are refuted, 0 are undecided")),
        "{lead}"
    );
}

/// Every table of the body is there under its title, with no column of one verdict.
#[test]
fn the_body_is_whole() {
    let page = &FOLDER.page;
    for exhibit in &forgetting::exhibit::BODY {
        assert!(page.contains(exhibit.title), "{}", exhibit.name);
        for part in exhibit.parts {
            assert!(
                page.contains(&format!("<div class=\"table\" id=\"table-{}\"", part.table)),
                "{}",
                part.table
            );
        }
        for figure in exhibit.figures {
            assert!(
                page.contains(&format!("id=\"figure-{figure}-box\"")),
                "{figure}"
            );
        }
    }
    assert!(!page.contains("holds on samples</span></td>"));
}

#[test]
fn buttons_copy_the_command_before_them() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    browser.evaluate("Forgetting.ready");
    let copied = browser.evaluate(
        "(() => { const seen = []; navigator.clipboard.writeText = text => { seen.push(text); return Promise.resolve(); }; \
         document.querySelectorAll('button[data-copy]').forEach(b => b.click()); return seen; })()",
    );
    let copied: Vec<&str> = copied
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(copied.len() > 30, "{copied:?}");
    assert!(
        copied.iter().all(|text| text.starts_with("forgetting ")),
        "{copied:?}"
    );
    assert!(copied.contains(&"forgetting check A3"));
}

/// On paper: at most twenty-five sheets, and nothing wider than a sheet.
#[test]
fn it_prints_on_few_sheets() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    let printed = browser.send("Page.printToPDF", json!({ "preferCSSPageSize": true }));
    let data = printed["data"].as_str().expect("a document");
    let pdf = BASE64.decode(data).expect("base64");
    let sheets = pdf.windows(11).filter(|w| *w == b"/Type /Page").count();
    let trees = pdf.windows(12).filter(|w| *w == b"/Type /Pages").count();
    assert!(
        (10..=25).contains(&(sheets - trees)),
        "{} sheets",
        sheets - trees
    );
    // A sheet is 180 mm wide between its margins: 680 pixels of CSS.
    browser.send("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    browser.send(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": 680, "height": 1000, "deviceScaleFactor": 1, "mobile": false }),
    );
    let wide = browser.findings(
        "[...document.querySelectorAll('table,pre,figure,.ledger')].filter(e => e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().right > 681).map(e => e.outerHTML.slice(0, 160) + e.getBoundingClientRect().right)",
    );
    assert!(wide.is_empty(), "{wide:?}");
}

#[test]
fn the_same_input_gives_the_same_page() {
    let other = tempfile::tempdir().expect("a folder");
    let request = Reproduction {
        scenario: Scenario::find("moderate").expect("shipped"),
        only: None,
        paper: false,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    pool.install(|| reproduce(&request, other.path()))
        .expect("written");
    let again = std::fs::read_to_string(other.path().join("report.html")).expect("written");
    assert!(again == FOLDER.page);
}

// In the browser

#[test]
fn it_opens_fast_and_complains_of_nothing() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    for scheme in ["light", "dark"] {
        browser.send("Performance.disable", json!({}));
        browser.send("Performance.enable", json!({ "timeDomain": "threadTicks" }));
        browser.visit(&path(), 1200, scheme);
        // Time on the page's own thread, so that a busy machine does not count.
        let metrics = browser.send("Performance.getMetrics", json!({}));
        let metrics = metrics["metrics"].as_array().expect("a list");
        let busy = metrics.iter().find(|m| m["name"] == "TaskDuration");
        let seconds = busy.and_then(|m| m["value"].as_f64()).expect("a duration");
        assert!(0.0 < seconds && seconds < 1.0, "{seconds} s");
        browser.evaluate("document.querySelectorAll('input').forEach(i => { i.value = i.max; i.dispatchEvent(new Event('input', {bubbles: true})) })");
    }
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn nothing_is_wider_than_a_telephone() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    for width in [320, 375, 768] {
        browser.visit(&path(), width, "light");
        let sizes = browser.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth, innerWidth]",
        );
        assert_eq!(sizes[0], sizes[1], "{width}");
        assert_eq!(sizes[2], json!(width));
        // Nothing sticks out either, but inside what scrolls on its own.
        let out = browser.findings(
            "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll,pre,.skip,svg') && e.getBoundingClientRect().right > innerWidth + 1) \
             .map(e => e.outerHTML.slice(0, 100))",
        );
        assert!(out.is_empty(), "{width}: {out:?}");
    }
}

#[test]
fn it_is_accessible_light_and_dark() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    for (scheme, width) in [("light", 1200), ("dark", 1200), ("light", 375)] {
        browser.visit(&path(), width, scheme);
        let wrong = browser.findings(include_str!("../support/accessibility.js"));
        assert!(wrong.is_empty(), "{scheme}, {width}: {wrong:#?}");
    }
}

/// The checker finds what it is there to find.
#[test]
fn the_accessibility_check_can_fail() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    for (harm, word) in [
        ("document.querySelector('label').remove()", "no label"),
        ("document.querySelector('caption').remove()", "no caption"),
        (
            "document.querySelector('figure desc').remove()",
            "picture without words",
        ),
        (
            "document.querySelector('header p').style.color = '#aaa'",
            "contrast",
        ),
        (
            "document.querySelector('th').removeAttribute('scope')",
            "header",
        ),
        (
            "const box = document.querySelector('.scroll'); box.style.width = '40px'; box.tabIndex = -1",
            "cannot be focused",
        ),
    ] {
        browser.evaluate(&format!("(() => {{ {harm} }})()"));
        let wrong = browser.findings(include_str!("../support/accessibility.js"));
        assert!(
            wrong.iter().any(|line| line.contains(word)),
            "{harm}: {wrong:?}"
        );
    }
}

/// Moves sliders as a reader would, and compares every number with what the command beside it prints.
#[test]
fn sliders_change_the_numbers_to_those_the_command_line_prints() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    browser.evaluate("Forgetting.ready");
    for setting in [
        json!({ "delta": 3, "alpha": 0.5, "beta": 0.7, "rho": 0.2, "tau": 1, "eta": 1, "gap": 1 }),
        json!({ "delta": 0.4, "alpha": 0.05, "beta": 0.99, "rho": 0.95, "tau": 0.1, "eta": 4.7, "gap": 2.9 }),
        json!({ "delta": 11.95, "alpha": 0.93, "beta": 0.02, "rho": 0, "tau": 4.35, "eta": 0.1, "gap": 0.1 }),
    ] {
        let before = browser.evaluate("document.getElementById('value-eps-old').textContent");
        browser.evaluate(&format!(
            "Object.entries({setting}).forEach(([name, value]) => {{ const s = document.getElementById('slider-' + name); s.value = value; \
             s.dispatchEvent(new Event('input', {{bubbles: true}})) }})"
        ));
        let shown = browser.evaluate(
            "[...document.querySelectorAll('[id^=value-],[id^=mass-]')].map(cell => [document.getElementById(cell.id.replace('value', 'command').replace('mass', 'recipe')).textContent, \
             Number(cell.dataset.value), cell.textContent])",
        );
        let shown = shown.as_array().expect("a list").clone();
        assert_eq!(shown.len(), 16);
        for row in shown {
            let command = row[0].as_str().expect("a command");
            let printed = printed(command);
            agree(&row[1], printed, command);
            // The digits a reader sees are the number's.
            let text = row[2].as_str().expect("text").replace('−', "-");
            let seen: f64 = text.replacen("×10", "e", 1).parse().expect("readable");
            assert!(
                (seen - printed).abs() <= NINE_DIGITS * printed.abs(),
                "{text} for {printed:e}"
            );
        }
        let after = browser.evaluate("document.getElementById('value-eps-old').textContent");
        assert!(setting["delta"] == 3 || before != after);
    }
}

/// What a command of the page prints: a number, or the minimiser's old weight.
fn printed(command: &str) -> f64 {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .args(arguments)
            .output()
            .expect("runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let command = command.strip_prefix("forgetting ").expect("a command");
    if let Some(expression) = command.strip_prefix("eval '") {
        let expression = expression.strip_suffix('\'').expect("quoted");
        return run(&["eval", expression]).trim().parse().expect("a number");
    }
    let mut arguments: Vec<&str> = command.split(' ').collect();
    arguments.push("--json");
    let found: Value = serde_json::from_str(&run(&arguments)).expect("JSON");
    found["minimiser"]["old_weight"].as_f64().expect("a weight")
}

fn agree(found: &Value, wanted: f64, what: &str) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!(
        (found - wanted).abs() <= NINE_DIGITS * wanted.abs(),
        "{what}: {found:e} instead of {wanted:e}"
    );
}

/// Settings over all that the sliders reach, and beyond for the kernel: weights to 1e-6 from the ends, separations to 40.
fn settings(count: usize) -> Vec<[f64; 5]> {
    let mut random = Random(8);
    let mut between = |low: f64, high: f64| random.uniform(low, high);
    (0..count)
        .map(|_| {
            let weight = 1.0 / (1.0 + between(-14.0, 14.0).exp());
            let delta = between(0.05f64.ln(), 40f64.ln()).exp();
            [
                weight,
                delta,
                between(0.05, 5.0),
                between(0.1, 5.0),
                between(0.1, 3.0),
            ]
        })
        .collect()
}

/// What the page must compute at these settings, and the library's values.
fn questions(settings: &[[f64; 5]]) -> (String, Vec<(String, f64)>) {
    let mut expected = Vec::new();
    for [weight, delta, tau, eta, gap] in settings {
        for pattern in [
            "eps_old(W, D)",
            "eps_new(W, D)",
            "distinguishability(W, D)",
            "boundary_slope(W, D)",
            "ttt_critical_anchor(H, G, W, D)",
            "oapl_mass(W, G, T)",
            "ttt_old_weight(H, T, G, W, D)",
            // As far as the sliders go: a weight of exp(-40^2) is no longer a number.
            "hybrid_old_weight(T/5, W, D*0.3)",
            "sdft_mass(D, H/5, G/3, W, T/5)",
            "1/2*sqrt((1 - W)/W)*bc(D)",
            "softplus_normal(-T*D, D)",
            "logistic_normal(T*D, D)",
        ] {
            let names = [
                ('W', weight),
                ('D', delta),
                ('T', tau),
                ('H', eta),
                ('G', gap),
            ];
            let expression = names
                .iter()
                .fold(pattern.to_owned(), |text, (name, value)| {
                    text.replace(*name, &format!("{value:?}"))
                });
            let value = forgetting::theory::evaluate(&expression)
                .unwrap_or_else(|e| panic!("{expression}: {e}"));
            expected.push((expression, value));
        }
    }
    let asked: Vec<&str> = expected.iter().map(|(text, _)| text.as_str()).collect();
    let script = format!("{}.map(Forgetting.value)", json!(asked));
    (script, expected)
}

const POINTS: usize = 1000;

#[test]
fn the_page_computes_what_the_library_does() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    let (script, expected) = questions(&settings(POINTS));
    let found = browser.evaluate(&format!("Forgetting.ready.then(() => {script})"));
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), expected.len());
    for (value, (expression, wanted)) in found.iter().zip(&expected) {
        assert_eq!(value.as_f64(), Some(*wanted), "{expression}");
    }
}

/// Expressions and claims of a reader's own, as the command line answers them.
#[test]
fn the_page_evaluates_and_judges_what_a_reader_asks() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    for text in [
        "eps_old(0.3, 2)",
        "exp(-1000)",
        "let a = 0.25; logit(a)",
        "1/0",
        "for x in [0, 1]: exp(x) >= 1 + x",
        "for x in [0, 1]: x^2 <= 0.999",
        "for beta in (0, 1), delta in (0, inf): eps_old(beta, delta) <= 1/2*sqrt((1 - beta)/beta)*bc(delta)",
        "for x in [0, 1: x >= 0",
    ] {
        let seen = browser.evaluate(&format!(
            "Forgetting.ready.then(() => {{ const form = document.getElementById('ask-form'); form.elements.text.value = {}; \
             form.requestSubmit(); return form.elements.reply.textContent }})",
            json!(text)
        ));
        let seen = seen.as_str().expect("a reply");
        let is_claim = text.starts_with("for");
        let output = Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .args([if is_claim { "claim" } else { "eval" }, "--json", text])
            .output()
            .expect("runs");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let right = match &answer[if is_claim { "verdict" } else { "digits" }] {
            Value::String(word) => word,
            _ => "error: ",
        };
        assert!(seen.starts_with(right), "{text}: {seen} instead of {right}");
    }
}

/// The same library under Node, where there is one.
#[test]
fn node_computes_what_the_library_does() {
    let (script, expected) = questions(&settings(POINTS));
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("ask.js");
    let library = include_str!("../../src/report/page/library.js");
    let packed = BASE64.encode(include_bytes!("../../src/report/page/library.wasm.gz"));
    std::fs::write(
        &file,
        format!(
            "{library}\nForgetting.load('{packed}').then(() => console.log(JSON.stringify({script})))"
        ),
    )
    .expect("written");
    let Ok(output) = std::process::Command::new("node").arg(&file).output() else {
        eprintln!("skipped: no Node here");
        return;
    };
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
    assert_eq!(found.len(), expected.len());
    for (value, (expression, wanted)) in found.iter().zip(&expected) {
        assert_eq!(value.as_f64(), Some(*wanted), "{expression}");
    }
}

/// The two methods whose mass is a root: the slope of the objective vanishes there, by the library's own slopes.
#[test]
fn equilibria_are_where_the_librarys_slopes_vanish() {
    let Some(mut browser) = Browser::open() else {
        return;
    };
    browser.visit(&path(), 1200, "light");
    let mut random = Random(9);
    let mut between = |low: f64, high: f64| random.uniform(low, high);
    for _ in 0..100 {
        let (weight, delta) = (between(0.01, 0.99), between(0.3, 10.0));
        let (tau, eta, gap, share) = (
            between(0.05, 5.0),
            between(0.1, 5.0),
            between(0.1, 3.0),
            between(0.1, 1.0),
        );
        let modes = TwoModes::on_the_line(Separation::new(delta).expect("a separation"));
        let anchor = modes.mixture(Weight::new(weight).expect("a weight"));
        let (forward, reverse) = (ForwardKl::sft(&anchor), ReverseKl::new(anchor));
        let slopes = |beta: f64| {
            let learner = modes.mixture(Weight::new(beta).expect("a weight"));
            let tilt = (eta * gap).exp();
            let pull = (eta * gap).exp_m1() / eta / (beta + (1.0 - beta) * tilt);
            [
                tau * reverse.weight_slope(&learner) + pull,
                (1.0 - share) * forward.weight_slope(&learner)
                    + share * reverse.weight_slope(&learner),
            ]
        };
        let found = browser.evaluate(&format!(
            "Forgetting.ready.then(() => [Forgetting.value('ttt_old_weight({eta}, {tau}, {gap}, {weight}, {delta})'), \
             Forgetting.value('hybrid_old_weight({share}, {weight}, {delta})')])"
        ));
        for k in 0..2 {
            let mass = found[k].as_f64().expect("a number");
            let place = format!(
                "{k} at beta {weight}, delta {delta}, tau {tau}, eta {eta}, gap {gap}, share {share}: {mass:e}"
            );
            if mass == 0.0 {
                assert!(slopes(0.0)[k] >= 0.0, "{place}");
            } else {
                // Both slopes increase in the weight: on either side they have opposite signs.
                assert!(
                    slopes(mass * (1.0 - NINE_DIGITS))[k] < 0.0
                        && slopes((mass * (1.0 + NINE_DIGITS)).min(1.0))[k] > 0.0,
                    "{place}"
                );
            }
        }
    }
}
