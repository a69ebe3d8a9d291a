//! The frame that tables of the page share: a caption, and a region of their own that scrolls where the screen is narrow.

use maud::{Markup, html};

/// A table in its frame; the caption's id is `id` and `-caption`, what is inside are its head and its body.
pub(super) fn framed(id: &str, caption: &Markup, inside: &Markup) -> Markup {
    html! {
        div.scroll role="region" aria-labelledby={ (id) "-caption" } tabindex="0" {
            table {
                caption id={ (id) "-caption" } { span { (caption) } }
                (inside)
            }
        }
    }
}

/// The headings, and whether a column holds numbers.
pub(super) fn headings(columns: &[(&str, bool)]) -> Markup {
    html! {
        thead { tr { @for (heading, numbers) in columns { th.n[*numbers] scope="col" { (heading) } } } }
    }
}
