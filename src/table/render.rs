//! Markdown, LaTeX, CSV and JSON.

use super::cell::significant_digits;
use super::latex::latex_text;
use super::view::{Extent, View};
use super::{Cell, Table};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

/// A way to print a table.
///
/// ```
/// use forgetting::table::Format;
/// assert_eq!(Format::find("latex")?.extension(), "tex");
/// assert!(Format::find("pdf").is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A pipe table with caption and notes, four significant digits.
    Markdown,
    /// A booktabs table, four significant digits.
    Latex,
    /// Comma separated values, all digits vouched for.
    Csv,
    /// An object with columns, rows and notes, all digits vouched for.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Latex, Self::Csv, Self::Json];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Latex => "latex",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The file ending.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Latex => "tex",
            other => other.name(),
        }
    }

    /// The format of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`].
    pub fn find(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|f| f.name() == name)
            .ok_or_else(|| Error::unknown("format", name, Self::ALL.map(Self::name)))
    }

    /// The table in this format, ending in a newline: for people the columns that say something, for programs all of them.
    pub fn render(self, table: &Table) -> String {
        self.render_to(table, Extent::Readable)
    }

    /// The table in this format, ending in a newline; programs get every column whatever `extent` is.
    pub fn render_to(self, table: &Table, extent: Extent) -> String {
        match self {
            Self::Markdown => markdown(table, &table.view(extent)),
            Self::Latex => latex(table, &table.view(extent)),
            Self::Csv => csv(table),
            Self::Json => json(table),
        }
    }
}

/// Text for a cell of a pipe table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn markdown(table: &Table, view: &View) -> String {
    let headings: Vec<String> = view.headings().map(|c| escaped(c.heading)).collect();
    let cells: Vec<Vec<String>> = (0..table.rows.len())
        .map(|row| {
            view.columns
                .iter()
                .map(|k| escaped(&view.text(row, *k)))
                .collect()
        })
        .collect();
    let right: Vec<bool> = view
        .columns
        .iter()
        .map(|k| table.right_aligned(*k))
        .collect();
    let mut out = format!("**{}.** {}\n\n", table.name, table.caption);
    out += &pipes(&headings, &cells, &right);
    if !table.claims.is_empty() {
        out += &format!("\nClaims: {}.\n", table.claims.join(", "));
    }
    for note in view.remarks.iter().chain(&table.notes) {
        out += &format!("\n{note}\n");
    }
    out
}

/// Aligned columns between pipes.
fn pipes(headings: &[String], cells: &[Vec<String>], right: &[bool]) -> String {
    let width = |k: usize| {
        let body = cells.iter().map(|row| row[k].chars().count()).max();
        body.unwrap_or(0).max(headings[k].chars().count()).max(3)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |entries: &[String]| {
        let padded: Vec<String> = entries
            .iter()
            .enumerate()
            .map(|(k, text)| {
                let space = " ".repeat(widths[k].saturating_sub(text.chars().count()));
                if right[k] {
                    format!("{space}{text}")
                } else {
                    format!("{text}{space}")
                }
            })
            .collect();
        format!("| {} |\n", padded.join(" | "))
    };
    let rules = widths.iter().zip(right).map(|(width, right)| match right {
        true => format!("{}:", "-".repeat(width + 1)),
        false => "-".repeat(width + 2),
    });
    let rules = rules.collect::<Vec<_>>().join("|");
    let body: String = cells.iter().map(|row| line(row)).collect();
    format!("{}|{rules}|\n{body}", line(headings))
}

/// A booktabs table in the largest size at which it is no wider than the line, with its claims and notes below.
fn latex(table: &Table, view: &View) -> String {
    let mut out = format!(
        "\\begin{{table}}\n\\centering{}\n\\caption{{{}}}\n\\label{{tab:{}}}\n",
        latex_size(table, view),
        latex_text(&table.caption),
        table.name,
    );
    out += &latex_tabular(table, view);
    out += "\\par\\smallskip\n\\begin{minipage}{\\linewidth}\\footnotesize\n";
    if !table.claims.is_empty() {
        out += &format!("Claims: {}.\n", table.claims.join(", "));
    }
    for note in view.remarks.iter().chain(&table.notes) {
        out += &format!("{}\n", latex_text(note));
    }
    out += "\\end{minipage}\n\\end{table}\n";
    out
}

/// Longer words than this are set in lines.
const LATEX_WORDS: usize = 26;

/// Characters of a column's widest line.
fn latex_width(table: &Table, view: &View, column: usize) -> usize {
    let body = (0..table.rows.len()).map(|row| view.text(row, column).chars().count());
    let heading = table.columns[column].heading.chars().count().min(12);
    body.max().unwrap_or(0).max(heading).min(LATEX_WORDS)
}

/// A size of type and the room between columns, by the width; about so many characters fit a line of 6.5 inches.
pub(crate) fn latex_size(table: &Table, view: &View) -> &'static str {
    let widths = view
        .columns
        .iter()
        .map(|k| latex_width(table, view, *k) + 2);
    match widths.sum() {
        0..=84 => "\\small",
        85..=100 => "\\footnotesize",
        101..=116 => "\\footnotesize\\setlength{\\tabcolsep}{3pt}",
        _ => "\\scriptsize\\setlength{\\tabcolsep}{2.5pt}",
    }
}

/// The rows between booktabs rules.
pub(crate) fn latex_tabular(table: &Table, view: &View) -> String {
    let alignment: Vec<String> = view
        .columns
        .iter()
        .map(|k| {
            let long =
                (0..table.rows.len()).any(|row| view.text(row, *k).chars().count() > LATEX_WORDS);
            match (table.right_aligned(*k), long) {
                (true, _) => "r".to_owned(),
                (false, false) => "l".to_owned(),
                (false, true) => format!("p{{{}em}}", LATEX_WORDS / 2),
            }
        })
        .collect();
    let headings: Vec<String> = view.headings().map(|c| c.latex.to_owned()).collect();
    let mut out = format!(
        "\\begin{{tabular}}{{{}}}\n\\toprule\n{} \\\\\n\\midrule\n",
        alignment.concat(),
        headings.join(" & "),
    );
    for row in 0..table.rows.len() {
        out += &format!("{} \\\\\n", latex_row(view, row).join(" & "));
    }
    out + "\\bottomrule\n\\end{tabular}\n"
}

fn latex_row(view: &View, row: usize) -> Vec<String> {
    let cell = |k: &usize| match view.cell(row, *k) {
        Cell::AtMost(_) => {
            let text = view.text(row, *k);
            format!("$<${}", latex_number(text.trim_start_matches("< ")))
        }
        Cell::Input(_) | Cell::Number { .. } => latex_number(&view.text(row, *k)),
        _ => latex_text(&view.text(row, *k)),
    };
    view.columns.iter().map(cell).collect()
}

fn latex_number(text: &str) -> String {
    let (text, mark) = match text.strip_suffix(['†', '‡']) {
        Some(number) => (number, latex_text(&text[number.len()..])),
        None => (text, String::new()),
    };
    let number = match text.split_once('e') {
        Some((digits, exponent)) => format!("${digits}\\cdot10^{{{exponent}}}$"),
        None if text == "inf" => "$\\infty$".into(),
        None => format!("${text}$"),
    };
    number + &mark
}

/// All vouched digits; NaN and infinities spelled out, since JSON has no number for them.
fn complete(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Count(n) => json!(n),
        Cell::Verdict(v) => json!(v.label()),
        Cell::Missing => Value::Null,
        Cell::Input(value) | Cell::AtMost(value) | Cell::Number { value, .. }
            if !value.is_finite() =>
        {
            json!(value.to_string())
        }
        Cell::Input(value) | Cell::AtMost(value) => json!(value),
        Cell::Number { value, digits } => {
            let rounded = format!("{value:.*e}", usize::from(*digits).max(1) - 1);
            json!(rounded.parse::<f64>().expect("formatted from a number"))
        }
    }
}

fn csv(table: &Table) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |record: Vec<String>| {
        writer
            .write_record(record)
            .expect("a vector takes any bytes")
    };
    let records = table.records();
    put(records.keys);
    for row in &records.rows {
        let record = row.iter().map(|cell| match cell {
            Cell::Number { value, digits } => significant_digits(*value, *digits),
            other => match complete(other) {
                Value::Null => String::new(),
                Value::String(text) => text,
                value => value.to_string(),
            },
        });
        put(record.collect());
    }
    String::from_utf8(writer.into_inner().expect("a vector takes any bytes"))
        .expect("all cells are text")
}

fn json(table: &Table) -> String {
    let records = table.records();
    let rows: Vec<Value> = records
        .rows
        .iter()
        .map(|row| {
            let cells = records.keys.iter().zip(row);
            let entries = cells.map(|(key, cell)| (key.clone(), complete(cell)));
            Value::Object(Map::from_iter(entries))
        })
        .collect();
    let document = json!({
        "table": table.name,
        "caption": table.caption,
        "claims": table.claims,
        "columns": records.keys,
        "rows": rows,
        "notes": table.notes,
    });
    serde_json::to_string_pretty(&document).expect("every value is finite or text") + "\n"
}
