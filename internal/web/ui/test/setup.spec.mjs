// The set-up page: texts that can be copied, the certificate, and checks that turn
// green when traffic comes.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { after, before, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { eventually, Rockxy } from "./page.mjs";

let instance, origin, page, faults, ui;

before(async () => {
  instance = await startInstance({ command: "serve", args: ["--proxy", "0.0.0.0:0"] });
  origin = http.createServer((req, res) => res.end("here")).listen(0, "127.0.0.1");
  await new Promise((ok) => origin.once("listening", ok));
  ({ page, faults } = await open(instance.ui));
  ui = new Rockxy(page);
  await page.getByText("Nothing was captured yet").waitFor();
});
after(async () => {
  await quit();
  origin?.close();
  await instance?.close();
});

const to = (hash) => page.evaluate((h) => (location.hash = h), hash);
const answer = (path) => page.evaluate((p) => fetch(p).then((r) => r.json()), path);

/** A request of this program through the proxy. */
async function send(userAgent = "test") {
  const { proxy } = await answer("/v1/setup");
  const [host, port] = [proxy.slice(0, proxy.lastIndexOf(":")), proxy.slice(proxy.lastIndexOf(":") + 1)];
  const path = `http://127.0.0.1:${origin.address().port}/`;
  await new Promise((ok, no) => http.get({ host, port, path, headers: { "User-Agent": userAgent } }, (res) => res.resume().on("end", ok)).on("error", no));
}

test("each way is in the list, and its text can be copied", async () => {
  await to("#/setup");
  const { snippets } = await answer("/v1/setup");
  const list = page.getByRole("navigation", { name: "Ways to send traffic here" });
  for (const s of snippets) await list.getByRole("link", { name: s.title, exact: true }).waitFor();
  const curl = snippets.find((s) => s.id === "curl");
  await list.getByRole("link", { name: curl.title, exact: true }).click();
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByRole("button", { name: "Copied", exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), curl.text);
  await page.keyboard.press("k"); // the way before
  await eventually("another way", async () => !(await page.getByRole("heading", { level: 2, name: "curl", exact: true }).isVisible()));
});

test("the fingerprint is that of the certificate that is downloaded", async () => {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download (.pem)" }).click();
  const cert = new X509Certificate(await readFile(await (await download).path()));
  const shown = await page.locator("dd").first().innerText();
  assert.equal(shown.replace(/\s/g, ""), cert.fingerprint256);
});

test("a check waits, tells of what is not meant, and turns green", async () => {
  await to("#/setup/python-requests");
  const check = page.locator("[data-check]");
  await page.locator("[data-check=waiting]").waitFor();
  await ui.shot("setup-waiting");
  await send("something else");
  await check.getByText("Something else came in").waitFor();
  await send("python-requests/2.32");
  await page.locator("[data-check=ok]").waitFor();
  assert.match(await check.innerText(), /1 entry came in that way/);
  await page.getByRole("link", { name: "Python, requests It works" }).waitFor();
  await ui.shot("setup-works");

  await check.getByRole("link", { name: "Show them" }).click();
  await ui.total(1);
  await ui.filter("");
  await ui.search.blur();
  await to("#/setup/python-requests");
  await page.locator("[data-check=ok]").waitFor(); // as it was left
  await check.getByRole("button", { name: "Check again" }).click();
  await page.locator("[data-check=waiting]").waitFor();
});

test("a check that several ways share counts from when one is looked at", async () => {
  await to("#/setup/bash");
  await page.locator("[data-check=waiting]").waitFor();
  await send();
  await page.locator("[data-check=ok]").waitFor();
  await page.keyboard.press("j");
  await page.getByRole("heading", { level: 2, name: "A terminal with fish" }).waitFor();
  await page.locator("[data-check=waiting]").waitFor();
});

test("arrows move through the list, and without recording it is said that nothing can come", async () => {
  await page.getByRole("link", { name: "A terminal with fish" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("heading", { level: 2, name: "PowerShell" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-current")), "page");
  await page.evaluate(() => fetch("/v1/recording", { method: "PUT", headers: { "Content-Type": "application/json" }, body: '{"on":false}' }));
  await page.locator("[data-check]").getByText("Recording is switched off").waitFor();
  await page.locator("[data-check]").getByRole("button", { name: "Record", exact: true }).click();
  await page.locator("[data-check=waiting]").waitFor();
});

test("a phone gets a code of a page of the proxy, or is told that it does not reach it", async () => {
  await to("#/setup/ios");
  const { addresses } = await answer("/v1/setup");
  if (addresses.length) await page.getByRole("img", { name: `QR code of http://${addresses[0]}/` }).waitFor();
  else await page.getByText("Other machines do not reach the proxy").waitFor();
  await ui.shot("setup-phone");
  const { page: other, context } = await open((await startLoopback()).ui);
  await other.evaluate(() => (location.hash = "#/setup/android"));
  await other.getByText("Other machines do not reach the proxy").waitFor();
  await other.getByText(/rockxy serve --proxy 0\.0\.0\.0:\d+$/).waitFor();
  await context.close();
});

let loopback;
const startLoopback = async () => (loopback = await startInstance({ command: "serve" }));
after(() => loopback?.close());

test("nothing is wrong with it for screen readers, in either theme, narrow, or at twice the size", async () => {
  for (const [theme, size] of [["light", undefined], ["dark", { width: 640, height: 450 }]]) {
    const { page: p, context } = await open(instance.ui, { theme, size });
    const it = new Rockxy(p);
    for (const id of ["curl", "ios"]) {
      await p.evaluate((h) => (location.hash = h), `#/setup/${id}`);
      await p.locator("[data-check]").waitFor();
      assert.deepEqual(await it.faults(), [], `${theme} ${id}`);
      assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${id} is wider than the window`);
    }
    await it.shot(`setup-${theme}`);
    await context.close();
  }
  assert.deepEqual(faults, []);
});
