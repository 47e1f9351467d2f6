// Requests that are composed, changed and sent again, and what comes of them.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { asker, eventually, startEcho } from "./echo.mjs";
import { startInstance } from "./instance.mjs";
import { Rockxy } from "./page.mjs";

let instance, origin, client, page, root, results, faults;

before(async () => {
  instance = await startInstance({ command: "serve" });
  origin = await startEcho();
  ({ page, faults } = await open(instance.ui));
  await page.locator("main").waitFor();
  const status = await page.evaluate(() => fetch("/v1/status").then((r) => r.json()));
  client = asker(status.proxy);
  root = page.getByRole("region", { name: "Compose", exact: true });
  results = page.getByRole("region", { name: "Results" });
});

after(async () => {
  await quit();
  await origin?.close();
  await instance?.close();
});

afterEach(() => {
  assert.deepEqual(faults.splice(0), []);
});

const go = async (hash) => {
  await page.evaluate((to) => (location.hash = to), hash);
  await root.waitFor();
};
const url = () => root.getByRole("textbox", { name: "URL" });
const method = () => root.getByRole("combobox", { name: "Method" });
const tab = (name) => root.getByRole("region", { name: "Request", exact: true }).first().getByRole("tablist", { name: "Parts of the request" }).getByRole("tab", { name: new RegExp(`^${name}`) }).click();
async function write(text) {
  const content = root.getByRole("region", { name: "Request" }).locator(".cm-content");
  await content.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}
const fields = async (...all) => {
  for (const [at, [name, value]] of all.entries()) {
    await root.locator(`[data-cell="${at} 0"]`).fill(name);
    await root.locator(`[data-cell="${at} 1"]`).fill(value);
  }
};
/** The entry that was sent last, in the inspector, and what the origin saw. */
async function sent() {
  const before = origin.seen.length;
  await root.getByRole("button", { name: "Send", exact: true }).click();
  await eventually("a request", () => origin.seen.length > before);
  await results.locator("[data-entry]").waitFor();
  return origin.seen.at(-1);
}

test("a request is written and sent; the answer is in the inspector", async () => {
  await go("#/compose");
  await url().fill(`${origin.base}/echo/new?a=1`);
  await fields(["X-One", "1"], ["x-two", "2"]);
  await tab("Body");
  await write('{"n": 1}');
  assert.equal(await method().inputValue(), "POST");
  const seen = await sent();
  assert.deepEqual([seen.method, seen.url, seen.body, seen.headers["x-one"], seen.headers["content-type"]], ["POST", "/echo/new?a=1", '{"n": 1}', "1", "application/json"]);
  assert.deepEqual(seen.raw.filter((_, i) => i % 2 === 0).filter((n) => /^x-/i.test(n)), ["X-One", "x-two"]);
  await results.getByText("200").first().waitFor();
});

test("the query is a table, the whole a text", async () => {
  await tab("Query");
  await root.locator('[data-cell="0 1"]').fill("new value");
  await root.locator('[data-cell="1 0"]').fill("b");
  await root.locator('[data-cell="1 1"]').fill("é");
  assert.equal(await url().inputValue(), `${origin.base}/echo/new?a=new+value&b=%C3%A9`);
  await tab("Raw");
  await write(`PUT ${origin.base}/echo/raw HTTP/1.1\nX-Raw: yes\n\nplain`);
  assert.deepEqual([await method().inputValue(), await url().inputValue()], ["PUT", `${origin.base}/echo/raw`]);
  const seen = await sent();
  assert.deepEqual([seen.method, seen.url, seen.body, seen.headers["x-raw"], seen.headers["x-one"]], ["PUT", "/echo/raw", "plain", "yes", undefined]);
});

test("a captured request is edited and sent again", async () => {
  await client.ask(`${origin.base}/echo/captured`, { method: "POST", headers: { "Content-Type": "application/json", "X-Key": "abc" }, body: '{"user":"ada"}' });
  const id = await eventually("the entry", () => instance.run("flows", "path:/echo/captured", "--json").split("\n").filter(Boolean).map((l) => JSON.parse(l).id)[0]);
  await go(`#/compose?from=${id}`);
  await eventually("the form", async () => (await url().inputValue()).endsWith("/echo/captured"));
  await tab("Body");
  await write('{"user":"bob"}');
  const seen = await sent();
  assert.deepEqual([seen.body, seen.headers["x-key"], seen.headers["content-length"]], ['{"user":"bob"}', "abc", "14"]);
  const again = await eventually("the replay", () => instance.run("flows", `replay-of:${id}`, "--json").split("\n").filter(Boolean).map((l) => JSON.parse(l))[0]);
  assert.equal(again.method, "POST");
});

test("octets that are no text go again as they were", async () => {
  const octets = Buffer.from([0, 1, 2, 255, 254, 0]);
  await client.ask(`${origin.base}/echo/octets`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: octets });
  const id = await eventually("the entry", () => instance.run("flows", "path:/echo/octets", "--json").split("\n").filter(Boolean).map((l) => JSON.parse(l).id)[0]);
  await go(`#/compose?from=${id}`);
  await eventually("the form", async () => (await url().inputValue()).endsWith("/echo/octets"));
  const seen = await sent();
  assert.equal(seen.headers["content-length"], "6");
});

test("a cURL command fills in everything, pasted into the URL or a dialog", async () => {
  await go("#/compose");
  await page.evaluate((text) => navigator.clipboard.writeText(text), `curl '${origin.base}/echo/curl?q=1' -X PATCH -H 'Accept: text/plain' -H 'Content-Type: text/x' --data-raw 'a b' --compressed`);
  await url().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
  await eventually("the method", async () => (await method().inputValue()) === "PATCH");
  const seen = await sent();
  assert.deepEqual([seen.method, seen.url, seen.body, seen.headers.accept, seen.headers["content-type"]], ["PATCH", "/echo/curl?q=1", "a b", "text/plain", "text/x"]);
  await root.getByRole("button", { name: "Paste a command" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("curl --unclosed '");
  await dialog.getByRole("button", { name: "Fill in" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByRole("textbox").fill(`curl -k ${origin.base}/echo/dialog`);
  await dialog.getByRole("button", { name: "Fill in" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await url().inputValue(), `${origin.base}/echo/dialog`);
  await page.getByText("Not taken over:").waitFor();
});

test("it is repeated, and stopped", async () => {
  await go("#/compose");
  await url().fill(`${origin.base}/echo/many`);
  await root.getByRole("spinbutton", { name: "Repeat" }).fill("3");
  await root.getByRole("button", { name: "Send 3 times" }).click();
  await results.getByText("3 of 3").waitFor();
  assert.equal(origin.seen.filter((s) => s.url === "/echo/many").length, 3);
  await root.getByRole("spinbutton", { name: "Repeat" }).fill("50");
  await root.getByRole("spinbutton", { name: "pause" }).fill("60000");
  await root.getByRole("button", { name: "Send 50 times" }).click();
  await results.getByText("1 of 50").waitFor();
  await root.getByRole("button", { name: "Stop" }).click();
  await results.getByText("Stopped after 1 of 50").waitFor();
  assert.equal(origin.seen.filter((s) => s.url === "/echo/many").length, 4);
  await root.getByRole("spinbutton", { name: "Repeat" }).fill("1");
});

test("what was sent is in the history, also after a reload", async () => {
  const history = page.getByRole("region", { name: "History" });
  await history.getByRole("button", { name: /PATCH/ }).first().waitFor();
  await eventually("kept history", () => page.evaluate(() => fetch("/v1/preferences").then((r) => r.text()).then((t) => t.includes("/echo/many"))));
  await page.reload();
  await root.waitFor();
  await history.getByRole("button", { name: /PATCH/ }).first().click();
  assert.deepEqual([await method().inputValue(), await url().inputValue()], ["PATCH", `${origin.base}/echo/curl?q=1`]);
  const count = await history.getByRole("listitem").count();
  await history.getByRole("button", { name: "Clear history" }).click();
  assert.equal(await history.getByRole("listitem").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await history.getByRole("listitem").count(), count);
});

test("what cannot be sent is told", async () => {
  await go("#/compose");
  await url().fill("http://127.0.0.1:1/");
  await root.getByRole("button", { name: "Send", exact: true }).click();
  await eventually("a failed entry", async () => /refused|unreachable|cannot|not/i.test(await results.innerText()));
});

test("a row is sent again from the list", async () => {
  await page.evaluate(() => (location.hash = "#/"));
  const rockxy = new Rockxy(page);
  await rockxy.filter("path:/echo/captured");
  await rockxy.total(2);
  const [row] = await rockxy.rows();
  const before = origin.seen.length;
  await rockxy.row(row.id).click();
  await page.keyboard.press("r");
  await eventually("the request again", () => origin.seen.length > before);
  await rockxy.total(3);
  await rockxy.filter("");
});

test("axe finds nothing serious", async () => {
  const rockxy = new Rockxy(page);
  await go("#/compose");
  for (const name of ["Headers", "Query", "Body", "Raw"]) {
    await tab(name);
    assert.deepEqual(await rockxy.faults("main"), [], name);
  }
});
