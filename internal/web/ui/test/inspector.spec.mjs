// The inspector with real traffic: bodies of every kind, messages as they pass, both TLS
// sides, what rules did, connections that were refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { Body, Inspector } from "./inspector.page.mjs";
import { startInstance } from "./instance.mjs";
import { bodies, startOrigin, through, token } from "./origin.mjs";
import { eventually } from "./page.mjs";

let instance, origin, client, ca, root, shop, page, inspector, faults;
const ids = new Map(); // of entries, by path

/** The entries whose URL has a text, the newest last. */
function entries(filter) {
  return instance
    .run("flows", filter, "--json", "--limit", "200")
    .split("\n")
    .filter(Boolean)
    .map((l) => JSON.parse(l))
    .sort((a, b) => a.id - b.id);
}

/** The number of the newest entry that a filter selects, once there is one. */
async function newest(filter, good = () => true) {
  return eventually(`an entry like ${filter}`, () => entries(filter).findLast(good)?.id);
}

before(async () => {
  instance = await startInstance();
  origin = await startOrigin();
  ({ page, faults } = await open(instance.ui, { size: { width: 1440, height: 2400 } }));
  inspector = new Inspector(page);
  await page.locator("[role=grid]").first().waitFor();
  client = through(await page.evaluate(() => fetch("/v1/status").then((r) => r.json().then((s) => s.proxy))));
  for (const path of Object.keys(bodies)) await client.send(origin.base + path);
  await client.send(`${origin.base}/cookies?a=1&b=two%20words&a=3&flag&bad=%zz`, { headers: { Cookie: "session=abc; theme=dark", Authorization: `Bearer ${token}` } });
  await client.send(`${origin.base}/form`, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=ada&password=open+sesame&user=bob" });
  await client.send(`${origin.base}/graphql`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ operationName: "Lamps", query: "query Lamps($n: Int) { lamps(first: $n) { id name } }", variables: { n: 3 } }) });
  await client.send(`${origin.base}/multipart`, {
    method: "POST",
    headers: { "Content-Type": "multipart/form-data; boundary=b0unda" },
    body: '--b0unda\r\nContent-Disposition: form-data; name="title"\r\n\r\nA lamp\r\n--b0unda\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\nContent-Type: application/json\r\n\r\n{"in":"a part"}\r\n--b0unda--\r\n',
  });
  await client.send(`${origin.base}/gzip`);
  // A program that accepts our certificate for one host and not for another one pins the other's.
  ca = await page.evaluate(() => fetch("/v1/root.pem").then((r) => r.text()));
  const api = new URL(entries("host:api.demo.test")[0].url).host;
  shop = new URL(entries("host:shop.demo.test")[0].url).host;
  // The verdict rests on whose connections these are, which a busy machine may not tell in time.
  await eventually("a client that pins", async () => {
    root = (await client.tls(api, { ca, path: "/api/products" })).issuer;
    for (let i = 0; i < 3; i++) await client.tls(shop, { ca, refuse: true });
    return entries("is:handshake-failure verdict:pinned").length > 0;
  });
  for (const f of entries("port:" + new URL(origin.base).port)) ids.set(new URL(f.url).pathname, f.id);
});

after(async () => {
  await quit();
  await origin?.close();
  await instance?.close();
});

afterEach(() => {
  const were = faults.splice(0);
  assert.deepEqual(were, [], "the page asked another host, broke its policy, or failed");
});

describe("heads", () => {
  test("are a table that keeps order, case and duplicates", async () => {
    await inspector.show(ids.get("/cookies"));
    await inspector.tab("Headers", "response");
    const names = await inspector.side("response").getByRole("rowheader").allInnerTexts();
    const cookies = names.filter((n) => /set-cookie/i.test(n)).map((n) => n.split(/\s/)[0]);
    assert.deepEqual(cookies, ["Set-Cookie", "set-cookie", "SET-COOKIE", "Set-Cookie"]);
    assert.ok(names.some((n) => n.includes("2 of 4")), names.join());
    await inspector.side("response").getByRole("button", { name: /more character/ }).click();
    assert.ok((await inspector.side("response").getByRole("cell").allInnerTexts()).some((v) => v.includes("v".repeat(1500))));
  });
  test("are on the wire as they were", async () => {
    await inspector.side("response").getByRole("radio", { name: "On the wire" }).click();
    const wire = await inspector.side("response").locator("pre").innerText();
    assert.match(wire, /^HTTP\/1\.1 200 OK␍␊/);
    assert.match(wire, /SET-COOKIE: gone=/);
    await inspector.side("response").getByRole("radio", { name: "Table" }).click();
  });
  test("are found by Ctrl+F, and decode tokens", async () => {
    const request = inspector.side("request");
    await inspector.tab("Headers", "request");
    await request.getByRole("tabpanel").focus();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("authoriz");
    assert.deepEqual(await request.getByRole("rowheader").allInnerTexts(), ["Authorization"]);
    await request.getByRole("button", { name: "JWT" }).click();
    assert.match(await request.locator("pre").nth(1).innerText(), /Ann Example/);
    await request.getByLabel("Find in headers").fill("");
  });
  test("give the query, the form and the cookies", async () => {
    const request = inspector.side("request");
    await inspector.tab("Params", "request");
    const rows = await request.getByRole("table", { name: "Query as a table" }).getByRole("row").allInnerTexts();
    assert.deepEqual(rows.slice(1).map((r) => r.replace(/\s+/g, " ").trim()), ["a 1", "b two words", "a 3", "flag no value", "bad %zz"]);
    await inspector.tab("Cookies", "request");
    assert.match(await request.getByRole("table").innerText(), /session\s+abc/);
    await inspector.tab("Cookies", "response");
    const set = await inspector.side("response").getByRole("table").innerText();
    assert.match(set, /gone[\s\S]*deleted/);
    assert.equal(await inspector.side("response").getByLabel(/SameSite=None without Secure/).count(), 1);
    await inspector.show(ids.get("/form"));
    await inspector.tab("Params", "request");
    await request.getByText("open sesame").waitFor();
    const form = await request.getByRole("table", { name: "Form as a table" }).getByRole("row").allInnerTexts();
    assert.deepEqual(form.slice(1).map((r) => r.replace(/\s+/g, " ").trim()), ["user ada", "password open sesame", "user bob"]);
  });
});

describe("bodies", () => {
  const kinds = [
    ["/json", "response", "json", /"id": 18446744073709551615/],
    ["/gzip", "response", "json", /"Zoë Müller"/],
    ["/ndjson", "response", "ndjson", /line 1/],
    ["/xml", "response", "xml", /currency="EUR"/],
    ["/html", "response", "html", /A page that was captured/],
    ["/text", "response", "text", /line 3 of a plain text/],
    ["/css", "response", "text", /margin: 0/],
    ["/protobuf", "response", "protobuf", /testing/],
    ["/msgpack", "response", "msgpack", /compact/],
    ["/cbor", "response", "cbor", /"a": 1|a: 1/],
    ["/jwt", "response", "jwt", /Ann Example/],
    ["/binary", "response", "hex", /0b 30 55/],
    ["/events-done", "response", "events", /price/],
    ["/form", "request", "form", /open sesame/],
    ["/graphql", "request", "graphql", /query Lamps/],
    ["/multipart", "request", "multipart", /a part/],
  ];
  for (const [path, of, kind, text] of kinds) {
    test(`of ${path} are shown as ${kind}`, async () => {
      await inspector.show(ids.get(path));
      const body = await inspector.body(of);
      assert.match(await body.text(), text);
      assert.equal(await body.kind(), kind);
      const all = await body.kinds();
      assert.ok(all.includes("hex"), all.join());
    });
  }
  test("can be seen raw and in hex, and the choice stays for their type", async () => {
    await inspector.show(ids.get("/json"));
    let body = await inspector.body("response", "hex");
    await body.rows.and(page.locator("[data-view=hex]")).waitFor();
    assert.match(await body.text(), /7b 22 6f 72/);
    await inspector.show(ids.get("/gzip"));
    body = await inspector.body("response");
    await body.rows.and(page.locator("[data-view=hex]")).waitFor();
    body = await inspector.body("response", "json");
    await body.rows.and(page.locator("[data-view=json]")).waitFor();
  });
  test("of JSON fold, by mouse and by keyboard, and follow a JSONPath", async () => {
    await inspector.show(ids.get("/json"));
    const body = await inspector.body("response");
    await body.line(2).getByRole("button").click();
    await body.line(3).waitFor({ state: "detached" });
    assert.equal(await body.line(2).getAttribute("aria-expanded"), "false");
    await page.keyboard.press("ArrowRight");
    await body.line(3).waitFor();
    await inspector.side("response").getByRole("button", { name: "Close all folds" }).click();
    await body.line(3).waitFor({ state: "detached" });
    await inspector.side("response").getByRole("button", { name: "Open all folds" }).click();
    await body.line(3).waitFor();
    await inspector.side("response").getByLabel("JSONPath").fill("$.items[1].sku");
    await body.rows.getByText("lamp-2").waitFor();
    assert.equal((await body.text()).includes("customer"), false);
    await inspector.side("response").getByLabel("JSONPath").fill("");
    await body.rows.getByText("customer").waitFor();
  });
  test("of JSON give the path of each row, and go down to it", async () => {
    await inspector.show(ids.get("/json"));
    const body = await inspector.body("response");
    const choose = async (text, item) => {
      await body.rows.getByText(text, { exact: true }).first().click({ button: "right" });
      await page.getByRole("menuitem", { name: item }).click();
    };
    await choose('"newsletter"', "Copy path");
    await inspector.toast("$.order.customer.tags[1]");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "$.order.customer.tags[1]");
    await choose('"Zoë Müller"', "Copy value");
    await eventually("the value on the clipboard", () => page.evaluate(() => navigator.clipboard.readText()).then((t) => t === "Zoë Müller"));
    await choose('"email"', "Show only entries with this");
    await inspector.total(2);
    assert.equal(await inspector.search.inputValue(), 'res.json:$.order.customer.email=zoe@example.com');
    await inspector.filter("");
    await choose('"tags"', "Show only this");
    await body.rows.getByText("email").waitFor({ state: "detached" });
    assert.equal(await inspector.side("response").getByLabel("JSONPath").inputValue(), "$.order.customer.tags");
    assert.equal((await body.text()).includes("newsletter"), true);
    await inspector.side("response").getByLabel("JSONPath").fill("");
    await body.rows.getByText("email").waitFor();
  });
  test("are searched, also what is folded away", async () => {
    const body = new Body(page, inspector.side("response"));
    await inspector.side("response").getByRole("button", { name: "Close all folds" }).click();
    const find = await body.find("berlin");
    await find.said.getByText("1 of 40").waitFor();
    await body.rows.locator("mark").first().waitFor();
    await find.input.press("Enter");
    await find.said.getByText("2 of 40").waitFor();
    await find.input.press("Shift+Enter");
    await find.input.press("Shift+Enter");
    await find.said.getByText("40 of 40").waitFor();
    await eventually("the last match in view", () => body.rows.locator("mark.bg-mark-now").isVisible());
    await find.input.fill("no such thing");
    await find.said.getByText("Not found").waitFor();
    await find.bar.getByRole("button", { name: "Regular expression" }).click();
    await find.input.fill('"lamp-(7|8)"');
    await find.said.getByText("1 of 2").waitFor();
    await find.input.press("Escape");
    await eventually("nothing marked", async () => (await body.rows.locator("mark").count()) === 0);
  });
  test("are copied", async () => {
    await inspector.show(ids.get("/gzip"));
    await inspector.body("response");
    await inspector.side("response").getByRole("button", { name: "Copy the body" }).click();
    await eventually("the body on the clipboard", () => page.evaluate(() => navigator.clipboard.readText()).then((t) => t.startsWith('{"order":{"id":18446744073709551615')));
  });
  test("are saved, as what they are and as on the wire", async () => {
    const more = inspector.side("response").getByRole("button", { name: "More" });
    for (const [item, text] of [["Save the body", '{"order"'], ["Save as on the wire", "\u001f"]]) {
      await more.click();
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).click()]);
      assert.ok(readFileSync(await download.path(), "latin1").startsWith(text), item);
    }
  });
  test("and all the rest are copied as commands, without secrets unless asked for", async () => {
    await inspector.show(ids.get("/cookies"));
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    const copy = async (as) => {
      await inspector.root.getByRole("button", { name: "Copy as" }).click();
      await page.getByRole("menuitem", { name: as, exact: true }).click();
      await inspector.toast(as);
    };
    await copy("cURL");
    assert.match(await copied(), /curl [\s\S]*\/cookies\?a=1/);
    assert.equal((await copied()).includes(token), false);
    await copy("Python");
    assert.match(await copied(), /requests/);
    await copy("Raw request");
    assert.match(await copied(), /^GET [\s\S]*\r?\nHost: /);
  });
  test("that are pictures are drawn", async () => {
    for (const [path, width] of [["/png", 160], ["/svg", 120]]) {
      await inspector.show(ids.get(path));
      await inspector.tab("Body", "response");
      const img = inspector.side("response").getByRole("img");
      await eventually(`the picture ${path}`, () => img.evaluate((el) => el.complete && el.naturalWidth).then((w) => w === width));
    }
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  });
  test("that are hostile pages do nothing in their preview", async () => {
    await inspector.show(ids.get("/html"));
    await inspector.body("response", "preview");
    const frame = inspector.side("response").locator("iframe");
    assert.equal(await frame.getAttribute("sandbox"), "");
    assert.equal(await frame.evaluate((el) => getComputedStyle(el).backgroundColor), "rgb(255, 255, 255)"); // as pages expect it, in the dark too
    await inspector.side("response").frameLocator("iframe").getByText("A page that was captured").waitFor();
    const inside = page.frames().find((f) => f.url().includes("/preview"));
    await page.mouse.click(...(await frame.boundingBox().then((b) => [b.x + 40, b.y + 60])));
    await page.waitForTimeout(500); // for what it might still ask
    assert.deepEqual(inside.childFrames().map((f) => f.url()), []);
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
    assert.equal(await page.title(), "Rockxy");
    await inspector.body("response", "html");
  });
  test("of 100 MB open at once and scroll", async () => {
    await client.send(`${origin.base}/big?octets=${100 << 20}`);
    const id = await newest("path:/big");
    const begun = Date.now();
    await inspector.show(id);
    const body = await inspector.body("response");
    assert.match(await body.text(), /"products"/);
    const opened = Date.now() - begun;
    await inspector.side("response").getByText("laying out…").waitFor({ state: "detached", timeout: 120_000 });
    assert.match(await body.rows.getAttribute("aria-label"), /1\d,\d{3},\d{3} lines/);
    await body.rows.focus();
    await page.keyboard.press("End");
    await body.rows.getByText("the last needle").waitFor();
    await page.keyboard.press("Home");
    await body.rows.getByText('"products"').waitFor();
    const find = await body.find("the last needle");
    await find.said.getByText("1 of 1").waitFor({ timeout: 30_000 });
    await body.rows.locator("mark").waitFor();
    await find.input.press("Escape");
    assert.ok(opened < 5000, `it took ${opened} ms to see the first rows`);
  });
  test("fill in while they come", async () => {
    const held = client.open(`${origin.base}/slow`);
    const id = await newest("path:/slow");
    await inspector.show(id);
    const body = await inspector.body("response");
    await body.rows.getByText("first").waitFor();
    origin.end('"second":2}');
    await body.rows.getByText("second").waitFor();
    held.close();
  });
});

describe("messages", () => {
  test("of a WebSocket appear as they pass, both ways", async () => {
    const socket = await client.socket(`${origin.base}/socket`);
    const id = await newest("path:/socket");
    await inspector.show(id);
    await inspector.tab("Messages");
    await inspector.root.getByText("No messages yet").waitFor();
    socket.send('{"hello":"origin"}');
    await inspector.root.getByRole("option", { name: /sent.*hello/ }).waitFor();
    origin.message('{"hello":"client","n":[1,2,3]}');
    const received = inspector.root.getByRole("option", { name: /received.*client/ });
    await received.waitFor();
    await received.click();
    const message = new Body(page, inspector.root.getByRole("region", { name: "Message" }));
    assert.match(await message.text(), /"n": \[/);
    for (let i = 0; i < 300; i++) origin.message(`{"i":${i}}`);
    await inspector.root.getByText("302 messages").waitFor();
    await inspector.root.getByRole("radio", { name: "Sent" }).click();
    await inspector.root.getByText("1 of 302 messages").waitFor();
    await inspector.root.getByRole("radio", { name: "All" }).click();
    await inspector.root.getByLabel("Find in messages").fill('"i":299');
    await inspector.root.getByText("1 of 302 messages").waitFor();
    await inspector.root.getByLabel("Find in messages").fill("");
    socket.close();
  });
  test("are followed until somebody looks back", async () => {
    const held = client.open(`${origin.base}/events`);
    const id = await newest("path:/events", (f) => f.state === "active");
    await inspector.show(id);
    await inspector.tab("Messages");
    await eventually("a listener", () => origin.listening() > 0);
    for (let i = 0; i < 100; i++) origin.event(`{"tick":${i}}`);
    await inspector.root.getByRole("option", { name: /"tick": 99/ }).waitFor();
    await inspector.root.getByRole("listbox").focus();
    await page.keyboard.press("Home");
    await inspector.root.getByRole("option", { name: /"tick": 0\D/ }).waitFor();
    origin.event('{"tick":100}');
    await inspector.root.getByText("101 messages").waitFor();
    assert.equal(await inspector.root.getByRole("option", { name: /"tick": 100/ }).count(), 0);
    held.close();
  });
  test("of gRPC are laid out", async () => {
    await inspector.show(await newest("is:grpc"));
    await inspector.tab("Messages");
    await inspector.root.getByRole("option", { name: /received/ }).first().click();
    const message = new Body(page, inspector.root.getByRole("region", { name: "Message" }));
    assert.match(await message.text(), /1: 12/);
  });
});

describe("connections", () => {
  test("have the measured phases", async () => {
    await inspector.show(await newest("host:files.demo.test"));
    await inspector.tab("Timing");
    const chart = inspector.root.getByRole("list", { name: "Measured phases" });
    const said = await chart.innerText();
    for (const phase of ["Connect", "TLS", "Send request", "Wait", "Receive", "In all"]) assert.ok(said.includes(phase), said);
    assert.match(await inspector.root.getByRole("region", { name: "Connection" }).innerText(), /CONNECT/);
  });
  test("have both TLS sides, our leaf and the chain", async () => {
    await inspector.show(await newest("host:files.demo.test"));
    await inspector.tab("TLS");
    const ours = inspector.root.getByRole("region", { name: "Client and Rockxy" });
    await ours.getByText("SHA-256").waitFor();
    const said = await ours.innerText();
    assert.match(said, /TLS 1\.3/);
    assert.match(said, /t13d/);
    assert.match(said, /([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    const theirs = inspector.root.getByRole("region", { name: "Rockxy and origin" });
    assert.match(await theirs.innerText(), /Verified/);
    await theirs.getByRole("button", { name: /^files.demo.test/ }).click();
    assert.match(await theirs.innerText(), /ECDSA P-256[\s\S]*SHA-256/);
  });
  test("that do not verify say why, and can be allowed and not any more", async () => {
    await inspector.show(await newest("host:expired.demo.test"));
    await inspector.tab("Exchange");
    const fault = inspector.root.getByRole("region", { name: "What went wrong" });
    assert.match(await fault.innerText(), /expired[\s\S]*The origin's fault/);
    await fault.getByRole("button", { name: "Allow this certificate" }).click();
    const dialog = page.getByRole("dialog");
    assert.match(await dialog.innerText(), /([0-9A-F]{2}:){31}/);
    await dialog.getByRole("button", { name: "Allow it" }).click();
    const target = new URL(entries("host:expired.demo.test")[0].url).host;
    await page.getByText("is allowed for now").waitFor();
    assert.equal((await client.tls(target, { ca })).answered, true);
    const allowed = await newest("host:expired.demo.test verdict:exception");
    await inspector.show(allowed);
    await inspector.tab("TLS");
    assert.match(await inspector.root.getByRole("region", { name: "Rockxy and origin" }).innerText(), /Not verified[\s\S]*Accepted all the same/);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("is checked again").waitFor();
  });
  test("of a program that pins say so, and a click leaves it alone", async () => {
    const id = await newest("is:handshake-failure verdict:pinned");
    await inspector.show(id);
    assert.equal(await inspector.root.getByRole("heading", { name: "Certificate Pinning Detected" }).isVisible(), true);
    const evidence = await inspector.root.getByRole("region", { name: "Evidence" }).innerText();
    for (const part of ["shop.demo.test", "t13d", "JA4", "SNI"]) assert.ok(evidence.includes(part), evidence);
    await inspector.root.getByRole("radio", { name: "All clients" }).click();
    await inspector.root.getByRole("radio", { name: "A day" }).click();
    await inspector.root.getByRole("button", { name: "Bypass" }).click();
    await inspector.root.getByText(/shop\.demo\.test.* is left alone until/).waitFor();
    const left = await client.tls(shop, {});
    assert.equal(left.answered, true);
    assert.match(left.issuer, /Rockxy Local CA/); // the demo's own authority is called so, too
    assert.notEqual(left.issuer, root);
    const tunnel = await newest("is:tunnel host:shop.demo.test verdict:bypass");
    await inspector.show(tunnel);
    assert.equal(await inspector.root.getByRole("heading", { name: "Bypassed" }).isVisible(), true);
    assert.match(await inspector.root.getByRole("region", { name: "Evidence" }).innerText(), /Passed\s+[\d.]+.[kM]?B up/);
    await inspector.root.getByRole("button", { name: "Intercept again" }).click();
    await inspector.toast("was taken off the bypass list");
    await inspector.root.getByRole("button", { name: "Intercept again" }).waitFor({ state: "detached" });
  });
  test("are intercepted again when that is undone", async () => {
    await inspector.show(await newest("is:handshake-failure verdict:pinned"));
    await inspector.root.getByRole("button", { name: "Bypass" }).click();
    await inspector.root.getByText(/is left alone until/).waitFor();
    await inspector.root.getByRole("button", { name: "Undo" }).click();
    await page.getByText("is intercepted again").waitFor();
    assert.equal(await inspector.root.getByRole("button", { name: "Bypass" }).isVisible(), true);
  });
});

describe("rules", () => {
  test("leave a trace with what they changed", async () => {
    instance.run("rules", "add", "--name", "to the stage", "--match", "path:/json", "--set-header", "X-Env: stage", "--set-response-header", "X-From: a rule");
    await client.send(`${origin.base}/json?ruled`);
    instance.run("rules", "disable", "to the stage");
    await inspector.show(await newest("has:rule path:/json"));
    await inspector.tab("Rules");
    const change = inspector.root.getByRole("figure", { name: "Change of the request head" });
    await change.getByText("X-Env: stage").waitFor();
    assert.equal(await change.getByRole("img", { name: "added" }).count(), 1);
    assert.match(await inspector.root.getByRole("figure", { name: "Change of the response head" }).innerText(), /X-From: a rule/);
    await inspector.root.getByRole("link", { name: "to the stage" }).first().waitFor();
  });
});

describe("the pane", () => {
  test("lies below or right, its sides beside or over each other, and remembers it", async () => {
    await inspector.show(ids.get("/json"));
    await inspector.tab("Exchange");
    const boxes = async () => Promise.all(["request", "response"].map((of) => inspector.side(of).boundingBox()));
    let [q, r] = await boxes();
    assert.equal(q.y, r.y);
    await inspector.root.getByRole("button", { name: "Request over response" }).click();
    [q, r] = await boxes();
    assert.equal(q.x, r.x);
    assert.ok(q.y < r.y);
    const bar = inspector.root.getByRole("separator", { name: "Height of the request" });
    await bar.focus();
    await page.keyboard.press("ArrowDown");
    assert.ok((await boxes())[0].height > q.height);
    await inspector.root.getByRole("button", { name: "Request and response side by side" }).click();
    await inspector.root.getByRole("button", { name: "Right of the list" }).click();
    [q, r] = await boxes();
    assert.ok(q.y < r.y, "at the right they are stacked unless chosen otherwise");
    await inspector.root.getByRole("button", { name: "Under the list" }).click();
    [q, r] = await boxes();
    assert.equal(q.y, r.y);
  });
  test("says what several entries are together, and offers what can be done with them", async () => {
    const row = (id) => page.locator(`[role=row][data-id="${id}"]`);
    await row(ids.get("/json")).click();
    await row(ids.get("/xml")).click({ modifiers: ["Shift"] });
    await inspector.root.getByRole("heading", { name: "3 entries selected" }).waitFor();
    await inspector.root.getByText("2xx 3").waitFor();
    assert.match(await inspector.root.innerText(), /127\.0\.0\.1\s*3/);
    for (const name of ["Send again", "Save as HAR", "Pin", "Delete"]) assert.equal(await inspector.root.getByRole("button", { name, exact: true }).count(), 1, name);
    assert.equal(await inspector.root.getByRole("button", { name: "Compare" }).count(), 0);
    assert.deepEqual(await inspector.faults(), []);
    await row(ids.get("/json")).click();
  });
  test("says when an entry is not there any more", async () => {
    await client.send(`${origin.base}/text?short-lived`);
    const id = await newest("url:short-lived");
    await inspector.show(id);
    await page.evaluate((n) => fetch("/v1/delete", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ids: [n] }) }), id);
    await inspector.root.getByText("This entry is not there any more").waitFor();
  });
});

describe("notes", () => {
  test("are kept", async () => {
    const id = ids.get("/json");
    await inspector.show(id);
    await inspector.tab("Notes");
    await inspector.root.getByRole("switch", { name: "Pinned" }).click();
    await inspector.root.getByRole("button", { name: "Green" }).click();
    await inspector.root.getByLabel("Comment").fill("worth a look");
    await inspector.root.getByRole("button", { name: "Save comment" }).click();
    await eventually("the note", () => {
      const f = entries(`id:${id}`)[0];
      return f.pinned && f.colour === "green" && f.comment === "worth a look";
    });
    await inspector.root.getByRole("switch", { name: "Pinned", checked: true }).waitFor();
  });
});

describe("the keyboard", () => {
  test("reaches every tab with a digit", async () => {
    await inspector.show(await newest("is:grpc"));
    await page.locator("[role=grid]").first().focus();
    const shown = [];
    for (const [key, tab] of [["5", "Messages"], ["6", "Timing"], ["7", "TLS"], ["8", "Rules"], ["9", "Notes"], ["1", "Exchange"]]) {
      await page.keyboard.press(key);
      await inspector.root.getByRole("tab", { name: new RegExp(`^${tab}`), selected: true }).waitFor();
      shown.push(tab);
    }
    await inspector.side("request").getByRole("tab", { name: /^Headers/, selected: true }).waitFor();
    await page.keyboard.press("4");
    for (const of of ["request", "response"]) await inspector.side(of).getByRole("tab", { name: /^Body/, selected: true }).waitFor();
    assert.equal(shown.length, 6);
  });
});

describe("for everybody", () => {
  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing serious (${theme})`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      const found = [];
      const look = async (what) => found.push(...(await inspector.faults()).map((f) => `${what}: ${f}`));
      await inspector.show(ids.get("/cookies"));
      for (const digit of ["1", "2", "3", "4"]) {
        await page.keyboard.press(digit);
        await look(`digit ${digit}`);
      }
      await inspector.show(ids.get("/json"));
      await look("json");
      await inspector.show(await newest("is:grpc"));
      for (const digit of ["5", "6", "7", "8", "9"]) {
        await page.keyboard.press(digit);
        await page.waitForTimeout(100);
        await look(`digit ${digit}`);
      }
      await inspector.show(await newest("verdict:pinned"));
      await page.keyboard.press("1");
      await look("verdict");
      assert.deepEqual(found, []);
    });
  }
});
