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
    if (process.env.ROCKXY_PARTS) console.error(["ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration", "LayoutCount", "RecalcStyleCount"].map((n) => `${n} ${of(n).toFixed(1)}`).join("  "));
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

/** Octets of the JavaScript heap after garbage was collected, and of the whole tab as far as the browser tells. */
export async function memoryOf(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return { heap: usedSize };
}
