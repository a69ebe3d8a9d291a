//! Markdown, LaTeX, CSV and JSON.

use super::cell::significant_digits;
use super::latex::latex_text;
use super::{Cell, Table};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

/// A way to print a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A pipe table with caption and notes, six significant digits.
    Markdown,
    /// A booktabs table, six significant digits.
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

    /// The table in this format, ending in a newline.
    pub fn render(self, table: &Table) -> String {
        match self {
            Self::Markdown => markdown(table),
            Self::Latex => latex(table),
            Self::Csv => csv(table),
            Self::Json => json(table),
        }
    }
}

/// Text for a cell of a pipe table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn markdown(table: &Table) -> String {
    let headings: Vec<String> = table.columns.iter().map(|c| escaped(c.heading)).collect();
    let cells: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| escaped(&cell.readable())).collect())
        .collect();
    let width = |k: usize| {
        let body = cells
            .iter()
            .map(|row| row[k].chars().count())
            .max()
            .unwrap_or(0);
        body.max(headings[k].chars().count()).max(3)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let right: Vec<bool> = (0..table.columns.len())
        .map(|k| table.right_aligned(k))
        .collect();
    let line = |entries: &mut dyn Iterator<Item = String>| {
        let padded: Vec<String> = entries
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
    let mut out = format!("**{}.** {}\n\n", table.name, table.caption);
    out += &line(&mut headings.iter().cloned());
    let rules: Vec<String> = (0..widths.len())
        .map(|k| {
            if right[k] {
                format!("{}:", "-".repeat(widths[k] + 1))
            } else {
                "-".repeat(widths[k] + 2)
            }
        })
        .collect();
    out += &format!("|{}|\n", rules.join("|"));
    for row in &cells {
        out += &line(&mut row.iter().cloned());
    }
    if !table.claims.is_empty() {
        out += &format!("\nClaims: {}.\n", table.claims.join(", "));
    }
    for note in &table.notes {
        out += &format!("\n{note}\n");
    }
    out
}

/// A booktabs table that is never wider than the line, with its claims and notes below; needs the packages booktabs and graphicx.
fn latex(table: &Table) -> String {
    let alignment: String = (0..table.columns.len())
        .map(|k| if table.right_aligned(k) { 'r' } else { 'l' })
        .collect();
    let headings: Vec<&str> = table.columns.iter().map(|c| c.latex).collect();
    let mut out = format!(
        "\\begin{{table}}\n\\centering\\footnotesize\n\\caption{{{}}}\n\\label{{tab:{}}}\n\
         \\resizebox{{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}}{{!}}{{%\n\
         \\begin{{tabular}}{{{alignment}}}\n\\toprule\n{} \\\\\n\\midrule\n",
        latex_text(&table.caption),
        table.name,
        headings.join(" & "),
    );
    for row in &table.rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| match cell {
                Cell::Input(_) | Cell::Number { .. } => latex_number(&cell.readable()),
                other => latex_text(&other.readable()),
            })
            .collect();
        out += &format!("{} \\\\\n", cells.join(" & "));
    }
    out += "\\bottomrule\n\\end{tabular}\n}\n\\par\\smallskip\n\\begin{minipage}{\\linewidth}\\footnotesize\n";
    if !table.claims.is_empty() {
        out += &format!("Claims: {}.\n", table.claims.join(", "));
    }
    for note in &table.notes {
        out += &format!("{}\n", latex_text(note));
    }
    out += "\\end{minipage}\n\\end{table}\n";
    out
}

fn latex_number(text: &str) -> String {
    match text.split_once('e') {
        Some((digits, exponent)) => format!("${digits}\\cdot10^{{{exponent}}}$"),
        None if text == "inf" => "$\\infty$".into(),
        None => format!("${text}$"),
    }
}

/// All vouched digits; NaN and infinities spelled out, since JSON has no number for them.
fn complete(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Count(n) => json!(n),
        Cell::Verdict(v) => json!(v.label()),
        Cell::Missing => Value::Null,
        Cell::Input(value) | Cell::Number { value, .. } if !value.is_finite() => {
            json!(value.to_string())
        }
        Cell::Input(value) => json!(value),
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
    put(table.columns.iter().map(|c| c.key.to_owned()).collect());
    for row in &table.rows {
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
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            let entries = table
                .columns
                .iter()
                .zip(row)
                .map(|(c, cell)| (c.key.to_owned(), complete(cell)));
            Value::Object(Map::from_iter(entries))
        })
        .collect();
    let document = json!({
        "table": table.name,
        "caption": table.caption,
        "claims": table.claims,
        "columns": table.columns.iter().map(|c| c.key).collect::<Vec<_>>(),
        "rows": rows,
        "notes": table.notes,
    });
    serde_json::to_string_pretty(&document).expect("every value is finite or text") + "\n"
}
