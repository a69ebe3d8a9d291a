//! Result folders as data, and files of data as other programs write them.

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

/// Writes an array as NumPy does, in version 1 of its format.
pub fn npy(path: &Path, header: &str, body: &[u8]) {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(body);
    std::fs::write(path, bytes).expect("writes");
}

/// The header of such a file.
pub fn npy_header(descr: &str, fortran: &str, shape: &str) -> String {
    format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n")
}
