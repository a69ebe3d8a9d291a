//! Every figure: its data, its drawing, its files.

use forgetting::exhibit::FIGURES;
use forgetting::figure::{Figure, FigureFormat, Mark};
use forgetting::model::Scenario;
use resvg::usvg::{self, Node, Rect, fontdb};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

static BUILT: LazyLock<Vec<Figure>> = LazyLock::new(|| {
    let scenario = Scenario::find("moderate").expect("shipped");
    let built = FIGURES.iter().map(|entry| entry.build(&scenario));
    built.collect::<Result<_, _>>().expect("converge")
});

fn text(figure: &Figure, format: FigureFormat) -> String {
    String::from_utf8(format.render(figure)).expect("UTF-8")
}

fn series(mark: &Mark) -> Option<(&str, Vec<(f64, f64)>)> {
    match mark {
        Mark::Line { name, points, .. }
        | Mark::Points { name, points, .. }
        | Mark::Flow { name, points, .. } => Some((name, points.clone())),
        Mark::Band { name, points, .. } => {
            Some((name, points.iter().map(|p| (p.0, p.1)).collect()))
        }
        Mark::Contour { .. } | Mark::Text { .. } => None,
    }
}

#[test]
fn figures_are_complete() {
    let mut names = BTreeSet::new();
    for figure in BUILT.iter() {
        assert!(names.insert(figure.name), "{} twice", figure.name);
        assert!(
            !figure.claims.is_empty() && !figure.panels.is_empty(),
            "{}",
            figure.name
        );
        // A description stands in for the picture: sentences, not a title.
        assert!(
            figure.description.len() > 80 && figure.caption.len() > 80,
            "{}",
            figure.name
        );
        for panel in &figure.panels {
            assert!(
                !panel.x.label.is_empty() && !panel.y.label.is_empty(),
                "{}",
                figure.name
            );
            let mut known = BTreeSet::new();
            for (name, points) in panel.marks.iter().filter_map(series) {
                assert!(known.insert(name), "{}: {name} twice", figure.name);
                assert!(
                    !points.is_empty() && points.iter().all(|p| p.0.is_finite() && p.1.is_finite()),
                    "{}: {name}",
                    figure.name
                );
            }
        }
    }
}

/// What a figure shows, to three digits: names, sizes, first, middle and last points.
#[test]
fn figures_show_what_was_reviewed() {
    let mut out = String::new();
    for figure in BUILT.iter() {
        out += &format!(
            "{}: {} [{}]\n",
            figure.name,
            figure.title,
            figure.claims.join(", ")
        );
        for panel in &figure.panels {
            out += &format!("  {} x {}\n", panel.x.label, panel.y.label);
            for mark in &panel.marks {
                match (mark, series(mark)) {
                    (_, Some((name, points))) => {
                        let at = |k: usize| format!("({:.2e}, {:.2e})", points[k].0, points[k].1);
                        out += &format!(
                            "    {name}: {} points {} {} {}\n",
                            points.len(),
                            at(0),
                            at(points.len() / 2),
                            at(points.len() - 1)
                        );
                    }
                    (Mark::Contour { level, paths, .. }, _) => {
                        out += &format!("    level {level}: {} pieces\n", paths.len())
                    }
                    (Mark::Text { text, .. }, _) => out += &format!("    \"{text}\"\n"),
                    _ => {}
                }
            }
        }
    }
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("figures", out);
    });
}

fn laid_out(figure: &Figure) -> usvg::Tree {
    let mut fonts = fontdb::Database::new();
    for font in ["Regular", "Italic"] {
        let path = format!(
            "{}/src/figure/font/NotoSans-{font}.ttf",
            env!("CARGO_MANIFEST_DIR")
        );
        fonts.load_font_data(std::fs::read(path).expect("in the crate"));
    }
    let options = usvg::Options {
        fontdb: Arc::new(fonts),
        font_family: "Noto Sans".into(),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(&text(figure, FigureFormat::Svg), &options).expect("well formed")
}

fn labels(group: &usvg::Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => labels(inner, found),
            Node::Text(text) => {
                let words = text.chunks().iter().map(|c| c.text()).collect();
                found.push((words, text.flattened().abs_bounding_box()));
            }
            _ => {}
        }
    }
}

/// Laid out with the figures' own font, every label is on the sheet and none covers another.
#[test]
fn labels_stay_on_the_sheet_and_apart() {
    for figure in BUILT.iter() {
        let tree = laid_out(figure);
        let mut found = Vec::new();
        labels(tree.root(), &mut found);
        assert!(found.len() > 8, "{}: its text is drawn", figure.name);
        for (k, (words, place)) in found.iter().enumerate() {
            assert!(
                place.width() > 0.0,
                "{}: \"{words}\" has no glyphs",
                figure.name
            );
            assert!(
                place.left() >= 0.0
                    && place.right() <= tree.size().width()
                    && place.top() >= 0.0
                    && place.bottom() <= tree.size().height(),
                "{}: \"{words}\" leaves the sheet: {place:?}",
                figure.name
            );
            for (other, there) in &found[..k] {
                let apart = place.left() >= there.right()
                    || there.left() >= place.right()
                    || place.top() >= there.bottom()
                    || there.top() >= place.bottom();
                assert!(apart, "{}: \"{words}\" covers \"{other}\"", figure.name);
            }
        }
    }
}

/// Every character has a glyph: a missing one is drawn as an empty box by some viewers and as nothing by others.
#[test]
fn the_font_has_every_character() {
    let mut fonts = fontdb::Database::new();
    let path = format!(
        "{}/src/figure/font/NotoSans-Regular.ttf",
        env!("CARGO_MANIFEST_DIR")
    );
    fonts.load_font_data(std::fs::read(path).expect("in the crate"));
    let one = |c: char| {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><text y='15' font-family='Noto Sans'>{c}</text></svg>"
        );
        let options = usvg::Options {
            fontdb: Arc::new(fonts.clone()),
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_str(&svg, &options).expect("well formed");
        let mut found = Vec::new();
        labels(tree.root(), &mut found);
        found.iter().any(|(_, place)| place.width() > 0.0)
    };
    let mut characters = BTreeSet::new();
    for figure in BUILT.iter() {
        for (words, _) in {
            let mut found = Vec::new();
            labels(laid_out(figure).root(), &mut found);
            found
        } {
            characters.extend(words.chars().filter(|c| !c.is_whitespace()));
        }
    }
    assert!(characters.contains(&'δ') && characters.contains(&'−'));
    let missing: Vec<char> = characters.into_iter().filter(|c| !one(*c)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn svg_is_labelled_for_screen_readers() {
    for figure in BUILT.iter() {
        let svg = text(figure, FigureFormat::Svg);
        assert!(
            svg.contains(" role=\"img\"")
                && svg.contains(&format!("<desc id=\"figure-{}-description\">", figure.name))
        );
        assert!(svg.contains(&format!(
            "aria-labelledby=\"figure-{0}-title figure-{0}-description\"",
            figure.name
        )));
        // As words: `reinforce` is none.
        let mut words = svg.split(|c: char| !c.is_ascii_alphabetic());
        assert!(
            words.all(|word| !["NaN", "inf"].contains(&word)),
            "{}",
            figure.name
        );
    }
}

#[test]
fn csv_has_every_point_in_full() {
    for figure in BUILT.iter() {
        let csv = FigureFormat::Csv.render(figure);
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let records: Vec<csv::StringRecord> = reader
            .records()
            .collect::<Result<_, _>>()
            .expect("rectangular");
        let mut rows = records.iter().filter(|r| !r[1].starts_with("level "));
        for panel in &figure.panels {
            for (name, points) in panel.marks.iter().filter_map(series) {
                for (x, y) in points {
                    let row = rows.next().expect("a row for every point");
                    assert_eq!(
                        (&row[1], row[4].parse().ok(), row[5].parse().ok()),
                        (name, Some(x), Some(y)),
                        "{}",
                        figure.name
                    );
                }
            }
        }
        assert!(rows.next().is_none(), "{}", figure.name);
    }
}

#[test]
fn png_and_pdf_are_what_they_say_and_the_same_each_time() {
    for figure in BUILT.iter() {
        let png = FigureFormat::Png.render(figure);
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let width = u32::from_be_bytes(png[16..20].try_into().expect("four bytes"));
        assert!(
            width >= 1051,
            "{width} pixels are less than 89 mm at 300 dots an inch"
        );
        let pdf = text(figure, FigureFormat::Pdf);
        assert!(pdf.starts_with("%PDF-1.4\n") && pdf.ends_with("%%EOF\n"));
        // Every offset of the table leads to its object.
        let table = pdf.split("xref\n").nth(1).expect("a table");
        for (k, line) in table
            .lines()
            .skip(2)
            .take_while(|l| l.ends_with(" n "))
            .enumerate()
        {
            let offset: usize = line[..10].parse().expect("ten digits");
            assert!(
                pdf[offset..].starts_with(&format!("{} 0 obj\n", k + 1)),
                "{}: {line}",
                figure.name
            );
        }
        assert_eq!(png, FigureFormat::Png.render(figure));
        assert_eq!(pdf, text(figure, FigureFormat::Pdf));
    }
}

/// The pixels show text: erasing the glyphs changes them.
#[test]
fn png_has_its_text_without_any_installed_font() {
    let figure = &BUILT[0];
    let png = FigureFormat::Png.render(figure);
    let pixels = resvg::tiny_skia::Pixmap::decode_png(&png).expect("PNG");
    // The label of the vertical axis is in the upper left corner, above everything else.
    let dark = (0..60)
        .flat_map(|y| (0..400).map(move |x| (x, y)))
        .filter(|(x, y)| pixels.pixel(*x, *y).is_some_and(|p| p.red() < 100))
        .count();
    assert!(dark > 500, "{dark} dark pixels");
}
