// An origin that says what it was asked, and a client of it through a proxy that tells all it got.
import http from "node:http";

/** Starts it. Paths: /echo… says the request as JSON; /events sends events of send(); /html, /form and /nothing are what they are called. */
export async function startEcho() {
  const open = new Set();
  const streams = new Set();
  const seen = []; // requests, as they came
  const server = http.createServer((req, res) => {
    const path = new URL(req.url, "http://x").pathname;
    const parts = [];
    req.on("data", (c) => parts.push(c));
    req.on("end", () => {
      const said = { method: req.method, url: req.url, headers: req.headers, raw: req.rawHeaders, body: Buffer.concat(parts).toString(), trailers: req.trailers };
      seen.push(said);
      if (path === "/events") {
        res.writeHead(200, { "Content-Type": "text/event-stream" });
        res.flushHeaders();
        streams.add(res);
        res.on("close", () => streams.delete(res));
        return;
      }
      if (path === "/html") return void res.writeHead(200, { "Content-Type": "text/html", ETag: '"1"', "Set-Cookie": ["sid=secret; Secure", "theme=light"] }).end("<p>prod and prod</p>\n");
      if (path === "/nothing") return void res.writeHead(404, { "Content-Type": "text/plain" }).end("nothing\n");
      if (path === "/octets") return void res.writeHead(200, { "Content-Type": "application/octet-stream" }).end(Buffer.from([0, 1, 2, 255, 254]));
      res.writeHead(200, { "Content-Type": "application/json", "X-Origin": "echo" });
      res.end(JSON.stringify(said, null, 2));
    });
  });
  server.on("connection", (s) => {
    open.add(s);
    s.on("close", () => open.delete(s));
  });
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  const { port } = server.address();
  return {
    base: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    seen,
    listening: () => streams.size,
    event: (data) => streams.forEach((s) => s.write(`data: ${data}\n\n`)),
    async close() {
      for (const s of open) s.destroy();
      await new Promise((ok) => server.close(ok));
    },
  };
}

/** Asks through the proxy at "ip:port"; told has what came, or an error. */
export function asker(proxy) {
  const [host, port] = proxy.split(":");
  const ask = (url, { method = "GET", headers = {}, body } = {}) =>
    new Promise((ok) => {
      const begun = Date.now();
      const req = http.request({ host, port, method, path: url, headers: { Host: new URL(url).host, "User-Agent": "ui-test/1.0", ...headers }, agent: false }, (res) => {
        const parts = [];
        const done = (error) => ok({ status: res.statusCode, reason: res.statusMessage, headers: res.headers, trailers: res.trailers, text: Buffer.concat(parts).toString(), ms: Date.now() - begun, error });
        res.on("data", (c) => parts.push(c));
        res.on("end", () => done());
        res.on("error", (e) => done(e.code ?? e.message));
      });
      req.on("error", (e) => ok({ status: 0, headers: {}, text: "", ms: Date.now() - begun, error: e.code ?? e.message }));
      req.end(body);
    });
  return {
    ask,
    /** Begins one and goes on; answered is how it ends. */
    begin(url, options) {
      const answered = ask(url, options);
      return { answered };
    },
    /** Listens to an event stream; heard has its text so far. */
    async listen(url) {
      const heard = { text: "" };
      const req = http.get({ host, port, path: url, headers: { Host: new URL(url).host, Accept: "text/event-stream" }, agent: false });
      req.on("error", () => {});
      await new Promise((ok, no) => {
        req.once("response", (res) => {
          res.setEncoding("utf8");
          res.on("data", (c) => (heard.text += c));
          res.on("error", () => {});
          ok();
        });
        req.once("error", no);
      });
      return { heard, close: () => req.destroy() };
    },
  };
}

/** Asks again and again until it is so. */
export async function eventually(what, ask) {
  const until = Date.now() + 15_000;
  for (;;) {
    const got = await ask();
    if (got) return got;
    if (Date.now() > until) throw new Error(`there was never ${what}`);
    await new Promise((ok) => setTimeout(ok, 50));
  }
}
