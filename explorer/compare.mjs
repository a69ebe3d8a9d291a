// Two builds of the page's library give the same answers: node explorer/compare.mjs FIRST.wasm.gz SECOND.wasm.gz
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const source = readFileSync(fileURLToPath(new URL("../src/report/page/library.js", import.meta.url)), "utf8");

async function opened(file) {
  const library = new Function(`${source}; return Forgetting;`)();
  await library.load(readFileSync(file).toString("base64"));
  return library;
}

const expressions = [];
for (const beta of ["1e-300", "1e-9", "0.02", "0.5", "0.93", "0.999999999"]) {
  for (const delta of ["1e-6", "0.3", "1", "3.7", "11.95", "40", "1e3"]) {
    for (const name of ["eps_old", "eps_new", "distinguishability", "boundary_slope"]) {
      expressions.push(`${name}(${beta}, ${delta})`);
    }
    expressions.push(`bc(${delta})*sqrt(${beta})`, `ttt_old_weight(1, 1, 1, ${beta}, ${delta})`, `exp(-${delta}) + ln(${beta})`);
  }
}
const claims = [
  "for x in [0, 1]: exp(x) >= 1 + x",
  "for x in [0, 1]: x^2 <= 0.999",
  "for x in [1, 30]: exp(-x^2/2)*sqrt(x) < 2*exp(-x^2/2)*x^2",
  "for x in (0, inf): x/(1 + x) <= ln(1 + x)",
  "for x in [0, 1: x >= 0",
];

const [first, second] = await Promise.all(process.argv.slice(2, 4).map(opened));
let differences = 0;
const same = (what, text, part = (answer) => answer) => {
  const [a, b] = [first[what](text), second[what](text)].map(part);
  if (!Object.is(a, b)) {
    differences += 1;
    console.error(`${what} ${text}: ${a} and ${b}`);
  }
};
for (const text of expressions) {
  same("value", text);
  same("eval", text);
}
// The verdicts; their reasons may be put otherwise.
for (const text of claims) same("claim", text, (answer) => answer.split(":")[0]);
console.log(`${2 * expressions.length + claims.length} answers, ${differences} differences`);
process.exitCode = differences > 0 ? 1 : 0;
