//! One style for every figure: the inks, light and dark, and the sizes.

/// What a line or a label says by its colour. The same thing has the same colour in every figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Exact values.
    Exact,
    /// The plain bound (A3 and what rests on it).
    Bound,
    /// The refined bound (A4), or the second of two bounds.
    Refined,
    /// Whatever is set against the rest: another method, another mode.
    Contrast,
    /// Guides and everything to be looked at last.
    Muted,
    /// Axes and plain text.
    Text,
    /// Grid lines.
    Grid,
    /// The ground.
    Paper,
}

impl Ink {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Exact,
        Self::Bound,
        Self::Refined,
        Self::Contrast,
        Self::Muted,
        Self::Text,
        Self::Grid,
        Self::Paper,
    ];

    /// The inks that carry data.
    pub const DATA: [Self; 4] = [Self::Exact, Self::Bound, Self::Refined, Self::Contrast];

    /// The name in classes and in CSS variables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Bound => "bound",
            Self::Refined => "refined",
            Self::Contrast => "contrast",
            Self::Muted => "muted",
            Self::Text => "text",
            Self::Grid => "grid",
            Self::Paper => "paper",
        }
    }

    /// On white: the hues of Okabe and Ito, darkened where they carry text.
    pub fn light(self) -> &'static str {
        match self {
            Self::Exact => "#0068a8",
            Self::Bound => "#bd4600",
            Self::Refined => "#007d5f",
            Self::Contrast => "#a0407a",
            Self::Muted => "#62666b",
            Self::Text => "#1b1d20",
            Self::Grid => "#e3e5e8",
            Self::Paper => "#ffffff",
        }
    }

    /// On a dark ground.
    pub fn dark(self) -> &'static str {
        match self {
            Self::Exact => "#5cb8f0",
            Self::Bound => "#ff9350",
            Self::Refined => "#35c79b",
            Self::Contrast => "#e38fc1",
            Self::Muted => "#9aa0a8",
            Self::Text => "#eceef1",
            Self::Grid => "#33373d",
            Self::Paper => "#15171b",
        }
    }
}

/// `--exact: #0068a8; ...` for one of the two grounds.
///
/// ```
/// use forgetting::figure::css_variables;
/// assert!(css_variables(false).starts_with("--") && css_variables(false) != css_variables(true));
/// ```
pub fn css_variables(dark: bool) -> String {
    Ink::ALL
        .map(|ink| {
            let value = if dark { ink.dark() } else { ink.light() };
            format!("--{}:{value};", ink.name())
        })
        .concat()
}

/// Rules that give the classes of a figure the colours of the page's variables.
///
/// ```
/// assert!(forgetting::figure::css_rules().contains(".s-exact{stroke:var(--exact)}"));
/// ```
pub fn css_rules() -> String {
    Ink::ALL
        .map(|ink| {
            let name = ink.name();
            format!(".s-{name}{{stroke:var(--{name})}}.f-{name}{{fill:var(--{name})}}")
        })
        .concat()
}

/// Rules for a figure on its own, for viewers that prefer a dark ground.
pub(super) fn dark_rules() -> String {
    let rules = Ink::ALL.map(|ink| {
        let (name, colour) = (ink.name(), ink.dark());
        format!(".s-{name}{{stroke:{colour}}}.f-{name}{{fill:{colour}}}")
    });
    format!("@media (prefers-color-scheme:dark){{{}}}", rules.concat())
}

/// The width of every figure in CSS pixels: a column of 89 mm prints its labels at 8 points.
pub(super) const WIDTH: f64 = 420.0;
/// Labels of curves and axes, and labels of ticks.
pub(super) const LABEL: f64 = 13.0;
pub(super) const TICK: f64 = 12.0;
pub(super) const FAMILY: &str = "Noto Sans,Open Sans,Segoe UI,Helvetica,Arial,sans-serif";

#[cfg(test)]
mod tests {
    use super::Ink;

    fn linear(hex: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour");
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex| {
            let [r, g, b] = linear(hex);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (x, y) = (luminance(a) + 0.05, luminance(b) + 0.05);
        (x / y).max(y / x)
    }

    /// CIE L*a*b* of a linear colour.
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let xyz = [
            (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
            0.2126 * r + 0.7152 * g + 0.0722 * b,
            (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
        ];
        let [x, y, z] = xyz.map(|t| {
            if t > 0.008_856 {
                t.cbrt()
            } else {
                7.787 * t + 16.0 / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Machado, Oliveira and Fernandes 2009, severity 1.
    const VISION: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ];

    #[test]
    fn every_ink_that_carries_text_has_contrast_on_its_ground() {
        for ink in Ink::DATA.into_iter().chain([Ink::Muted, Ink::Text]) {
            assert!(contrast(ink.light(), Ink::Paper.light()) >= 4.5, "{ink:?}");
            assert!(contrast(ink.dark(), Ink::Paper.dark()) >= 4.5, "{ink:?}");
        }
    }

    /// Exact, bound and refined bound stay apart for every kind of colour vision: twice what two colours side by side need.
    #[test]
    fn inks_stay_apart_without_red_green_or_blue_cones() {
        let seen = |hex: &str, matrix: &[[f64; 3]; 3]| {
            let c = linear(hex);
            lab(matrix.map(|row| {
                let dot: f64 = row.iter().zip(c).map(|(m, c)| m * c).sum();
                dot.clamp(0.0, 1.0)
            }))
        };
        let three = [Ink::Exact, Ink::Bound, Ink::Refined];
        for (k, a) in three.into_iter().enumerate() {
            for b in &three[k + 1..] {
                for matrix in &VISION {
                    for (x, y) in [(a.light(), b.light()), (a.dark(), b.dark())] {
                        let (p, q) = (seen(x, matrix), seen(y, matrix));
                        let distance = p
                            .iter()
                            .zip(q)
                            .map(|(p, q)| (p - q) * (p - q))
                            .sum::<f64>()
                            .sqrt();
                        assert!(distance >= 10.0, "{a:?} {b:?}: {distance}");
                    }
                }
            }
        }
    }
}
