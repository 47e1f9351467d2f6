// What the list costs with a million entries while a thousand come each second:
//   node test/bench.mjs [--rows N] [--per-second N] [--steps N]
// Fails when a bound is not kept.
import { parseArgs } from "node:util";
import { open, quit } from "./browser.mjs";
import { startFake } from "./fake.mjs";
import { measureList } from "./listbench.mjs";

const { values: o } = parseArgs({ options: { rows: { type: "string", default: "1000000" }, "per-second": { type: "string", default: "1000" }, steps: { type: "string", default: "200" } } });
const fake = await startFake({ rows: Number(o.rows), perSecond: Number(o["per-second"]) });
try {
  const { page, faults } = await open(fake.ui);
  const figures = await measureList(page, { steps: Number(o.steps) });
  console.log(JSON.stringify(figures, null, 1));
  if (faults.length) throw new Error(faults.join("\n"));
} finally {
  await quit();
  await fake.close();
}
