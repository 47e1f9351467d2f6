import { memoryOf, meterOf, percentile, wheelOver } from "./measure.mjs";

/** Scrolls the list in several ways and types into the search box; figures are milliseconds and octets. */
export async function measureList(page, { steps = 60 } = {}) {
  const grid = page.locator("[data-grid]");
  await grid.locator("[data-id]").first().waitFor();
  const meter = await meterOf(page);
  const wheel = await wheelOver(page, grid);
  const many = async (n, step) => {
    const all = [];
    for (let i = 0; i < n; i++) all.push(await meter((cdp) => step(cdp, i)));
    return { p50: round(percentile(all, 0.5)), p95: round(percentile(all, 0.95)), max: round(Math.max(...all)) };
  };
  const out = {};
  out.follow = await many(Math.ceil(steps / 2), () => {});
  out.wheel = await many(steps, (cdp, i) => wheel(cdp, i % 40 < 20 ? -120 : 120));
  out.page = await many(steps, () => page.keyboard.press("PageUp"));
  out.drag = await many(steps, (_, i) => page.evaluate((part) => {
    const el = document.querySelector("[data-grid]");
    el.scrollTop = part * (el.scrollHeight - el.clientHeight);
  }, ((i * 37) % 100) / 100));
  const box = page.getByRole("combobox", { name: "Search and filter" });
  await box.focus();
  out.type = await many(Math.min(steps, 26), (_, i) => page.keyboard.type(String.fromCharCode(97 + (i % 26))));
  return { ...out, ...(await memoryOf(page)) };
}

const round = (n) => Math.round(n * 100) / 100;
