//! Every table: what a reader sees (snapshots) and what a program may rely on (structure).

use crate::support::files::files_below;
use forgetting::exhibit::{FIGURES, TABLES};
use forgetting::model::Scenario;
use forgetting::report::{Reproduction, reproduce};
use forgetting::table::{Cell, Extent, Format, Table, Verdict};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// All tables for the default scenario, computed once.
static BUILT: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let scenario = moderate();
    TABLES
        .iter()
        .map(|entry| entry.build(&scenario).expect("converges"))
        .collect()
});

fn moderate() -> Scenario {
    Scenario::find("moderate").expect("shipped")
}

fn every_rendering() -> impl Iterator<Item = (&'static Table, Format, String)> {
    BUILT
        .iter()
        .flat_map(|table| Format::ALL.map(|format| (table, format, format.render(table))))
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn markdown_is_as_reviewed() {
    for table in BUILT.iter() {
        snapshot(
            &format!("table_{}", table.name),
            &Format::Markdown.render(table),
        );
    }
}

#[test]
fn every_format_is_as_reviewed() {
    let conditioning = BUILT
        .iter()
        .find(|t| t.name == "conditioning")
        .expect("in the catalogue");
    for format in [Format::Latex, Format::Csv, Format::Json] {
        snapshot(
            &format!("table_conditioning_{}", format.name()),
            &format.render(conditioning),
        );
    }
}

#[test]
fn tables_are_well_formed() {
    let mut names = BTreeSet::new();
    for table in BUILT.iter() {
        assert!(names.insert(table.name), "{} twice", table.name);
        assert!(
            !table.rows.is_empty() && !table.caption.is_empty(),
            "{}",
            table.name
        );
        // A table names its claims, unless each row names its own.
        let names_claims = table.columns.iter().any(|c| c.heading == "claim");
        assert!(!table.claims.is_empty() || names_claims, "{}", table.name);
        let keys: BTreeSet<&str> = table.columns.iter().map(|c| c.key).collect();
        assert_eq!(
            keys.len(),
            table.columns.len(),
            "{}: a key twice",
            table.name
        );
        for column in &table.columns {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(
                column.key.chars().all(plain)
                    && column.key.starts_with(|c: char| c.is_ascii_lowercase()),
                "{}",
                column.key
            );
            assert!(
                !column.heading.is_empty() && column.latex.is_ascii() && !column.latex.is_empty(),
                "{}",
                column.key
            );
        }
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
            for cell in row {
                match cell {
                    Cell::Text(text) => assert!(
                        !text.trim().is_empty() && !text.contains("NaN"),
                        "{}",
                        table.name
                    ),
                    Cell::Input(value) | Cell::AtMost(value) => {
                        assert!(value.is_finite(), "{}", table.name)
                    }
                    Cell::Number { value, digits } => assert!(
                        value.is_finite() && (1..=17).contains(digits),
                        "{}: {cell:?}",
                        table.name
                    ),
                    Cell::Count(_) | Cell::Verdict(_) | Cell::Missing => {}
                }
            }
        }
    }
}

/// The theory is true: no row may say otherwise, and where a table judges, it judges every row it does not leave open.
#[test]
fn every_row_of_every_table_holds() {
    for table in BUILT.iter() {
        let judged = table.columns.iter().position(|c| c.key == "verdict");
        // The ledger quotes the judges; a row of any other table is a sample.
        let quotes = table.is_recorded();
        for row in &table.rows {
            match judged.map(|at| &row[at]) {
                Some(Cell::Verdict(verdict)) => assert!(
                    *verdict == Verdict::HoldsOnSamples || quotes && verdict.is_established(),
                    "{}: {row:?}",
                    table.name
                ),
                Some(cell) => assert_eq!(*cell, Cell::Missing, "{}", table.name),
                None => {}
            }
        }
        let verdicts = table.verdict_counts().iter().map(|(_, n)| n).sum::<usize>();
        assert_eq!(verdicts > 0, judged.is_some(), "{}", table.name);
    }
}

#[test]
fn no_rendering_has_nan_tabs_or_trailing_space() {
    for (table, format, text) in every_rendering() {
        let place = format!("{}.{}", table.name, format.extension());
        assert!(
            !text.contains("NaN") && !text.contains('\t') && !text.contains('\r'),
            "{place}"
        );
        assert!(
            text.ends_with('\n')
                && !text.ends_with("\n\n")
                && text.lines().all(|l| l == l.trim_end()),
            "{place}"
        );
    }
}

/// Cells between pipes that no backslash escapes.
fn pipe_cells(line: &str) -> usize {
    line.replace("\\|", "")
        .matches('|')
        .count()
        .saturating_sub(1)
}

#[test]
fn markdown_rows_have_as_many_cells_as_the_heading() {
    for table in BUILT.iter() {
        let text = Format::Markdown.render(table);
        let lines: Vec<&str> = text.lines().filter(|l| l.starts_with('|')).collect();
        assert_eq!(lines.len(), table.rows.len() + 2, "{}", table.name);
        let width = lines[0].chars().count();
        let shown = table.view(Extent::Readable).columns.len();
        for line in &lines {
            assert_eq!(pipe_cells(line), shown, "{line}");
            assert_eq!(
                line.chars().count(),
                width,
                "columns do not line up: {line}"
            );
        }
        assert!(lines[1].chars().all(|c| "|-:".contains(c)), "{}", lines[1]);
        assert!(
            text.contains(&table.caption) && table.notes.iter().all(|note| text.contains(note))
        );
    }
}

#[test]
fn latex_has_booktabs_rules_balanced_columns_and_plain_ascii() {
    for table in BUILT.iter() {
        let text = Format::Latex.render(table);
        for rule in [
            "\\toprule\n",
            "\\midrule\n",
            "\\bottomrule\n",
            "\\begin{tabular}",
            "\\end{tabular}\n",
            "\\begin{table}\n",
            "\\end{table}\n",
        ] {
            assert_eq!(text.matches(rule).count(), 1, "{}: {rule}", table.name);
        }
        // Claims and notes are there too, and nothing is shrunk below a size of type.
        assert!(
            table.claims.is_empty()
                || text.contains(&format!("Claims: {}.\n", table.claims.join(", "))),
            "{}",
            table.name
        );
        assert!(!text.contains("resizebox"), "{}", table.name);
        let view = table.view(Extent::Readable);
        let after = text.split("\\begin{minipage}").nth(1).expect("notes");
        assert_eq!(
            after.lines().count(),
            view.remarks.len() + table.notes.len() + 3 + usize::from(!table.claims.is_empty()),
            "{}: {after}",
            table.name
        );
        // Whatever is not ASCII needs a package or a font the reader may not have.
        let foreign: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii()).collect();
        assert!(foreign.is_empty(), "{}: {foreign:?}", table.name);
        let alignment = text
            .split_once("\\begin{tabular}{")
            .and_then(|(_, rest)| rest.split_once('\n'))
            .expect("a column list")
            .0
            .replace("p{13em}", "l");
        assert!(
            alignment.trim_end_matches('}').len() == view.columns.len()
                && alignment.chars().all(|c| "lr}".contains(c)),
            "{}: {alignment}",
            table.name
        );
        let rows: Vec<&str> = text.lines().filter(|l| l.ends_with(" \\\\")).collect();
        assert_eq!(rows.len(), table.rows.len() + 1, "{}", table.name);
        for row in rows {
            assert_eq!(
                row.replace("\\&", "").matches('&').count() + 1,
                view.columns.len(),
                "{row}"
            );
        }
        let plain = text
            .replace("\\\\", "")
            .replace("\\$", "")
            .replace("\\{", "")
            .replace("\\}", "");
        assert_eq!(
            plain.matches('$').count() % 2,
            0,
            "{}: unbalanced $",
            table.name
        );
        assert_eq!(
            plain.matches('{').count(),
            plain.matches('}').count(),
            "{}: unbalanced braces",
            table.name
        );
    }
}

#[test]
fn csv_and_json_parse_and_agree() {
    for table in BUILT.iter() {
        let text = Format::Csv.render(table);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings: Vec<String> = reader
            .headers()
            .expect("a header")
            .iter()
            .map(str::to_owned)
            .collect();
        let whole = table.records();
        let keys = &whole.keys;
        assert_eq!(headings, *keys, "{}", table.name);
        let records: Vec<csv::StringRecord> = reader
            .records()
            .collect::<Result<_, _>>()
            .expect("rectangular");
        assert_eq!(records.len(), table.rows.len());
        let json: serde_json::Value =
            serde_json::from_str(&Format::Json.render(table)).expect("JSON");
        assert_eq!(json["table"], table.name);
        assert_eq!(json["caption"], table.caption);
        assert_eq!(json["columns"], serde_json::json!(keys));
        assert_eq!(json["claims"], serde_json::json!(table.claims));
        let rows = json["rows"].as_array().expect("a list");
        assert_eq!(rows.len(), records.len());
        for (record, row) in records.iter().zip(rows) {
            let row = row.as_object().expect("an object");
            assert!(row.keys().eq(keys), "{}", table.name);
            for (text, value) in record.iter().zip(row.values()) {
                match value {
                    serde_json::Value::Null => assert_eq!(text, "", "{}", table.name),
                    // The same decimal, whatever its notation.
                    serde_json::Value::Number(n) => {
                        assert_eq!(text.parse::<f64>().ok(), n.as_f64(), "{}", table.name)
                    }
                    serde_json::Value::String(s) => assert_eq!(text, s),
                    other => panic!("{}: {other}", table.name),
                }
            }
        }
    }
}

/// A cell never shows a digit it cannot vouch for, and programs get all digits that people do.
#[test]
fn csv_keeps_every_vouched_digit() {
    for table in BUILT.iter() {
        let text = Format::Csv.render(table);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for (record, row) in reader.records().zip(&table.records().rows) {
            for (text, cell) in record.expect("rectangular").iter().zip(row) {
                if let Cell::Number { value, digits } = cell {
                    let printed: f64 = text.parse().expect("a number");
                    // Half a unit of the last vouched digit.
                    let half_unit = 0.5 * 10f64.powi(1 - i32::from(*digits)) * value.abs();
                    // The reading of the decimal and the difference round.
                    let rounding = 2.0 * f64::EPSILON * value.abs();
                    assert!(
                        (printed - value).abs() <= half_unit + rounding,
                        "{}: {text} for {value:e}",
                        table.name
                    );
                    let mantissa = text.split('e').next().expect("a mantissa");
                    let shown = mantissa
                        .chars()
                        .filter(char::is_ascii_digit)
                        .collect::<String>();
                    assert!(
                        shown.trim_start_matches('0').len() <= usize::from(*digits),
                        "{}: {text} shows more than {digits} digits",
                        table.name
                    );
                }
            }
        }
    }
}

/// A column is one kind of thing: programs never meet a word among numbers.
#[test]
fn programs_get_numbers_or_words() {
    for table in BUILT.iter() {
        let records = table.records();
        for (at, key) in records.keys.iter().enumerate() {
            let is_word = |cell: &&Cell| matches!(cell, Cell::Text(_) | Cell::Verdict(_));
            let cells = || {
                let cells = records.rows.iter().map(|row| &row[at]);
                cells.filter(|cell| **cell != Cell::Missing)
            };
            let words = cells().filter(is_word).count();
            assert!(
                words == 0 || words == cells().count(),
                "{}: {key}",
                table.name
            );
            assert!(
                !cells().any(|cell| matches!(cell, Cell::Text(text) if text.starts_with('<'))),
                "{}: {key}",
                table.name
            );
        }
        // Nothing is lost: every cell is in exactly one of its columns.
        for (row, record) in table.rows.iter().zip(&records.rows) {
            let some = |cells: &[Cell]| cells.iter().filter(|c| **c != Cell::Missing).count();
            assert_eq!(some(row), some(record), "{}", table.name);
        }
    }
}

/// No column that says the same in every row, and a verdict only where it says something.
#[test]
fn people_see_columns_that_say_something() {
    for table in BUILT.iter() {
        let view = table.view(Extent::Readable);
        assert!(view.columns.len() >= 2, "{}", table.name);
        for k in view.columns.iter().skip(1) {
            let mut texts = (0..table.rows.len()).map(|row| view.text(row, *k));
            let first = texts.next();
            assert!(
                table.rows.len() < 2 || texts.any(|text| Some(text) != first),
                "{}: {}",
                table.name,
                table.columns[*k].key
            );
        }
        let text = Format::Markdown.render(table);
        // The recorded ledger has verdicts of every kind.
        assert!(
            table.is_recorded() || !text.contains("| holds on samples"),
            "{}",
            table.name
        );
    }
}

#[test]
fn the_same_bytes_on_one_thread_and_on_two() {
    let results = [1, 2].map(|threads| {
        let folder = tempfile::tempdir().expect("a folder");
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        let request = Reproduction {
            scenario: moderate(),
            only: None,
            paper: false,
        };
        pool.install(|| reproduce(&request, folder.path()))
            .expect("written");
        files_below(folder.path())
    });
    // Four formats a table, three a figure, report and manifest.
    assert_eq!(results[0].len(), 4 * TABLES.len() + 3 * FIGURES.len() + 2);
    assert_eq!(results[0], results[1]);
}

/// Every shipped scenario gives complete tables, not only the default one.
#[test]
fn tables_about_a_setting_are_complete_in_every_shipped_scenario() {
    let about_one = TABLES
        .iter()
        .filter(|entry| ["summary", "divergences", "methods"].contains(&entry.name));
    let cases = about_one.flat_map(|entry| {
        forgetting::model::shipped_scenarios()
            .into_iter()
            .map(move |scenario| (entry, scenario))
    });
    for (entry, scenario) in cases {
        let table = entry.build(&scenario).expect("converges");
        let text = Format::Markdown.render(&table);
        assert!(
            text.contains(&format!("\"{}\"", scenario.name())) && !text.contains("NaN"),
            "{text}"
        );
        assert_eq!(
            table.verdict_counts(),
            [(Verdict::HoldsOnSamples, table.rows.len())],
            "{}",
            scenario.name()
        );
    }
}
