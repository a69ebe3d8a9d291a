//! Result folders as data.

use std::collections::BTreeMap;
use std::path::Path;

/// Every file below a folder, by its relative path.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next)
            .expect("a folder")
            .map(|e| e.expect("readable").path())
        {
            if entry.is_dir() {
                open.push(entry);
            } else {
                let name = entry
                    .strip_prefix(folder)
                    .expect("below")
                    .to_string_lossy()
                    .replace('\\', "/");
                found.insert(name, std::fs::read(&entry).expect("readable"));
            }
        }
    }
    found
}
