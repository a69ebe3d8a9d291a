#!/bin/sh
# Compiles the library to WebAssembly for the report's page: explorer/build.sh [FILE], src/report/page/library.wasm.gz by default.
# Needs the target wasm32-unknown-unknown, clang, and the headers of wasi-libc for the C of core-math.
set -eu
cd "$(dirname "$0")"
file=${1:-../src/report/page/library.wasm.gz}
# core-math asks for rounding modes and exceptions that WebAssembly has not: one mode, no flags.
headers=${WASI_HEADERS:-/usr/include/wasm32-wasi}
export CC_wasm32_unknown_unknown=clang AR_wasm32_unknown_unknown=llvm-ar
export CFLAGS_wasm32_unknown_unknown="-isystem $headers -D__wasi__ -DFE_TONEAREST=0 -DFE_DOWNWARD=1 -DFE_UPWARD=2 -DFE_TOWARDZERO=3 -DFE_INEXACT=0 -DFE_UNDERFLOW=0 -DFE_OVERFLOW=0 -DFE_INVALID=0 -DFE_DIVBYZERO=0"
# No source of random numbers, and no paths of the machine in the words of a panic.
flags='--cfg getrandom_backend="unsupported"'
flags="$flags --remap-path-prefix=$(cd .. && pwd)=forgetting"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags="$flags --remap-path-prefix=$crates=crates"
done
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
# The library embeds the file itself: the first time there is none.
[ -e ../src/report/page/library.wasm.gz ] || : > ../src/report/page/library.wasm.gz
cargo build --release --target wasm32-unknown-unknown
gzip -9 -n -c target/wasm32-unknown-unknown/release/forgetting_explorer.wasm > "$file.part"
mv "$file.part" "$file"
