import { readFile } from "node:fs/promises";

// Measures what a page costs: script and layout of single steps, memory, paint.

/** The p-th percentile (0 to 1) of figures. */
export function percentile(figures, p) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

/** A meter of a page: `await meter(step)` is how many milliseconds of script, style and layout a step took until it was painted. */
export async function meterOf(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    const of = (name) => metrics.find((m) => m.name === name).value * 1000;
    return of("ScriptDuration") + of("LayoutDuration") + of("RecalcStyleDuration");
  };
  const painted = () => page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(() => ok()))));
  return async (step) => {
    const before = await spent();
    await step(cdp);
    await painted();
    return (await spent()) - before;
  };
}

/** The wheel, over the middle of an element. */
export async function wheelOver(page, locator) {
  const box = await locator.boundingBox();
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  return (cdp, deltaY) => cdp.send("Input.dispatchMouseEvent", { type: "mouseWheel", ...at, deltaX: 0, deltaY });
}

/**
 * Octets of the JavaScript heap after garbage was collected, and on Linux of the whole
 * process that shows the page (what it shares with others counted in parts).
 */
export async function memoryOf(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return { heap: usedSize, tab: await processOf(page) };
}

async function processOf(page) {
  const cdp = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter((p) => p.type === "renderer").map((p) => proportional(p.id));
  return Math.max(0, ...(await Promise.all(sizes)));
}

async function proportional(pid) {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}
