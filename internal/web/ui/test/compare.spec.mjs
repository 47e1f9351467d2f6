// Two exchanges beside each other.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { asker, eventually, startEcho } from "./echo.mjs";
import { startInstance } from "./instance.mjs";
import { Rockxy } from "./page.mjs";

let instance, origin, client, page, root, faults, left, right;

before(async () => {
  instance = await startInstance({ command: "serve" });
  origin = await startEcho();
  ({ page, faults } = await open(instance.ui));
  await page.locator("main").waitFor();
  const status = await page.evaluate(() => fetch("/v1/status").then((r) => r.json()));
  client = asker(status.proxy);
  const json = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body });
  await client.ask(`${origin.base}/echo/a`, json('{"name":"Ada","n":1,"list":[1,2,3]}'));
  await client.ask(`${origin.base}/echo/b`, json('{"list":[1,2,4],"n":1,"name":"Ada"}'));
  await client.ask(`${origin.base}/html`);
  const ids = await eventually("three entries", () => {
    const all = instance.run("flows", "--json").split("\n").filter(Boolean).map((l) => JSON.parse(l).id).sort((a, b) => a - b);
    return all.length === 3 && all;
  });
  [left, right] = ids;
  root = page.getByRole("region", { name: "Compare", exact: true });
});

after(async () => {
  await quit();
  await origin?.close();
  await instance?.close();
});

afterEach(() => {
  assert.deepEqual(faults.splice(0), []);
});

const part = (name) => root.getByRole("region", { name, exact: true });

test("two rows are compared from the list", async () => {
  const rockxy = new Rockxy(page);
  await rockxy.total(3);
  await rockxy.row(left).click();
  await rockxy.row(right).click({ modifiers: ["ControlOrMeta"] });
  await rockxy.row(right).click({ button: "right" });
  await rockxy.pick("Compare these two");
  await part("Request head").waitFor();
  assert.match(page.url(), new RegExp(`left=${left}&right=${right}`));
});

test("heads line by line, bodies as values, a summary and times", async () => {
  assert.match(await part("Request head").innerText(), /POST .*\/echo\/a HTTP\/1.1/);
  const body = await part("Request body").innerText();
  assert.match(body, /1 value differs/);
  assert.match(body, /\$\.list\[2\]\s+3\s+4/);
  assert.doesNotMatch(body, /\$\.name/);
  assert.match(await part("Summary").innerText(), /URL\s+differs\s+http:\/\/127.0.0.1:\d+\/echo\/a\s+http:\/\/127.0.0.1:\d+\/echo\/b/);
  assert.match(await part("Timing").innerText(), /(ms|µs)/);
});

test("from difference to difference, and only those", async () => {
  const said = root.getByRole("status").first();
  const [, of] = /(\d+) differences/.exec(await said.innerText());
  assert.ok(Number(of) >= 2);
  await root.getByRole("button", { name: "Next difference" }).click();
  assert.equal(await said.innerText(), `1 of ${of}`);
  await page.keyboard.press("k");
  assert.equal(await said.innerText(), `${of} of ${of}`);
  assert.equal(await root.locator("[data-now]").count(), 1);
  const all = await part("Response head").getByRole("row").count();
  await root.getByRole("button", { name: "Only differences" }).click();
  assert.ok((await part("Response head").getByRole("row").count()) < all);
  await root.getByText(/lines? that (is|are) the same/).first().waitFor();
  await root.getByRole("button", { name: "Only differences" }).click();
});

test("sides are swapped", async () => {
  await root.getByRole("button", { name: "Swap sides" }).click();
  await eventually("the other way round", async () => /\/echo\/b/.test(await root.getByRole("region", { name: "Left", exact: true }).innerText()));
  assert.match(page.url(), new RegExp(`left=${right}&right=${left}`));
  await page.goBack();
});

test("an entry with itself has no differences", async () => {
  await page.evaluate((id) => (location.hash = `#/compare?left=${id}&right=${id}`), left);
  await root.getByText("No differences in heads and bodies").waitFor();
  await root.getByText("The same, octet for octet").first().waitFor();
});

test("what is not there is told", async () => {
  await page.evaluate((id) => (location.hash = `#/compare?left=${id}&right=999`), left);
  await root.getByText("These two cannot be compared").waitFor();
  await page.evaluate(() => (location.hash = "#/compare"));
  await root.getByText("Choose two exchanges to compare").waitFor();
});

test("axe finds nothing serious", async () => {
  await page.evaluate(([l, r]) => (location.hash = `#/compare?left=${l}&right=${r}`), [left, right]);
  await part("Request body").waitFor();
  assert.deepEqual(await new Rockxy(page).faults("main"), []);
});
