import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Only goes down. The aim is 15 KiB; the smallest complete chat widget measured elsewhere has 49. */
const BUDGET = 24 * 1024;
const file = new URL("../dist/widget.js", import.meta.url);
const code = readFileSync(file);
const gzip = gzipSync(code, { level: 9 }).length;

console.log(`widget.js ${code.length} bytes, ${gzip} gzipped, budget ${BUDGET}`);
if (gzip > BUDGET) {
  console.error(`over the budget by ${gzip - BUDGET} bytes`);
  process.exit(1);
}
