//! Pixels and paper: PNG and PDF from the same SVG, with the figures' own font, so that no installed font is needed.

use super::scene::Figure;
use super::svg::{Place, svg};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};

/// Noto Sans, subsets; see font/OFL.txt.
pub(crate) const REGULAR: &[u8] = include_bytes!("font/NotoSans-Regular.ttf");
pub(crate) const ITALIC: &[u8] = include_bytes!("font/NotoSans-Italic.ttf");

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in [REGULAR, ITALIC] {
        fonts.load_font_data(font.to_vec());
    }
    Arc::new(fonts)
});

/// Pixels for one CSS pixel: 3.4 inches, the width of a column, at 300 dots an inch are 1020 pixels, and some to spare.
const PIXELS: f32 = 3.0;

/// The figure with its text laid out.
pub(super) fn tree(figure: &Figure) -> Tree {
    let options = Options {
        fontdb: FONTS.clone(),
        font_family: "Noto Sans".into(),
        ..Options::default()
    };
    Tree::from_str(&svg(figure, Place::Print), &options)
        .expect("the writer's own SVG is well formed")
}

/// The figure in pixels, light.
pub(super) fn png(figure: &Figure) -> Vec<u8> {
    let tree = tree(figure);
    let size = tree
        .size()
        .to_int_size()
        .scale_by(PIXELS)
        .expect("not empty");
    let mut pixels = Pixmap::new(size.width(), size.height()).expect("not empty");
    resvg::render(
        &tree,
        Transform::from_scale(PIXELS, PIXELS),
        &mut pixels.as_mut(),
    );
    encoded(&pixels).expect("pixels encode")
}

/// Opaque pixels as PNG; what is flat compresses well in the quickest way.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let opaque = pixels.data().chunks_exact(4);
    let colours: Vec<u8> = opaque.flat_map(|pixel| &pixel[..3]).copied().collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(file)
}
