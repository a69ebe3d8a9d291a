// The library in the page: the code of the command line, compiled to WebAssembly.
const Forgetting = (() => {
  "use strict";
  const written = new TextEncoder(), read = new TextDecoder();
  let library, settle;
  const ready = new Promise((resolve, reject) => { settle = { resolve, reject }; });

  function load(packed) {
    open(packed).then(settle.resolve, settle.reject);
    return ready;
  }

  // From base64 of gzip.
  async function open(packed) {
    const bytes = Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const source = await new Response(unpacked).arrayBuffer();
    // The C of core-math has words for cases that do not occur.
    const never = () => { throw new Error("not reached"); };
    const env = { puts: never, printf: never, exit: never };
    library = (await WebAssembly.instantiate(source, { env })).instance.exports;
  }

  // Puts the text where the library reads it, and calls it.
  function ask(what, text) {
    const bytes = written.encode(text);
    const place = library.reserve(bytes.length);
    new Uint8Array(library.memory.buffer, place, bytes.length).set(bytes);
    return library[what]();
  }

  function answered(what, text) {
    const length = ask(what, text);
    return read.decode(new Uint8Array(library.memory.buffer, library.answer(), length));
  }

  return {
    load,
    ready,
    // The double that `eval --raw` prints; not a number where there is none.
    value: (expression) => ask("value", expression),
    // What `eval` prints.
    eval: (expression) => answered("eval", expression),
    // The verdict of `claim`, and its reason.
    claim: (statement) => answered("claim", statement),
  };
})();
