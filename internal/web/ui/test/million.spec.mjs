// A million entries, and a thousand more each second. The bounds are those of a busy
// machine; test/bench.mjs has the strict ones.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { startFake } from "./fake.mjs";
import { measureList } from "./listbench.mjs";
import { eventually, Rockxy } from "./page.mjs";

let fake;

before(async () => (fake = await startFake({ rows: 1_000_000 })));
after(async () => {
  await quit();
  await fake?.close();
});

test("the first and the last row are reached, by key and by scroll bar, and the wheel goes row by row", async () => {
  const { page, context, faults } = await open(fake.ui);
  const ui = new Rockxy(page);
  await ui.row(1_000_000).waitFor();
  await page.keyboard.press("Home");
  await ui.row(1).waitFor();
  assert.equal((await ui.rows())[0].id, 1);
  await page.keyboard.press("End");
  await ui.row(1_000_000).waitFor();
  assert.equal((await ui.rows()).at(-1).id, 1_000_000);
  await ui.grid.evaluate((el) => (el.scrollTop = (el.scrollHeight - el.clientHeight) / 2));
  await eventually("the middle", async () => Math.abs((await ui.rows())[0].id - 500_000) < 500);
  const empty = await page.evaluate(
    () =>
      new Promise((done) => {
        const grid = document.querySelector("[data-grid]");
        let empty = 0;
        new MutationObserver(() => (empty += grid.querySelectorAll("[data-index]:not([data-id])").length)).observe(grid, { subtree: true, childList: true, attributes: true });
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) / 4;
        const look = () => {
          if (Math.abs((grid.querySelector("[data-id]")?.dataset.id ?? 0) - 250_000) < 500) done(empty);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  assert.equal(empty, 0, "rows far away are drawn once, not empty first");
  const before = (await ui.rows())[0].id;
  await ui.grid.hover();
  await page.mouse.wheel(0, 240);
  await eventually("ten rows more", async () => Math.abs((await ui.rows())[0].id - before - 10) <= 1);
  await page.keyboard.press("Home");
  await ui.row(1).click();
  await ui.grid.evaluate((el) => (el.scrollTop = 3000));
  const far = await eventually("rows far from the start", async () => (await ui.rows()).find((r) => r.id > 300));
  await ui.row(far.id).click({ modifiers: ["Shift"] });
  await page.getByText(`${far.id} selected`).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("rows that are seen stay where they are while others come", async () => {
  const live = await startFake({ rows: 1_000_000, perSecond: 1000 });
  const { page, context, faults } = await open(live.ui);
  const ui = new Rockxy(page);
  await eventually("a list", () => ui.count());
  await page.keyboard.press("Home");
  await ui.row(1).waitFor();
  const seen = (await ui.rows()).map((r) => r.id);
  const jumps = await page.evaluate(
    () =>
      new Promise((done) => {
        const grid = document.querySelector("[data-grid]");
        const first = grid.querySelector('[data-id="10"]').getBoundingClientRect().top;
        let jumps = 0;
        let frames = 0;
        const look = () => {
          const at = grid.querySelector('[data-id="10"]')?.getBoundingClientRect().top;
          if (at !== first) jumps++;
          if (++frames < 90) requestAnimationFrame(look);
          else done(jumps);
        };
        requestAnimationFrame(look);
      }),
  );
  assert.equal(jumps, 0);
  assert.deepEqual((await ui.rows()).map((r) => r.id), seen);
  await page.keyboard.press("f");
  await eventually("following", async () => (await ui.rows()).at(-1)?.index === (await ui.count()) - 1);
  const blank = await page.evaluate(
    () =>
      new Promise((done) => {
        let blank = 0;
        let frames = 0;
        const look = () => {
          for (const r of document.querySelectorAll("[data-grid] [data-index]")) if (!r.dataset.id) blank++;
          if (++frames < 120) requestAnimationFrame(look);
          else done(blank);
        };
        requestAnimationFrame(look);
      }),
  );
  assert.equal(blank, 0);
  assert.deepEqual(faults, []);
  await context.close();
  await live.close();
});

test("scrolling and typing are quick, and memory is small", async () => {
  const live = await startFake({ rows: 1_000_000, perSecond: 1000 });
  const { page, context, faults } = await open(live.ui);
  const figures = await measureList(page, { steps: 25 });
  console.log(JSON.stringify(figures));
  for (const what of ["wheel", "page", "type"]) assert.ok(figures[what].p95 < 50, `${what}: ${JSON.stringify(figures[what])}`);
  assert.ok(figures.heap < 60 * 2 ** 20 && figures.tab < 300 * 2 ** 20, `heap ${figures.heap}, tab ${figures.tab} octets`);
  assert.deepEqual(faults, []);
  await context.close();
  await live.close();
});
