//! The reader of certificates, on any bytes and on edits of valid certificates.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/harness/certificate.rs"]
mod certificate;

fuzz_target!(|data: &[u8]| {
    certificate::survives(&String::from_utf8_lossy(data));
    certificate::refuses_tampering(data);
});
