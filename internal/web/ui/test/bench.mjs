// What the list costs with a million entries while a thousand come each second:
//   node test/bench.mjs [--rows N] [--per-second N] [--steps N] [--ui LINK] [--strict]
// Without a link, a stand-in is measured. The figures are JSON on the standard output;
// --strict fails when a bound is not kept.
import { parseArgs } from "node:util";
import { open, quit } from "./browser.mjs";
import { startFake } from "./fake.mjs";
import { measureList } from "./listbench.mjs";

const { values: o } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, "per-second": { type: "string", default: "1000" }, steps: { type: "string", default: "200" }, ui: { type: "string" }, strict: { type: "boolean" } },
});
const instance = o.ui ? { ui: o.ui, close() {} } : await startFake({ rows: Number(o.rows), perSecond: Number(o["per-second"]) });
try {
  const { page, faults } = await open(instance.ui);
  const figures = await measureList(page, { steps: Number(o.steps) });
  console.log(JSON.stringify(figures, null, 1));
  const bounds = { wheel: 16, page: 16, type: 16, drag: 16 };
  const over = Object.keys(bounds).filter((what) => figures[what].p95 >= bounds[what]).map((what) => `${what}: p95 is ${figures[what].p95} ms`);
  if (figures.tab >= 300 * 2 ** 20) over.push(`the tab takes ${Math.round(figures.tab / 2 ** 20)} MiB`);
  if (o.strict && over.length) throw new Error(over.join("\n"));
  if (faults.length) throw new Error(faults.join("\n"));
} finally {
  await quit();
  await instance.close();
}
