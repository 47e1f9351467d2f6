// Messages that breakpoints pause: seen at once, changed in each way, sent, answered and ended, with what the client
// and the origin get of it.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Breakpoints } from "./breakpoints.page.mjs";
import { open, quit } from "./browser.mjs";
import { asker, eventually, startEcho } from "./echo.mjs";
import { startInstance } from "./instance.mjs";
import { Rockxy } from "./page.mjs";

const rules = `rules:
  - name: requests
    match: path:/echo/request*
    actions:
      - breakpoint: request
  - name: responses
    match: path:/echo/response*
    actions:
      - breakpoint: response
  - name: soon
    match: path:/echo/soon
    actions:
      - breakpoint: {on: request, timeout: 2s, then: abort}
  - name: long
    match: path:/echo/long
    actions:
      - breakpoint: {on: request, timeout: 60s, then: abort}
  - name: events
    match: path:/events
    actions:
      - breakpoint: messages
`;

let instance, origin, client, page, window, faults;

before(async () => {
  instance = await startInstance({ command: "serve" });
  origin = await startEcho();
  ({ page, faults } = await open(instance.ui));
  await page.locator("main").waitFor();
  const status = await page.evaluate(() => fetch("/v1/status").then((r) => r.json()));
  client = asker(status.proxy);
  await page.evaluate((text) => fetch("/v1/rules/edit", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ group: "stops", do: "write", text }) }), rules);
  window = new Breakpoints(page);
  await window.open();
});

after(async () => {
  await quit();
  await origin?.close();
  await instance?.close();
});

afterEach(() => {
  assert.deepEqual(faults.splice(0), []);
});

// Nothing is waited for for ever.
const soon = (answered) => Promise.race([answered, new Promise((_, no) => setTimeout(no, 30_000, new Error("there was no answer")).unref())]);
const post = (path, body = '{"user":"ada"}') => client.begin(origin.base + path, { method: "POST", headers: { "Content-Type": "application/json", "X-Old": "1" }, body }).answered;

describe("a paused request", () => {
  test("is there at once, is changed field by field and sent", async () => {
    assert.equal(await page.getByText("Nothing is paused").isVisible(), true);
    const answered = post("/echo/request1");
    await window.choose("/echo/request1");
    await page.getByLabel("Method", { exact: true }).fill("PUT");
    await page.getByRole("textbox", { name: "URL" }).fill(`${origin.base}/echo/other?x=1`);
    await window.tab("Headers");
    const headers = page.getByRole("group", { name: "Headers" });
    const old = headers.locator("input[value='X-Old']");
    await headers.getByLabel(/^Value/).nth(await headers.locator("[data-cell$=' 0']").evaluateAll((all) => all.findIndex((i) => i.value === "X-Old"))).fill("2");
    assert.equal(await old.count(), 1);
    await window.tab("Body");
    await window.write('{"user":"bob","n":1}');
    await page.getByText("Content-Length: 14 becomes 20").waitFor();
    await window.do("Send as edited");
    const seen = JSON.parse((await soon(answered)).text);
    assert.deepEqual([seen.method, seen.url, seen.headers["x-old"], seen.body, seen.headers["content-length"]], ["PUT", "/echo/other?x=1", "2", '{"user":"bob","n":1}', "20"]);
  });

  test("is changed as text; what is wrong is told, and the message stays", async () => {
    const answered = post("/echo/request2");
    await window.choose("/echo/request2");
    await window.tab("Text");
    await window.root.locator(".cm-content").getByText("X-Old: 1").waitFor();
    await window.write("nonsense");
    await page.getByRole("alert").getByText("This cannot be sent").waitFor();
    await window.write(`POST ${origin.base}/echo/text HTTP/1.1\nHost: ${origin.host}\nX-New: yes\n\nhello`);
    await page.getByRole("alert").waitFor({ state: "detached" });
    await window.root.locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    const seen = JSON.parse((await soon(answered)).text);
    assert.deepEqual([seen.url, seen.headers["x-new"], seen.headers["x-old"], seen.body], ["/echo/text", "yes", undefined, "hello"]);
  });

  test("form and text say the same, there and back", async () => {
    const answered = post("/echo/request3");
    await window.choose("/echo/request3");
    await window.tab("Headers");
    await page.locator("[data-cell='0 1']").first().waitFor();
    await page.getByRole("group", { name: "Headers" }).getByLabel("Add").fill("X-Form");
    await page.keyboard.press("Enter");
    await page.keyboard.insertText("made");
    await window.tab("Text");
    await window.root.locator(".cm-content").getByText("X-Form: made").waitFor();
    await window.tab("Form");
    await window.tab("Headers");
    assert.ok((await page.locator("[data-cell$=' 0']").evaluateAll((all) => all.map((i) => i.value))).includes("X-Form"));
    await window.do("As it came");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    assert.equal(JSON.parse((await soon(answered)).text).headers["x-form"], undefined);
  });

  test("is answered here", async () => {
    const answered = post("/echo/request4");
    await window.choose("/echo/request4");
    const before = origin.seen.length;
    await window.do("Answer here");
    await page.getByRole("spinbutton", { name: "Status" }).fill("418");
    await window.tab("Body");
    await window.write('{"tea":true}');
    await window.do("Send the answer");
    const got = await soon(answered);
    assert.deepEqual([got.status, got.text, origin.seen.length], [418, '{"tea":true}', before]);
  });

  test("is ended with a page, or by a reset", async () => {
    const [first, second] = [post("/echo/request5"), post("/echo/request6")];
    await window.choose("/echo/request5");
    await window.end("Answer 404");
    assert.equal((await soon(first)).status, 404);
    await window.choose("/echo/request6");
    await window.end("Reset the connection");
    assert.equal((await soon(second)).error, "ECONNRESET");
  });

  test("sent as it came although it was edited", async () => {
    const answered = post("/echo/request7", "abc");
    await window.choose("/echo/request7");
    await window.write("other");
    await window.do("Send as it came");
    assert.equal(JSON.parse((await soon(answered)).text).body, "abc");
  });

  test("a template is saved, and takes the place of another", async () => {
    const first = post("/echo/request8");
    await window.choose("/echo/request8");
    await window.write('{"from":"template"}');
    await window.do("Templates");
    await page.getByRole("menuitem", { name: "Save as a template…" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("standing");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved as standing").waitFor();
    await window.do("Send as edited");
    await soon(first);
    const second = post("/echo/request9", "x");
    await window.choose("/echo/request9");
    await window.do("Templates");
    await page.getByRole("menuitem", { name: "Use standing" }).click();
    await window.root.locator(".cm-content").getByText("template").waitFor();
    await page.keyboard.press("Control+Enter");
    assert.equal(JSON.parse((await soon(second)).text).body, '{"from":"template"}');
  });
});

test("a response is changed", async () => {
  const answered = client.begin(`${origin.base}/echo/response1`).answered;
  await window.choose("/echo/response1");
  await page.getByRole("spinbutton", { name: "Status" }).fill("203");
  await window.write('{"changed":1}');
  await window.do("Send as edited");
  const got = await soon(answered);
  assert.deepEqual([got.status, got.text], [203, '{"changed":1}']);
});

test("messages of a stream are changed and left out", async () => {
  const stream = await client.listen(`${origin.base}/events`);
  await eventually("a listener", () => origin.listening());
  origin.event("one");
  await window.choose("/events");
  await window.write("ONE");
  await window.do("Send as edited");
  await eventually("the changed event", () => stream.heard.text.includes("data: ONE"));
  origin.event("two");
  await eventually("the second", async () => (await window.items.count()) === 1);
  await window.do("Leave out");
  origin.event("three");
  await eventually("the third", async () => (await window.items.count()) === 1);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await eventually("the third event", () => stream.heard.text.includes("three"));
  assert.equal(stream.heard.text.includes("two"), false);
  stream.close();
});

test("the clock runs, and stops when somebody edits", async () => {
  const left = post("/echo/soon");
  await window.choose("/echo/soon");
  await page.getByText(/^Ended in \d s$/).waitFor();
  assert.equal((await soon(left)).status, 503);
  const long = post("/echo/long");
  await window.choose("/echo/long");
  await page.getByText(/^Ended in \d\d s|1:00$/).first().waitFor();
  await window.write("mine");
  await page.getByText(/^Ended in/).waitFor({ state: "detached" });
  await window.do("Send as edited");
  assert.equal(JSON.parse((await soon(long)).text).body, "mine");
});

test("several wait, the next is shown when one is sent, and all are sent at once", async () => {
  const all = [1, 2, 3, 4].map((n) => post(`/echo/request-many-${n}`));
  await eventually("four", async () => (await window.items.count()) === 4);
  await page.getByText("4 paused").waitFor();
  await window.queue.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("o");
  await eventually("three", async () => (await window.items.count()) === 3);
  assert.equal(await window.items.evaluateAll((i) => i.filter((x) => x.ariaSelected === "true").length), 1);
  await window.do("All");
  await page.getByRole("menuitem", { name: "Send all 3 as they are" }).click();
  assert.deepEqual((await soon(Promise.all(all))).map((a) => a.status), [200, 200, 200, 200]);
  await page.getByText("Nothing is paused").waitFor();
});

test("edits outlive the page", async () => {
  const answered = post("/echo/request-kept");
  await window.choose("/echo/request-kept");
  await window.write("kept");
  await page.getByText("edited", { exact: true }).waitFor();
  await page.reload();
  await window.choose("/echo/request-kept");
  await window.root.locator(".cm-content").getByText("kept").waitFor();
  await window.do("Send as edited");
  assert.equal(JSON.parse((await soon(answered)).text).body, "kept");
});

test("axe finds nothing serious", async () => {
  const rockxy = new Rockxy(page);
  assert.deepEqual(await rockxy.faults("main"), []);
  const answered = post("/echo/request-axe");
  await window.choose("/echo/request-axe");
  assert.deepEqual(await rockxy.faults("main"), []);
  await window.tab("Headers");
  assert.deepEqual(await rockxy.faults("main"), []);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await soon(answered);
});
