// What one sees first, and when things are not as they should be: no traffic, no
// cookie, no instance.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { eventually, Rockxy } from "./page.mjs";

let instance;

before(async () => (instance = await startInstance({ command: "serve" })));
after(async () => {
  await quit();
  await instance?.close();
});

test("an empty list says how to fill it", async () => {
  for (const theme of ["light", "dark"]) {
    const { page, faults, context } = await open(instance.ui, { theme });
    await page.getByText("Nothing was captured yet").waitFor();
    await page.getByText(/rockxy run/).waitFor();
    const ui = new Rockxy(page);
    await ui.shot(`first-${theme}`);
    assert.deepEqual(await ui.faults(), []);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("without a cookie, the page says how to get in", async () => {
  const { page, context } = await open(new URL(instance.ui).origin + "/");
  await page.getByText("This page is not signed in").waitFor();
  await page.getByText("rockxy ui").waitFor();
  await new Rockxy(page).shot("signed-out");
  await context.close();
});

test("an instance that goes away is noticed, and one that comes back is refused until signed in", async () => {
  const gone = await startInstance({ command: "serve" });
  const { page, context } = await open(gone.ui);
  await page.getByText("Nothing was captured yet").waitFor();
  await gone.close();
  await page.getByText("Rockxy is not answering").waitFor();
  await new Rockxy(page).shot("lost");
  await context.close();
});

test("the first paint comes at once, and little is loaded for it", async () => {
  const paints = [];
  let scripts = 0;
  for (let i = 0; i < 5; i++) {
    const { page, context } = await open(instance.ui);
    await page.getByText("Nothing was captured yet").waitFor();
    paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity));
    const loaded = await page.evaluate(() => performance.getEntriesByType("resource").filter((r) => r.name.endsWith(".js")).map((r) => ({ name: r.name.split("/").pop(), size: r.encodedBodySize })));
    const initial = await page.evaluate(() => [...document.querySelectorAll("script[src],link[rel=modulepreload]")].map((e) => (e.src || e.href).split("/").pop()));
    scripts = loaded.filter((s) => initial.includes(s.name)).reduce((sum, s) => sum + s.size, 0);
    await context.close();
  }
  assert.ok(Math.min(...paints) < 300, `first paint after ${paints.map(Math.round)} ms`);
  assert.ok(scripts > 50_000 && scripts < 200_000, `${scripts} octets of initial JavaScript, compressed`);
});

test("reloading in the middle keeps what was chosen", async () => {
  const { page, context, faults } = await open(instance.ui);
  await page.getByText("Nothing was captured yet").waitFor();
  await page.getByRole("button", { name: "Hide the sidebar" }).click();
  await eventually("it to be kept", () => page.evaluate(() => fetch("/v1/preferences").then((r) => r.json()).then((p) => p["sidebar.open"] === false)));
  await page.reload();
  await page.getByRole("button", { name: "Show the sidebar" }).click();
  assert.deepEqual(faults, []);
  await context.close();
});
