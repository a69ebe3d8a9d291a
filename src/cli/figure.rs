//! `figure`: one figure into a file.

use super::Outcome;
use super::arguments::Figure;
use forgetting::error::Result;
use forgetting::exhibit::FigureEntry;
use forgetting::figure::FigureFormat;
use forgetting::report::write_whole;

pub(super) fn run(options: &Figure) -> Result<Outcome> {
    let entry = FigureEntry::find(&options.name)?;
    entry.check_flags(&options.setting.given())?;
    let extension = options
        .out
        .extension()
        .unwrap_or_default()
        .to_string_lossy();
    let format = FigureFormat::of_extension(&extension)?;
    write_whole(
        &options.out,
        &format.render(&entry.build(&options.setting.scenario()?)?),
    )?;
    Ok(Outcome::Well)
}
