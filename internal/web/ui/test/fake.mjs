// A stand-in for an instance: the page's own files, the door, and a list of any
// length that grows as fast as it is told. For measuring the list, and for states
// that an instance is rarely in. Nothing of it is kept.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const types = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".svg": "image/svg+xml" };
const policy = (origin) =>
  `default-src 'none'; script-src ${origin}/assets/; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src ${origin}/assets/; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const hosts = ["api.shop.example", "www.shop.example", "cdn.shop.example", "auth.example.org", "metrics.example.net", "images.example.com", "10.0.0.17:8443"];
const apps = ["firefox", "curl", "node", "shop-sync", "python3.11"];
const kinds = [
  ["application/json", "/api/v2/products?page=", 1800],
  ["application/json", "/api/v2/orders/", 900],
  ["text/html; charset=utf-8", "/catalogue/", 18_000],
  ["image/webp", "/img/product-", 48_000],
  ["text/css", "/assets/site-", 22_000],
  ["text/javascript", "/assets/app-", 190_000],
  ["font/woff2", "/assets/inter-", 61_000],
];
const start = Date.parse("2026-01-15T09:30:00Z");

/** The row with a number, always the same. */
export function rowOf(id) {
  const h = Math.imul(id, 2654435761) >>> 0;
  const [type, path, size] = kinds[h % kinds.length];
  const host = hosts[(h >>> 4) % hosts.length];
  const status = h % 37 === 0 ? 500 : h % 23 === 0 ? 404 : h % 11 === 0 ? 304 : 200;
  const took = 4 + ((h >>> 7) % 400);
  const odd = h % 61 === 0 ? "handshake-failure" : h % 53 === 0 ? "tunnel" : "exchange";
  const exchange = odd === "exchange";
  return {
    id, kind: odd, started: new Date(start + id * 7).toISOString(), duration_ms: took, wait_ms: took * 0.7, receive_ms: took * 0.3,
    client: `127.0.0.1:${40000 + (h % 20000)}`, process: apps[(h >>> 9) % apps.length], process_id: 1000 + (h % 3000),
    protocol: exchange ? (h % 3 ? "h2" : "http/1.1") : "tls", upstream_protocol: exchange ? "h2" : "", inside: h % 97 === 0 ? "websocket" : "", tls: "TLS 1.3",
    method: exchange ? (h % 5 === 0 ? "POST" : "GET") : "CONNECT", url: exchange ? `https://${host}${path}${h % 1000}` : `https://${host}`, host: host.split(":")[0], status: exchange ? status : 0,
    request_bytes: h % 5 === 0 ? 240 + (h % 900) : 0, response_bytes: exchange ? size + (h % 500) : 4100, content_type: exchange ? type : "", messages: 0,
    state: odd === "handshake-failure" ? "failed" : "complete", verdict: odd === "handshake-failure" ? (h % 2 ? "pinned" : "untrusted-ca") : odd === "tunnel" ? "bypass" : "intercept",
    reasons: [], rules: h % 41 === 0 ? ["Slow images"] : [], pinned: false, colour: "", comment: "", replay_of: 0, columns: [],
  };
}

/** Serves until close() is called. rows is how many there are; perSecond how many come. */
export async function startFake({ rows = 1_000_000, perSecond = 0, token = "fake" } = {}) {
  const state = { rows, seq: 1, preferences: {}, streams: new Set(), marks: new Map(), removed: 0, recording: true };
  const status = () => ({
    pid: 1, version: "fake", proxy: "127.0.0.1:9090", ui: "", socket: "", root_certificate: "", root_sha256: "00", custody: "memory", custody_trail: [], signing_ms: 1, root_not_after: "2027-01-01T00:00:00Z", upstream_cas: [], transient: false,
    capture: { state: "recording", session: "/tmp/x", session_name: "capture", entries: state.rows, active: 0, bytes: state.rows * 2100, discarded: 0, waiting: 0 }, at_breakpoints: 0, policy: {}, rules: {}, recording: state.recording, throttle: "",
  });
  const json = (res, value, code = 200) => {
    const text = JSON.stringify(value);
    res.writeHead(code, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    res.end(text);
  };
  const list = (changed) => ({ seq: state.seq, total: state.rows, changed, many: changed.length > 512, removed: 0, complete: true, unsearched: 0 });
  const window = (q) => {
    const offset = Number(q.get("offset") ?? 0);
    const limit = Number(q.get("limit") ?? 100);
    const desc = q.get("desc") === "true";
    const out = [];
    for (let i = offset; i < Math.min(offset + limit, state.rows); i++) {
      const id = desc ? state.rows - i : i + 1;
      out.push({ ...rowOf(id), ...state.marks.get(id), columns: (q.get("columns") ?? "").split(",").filter(Boolean).map((c) => `${c} of ${id}`) });
    }
    return { total: state.rows, offset, seq: state.seq, complete: true, unsearched: 0, rows: out };
  };
  const body = async (req) => {
    let text = "";
    for await (const c of req) text += c;
    return text ? JSON.parse(text) : undefined;
  };
  const server = createServer(async (req, res) => {
    const u = new URL(req.url, "http://x");
    const at = `${req.method} ${u.pathname}`;
    if (!u.pathname.startsWith("/v1/")) return file(res, u.pathname, `http://${req.headers.host}`);
    if (at === "POST /v1/door") return res.writeHead((await body(req))?.token === token ? 204 : 403, { "Set-Cookie": "rockxy-fake=1; HttpOnly; SameSite=Strict; Path=/" }).end();
    if (!/rockxy-fake=1/.test(req.headers.cookie ?? "")) return json(res, { error: "not signed in" }, 401);
    switch (at) {
      case "GET /v1/door":
        return res.writeHead(204).end();
      case "GET /v1/preferences":
        return json(res, state.preferences);
      case "PUT /v1/preferences":
        state.preferences = await body(req);
        return res.writeHead(204).end();
      case "GET /v1/status":
        return json(res, status());
      case "GET /v1/exchanges":
        return json(res, window(u.searchParams));
      case "GET /v1/exchanges/position":
        return json(res, { offset: Number(u.searchParams.get("id")) - 1 });
      case "GET /v1/facets":
        return json(res, { facets: {} });
      case "GET /v1/sidebar":
        return json(res, { total: state.rows, pinned: 0, commented: 0, apps: [], more_apps: 0, hosts: [], more_hosts: 0, sessions: [] });
      case "GET /v1/filter/check":
        return res.writeHead(204).end();
      case "GET /v1/filter/complete":
        return json(res, { from: 0, to: 0, items: [] });
      case "POST /v1/marks": {
        const m = await body(req);
        for (const id of m.ids) state.marks.set(id, { ...state.marks.get(id), ...m });
        state.seq++;
        for (const s of state.streams) send(s, "list", list(m.ids));
        return json(res, []);
      }
      case "GET /v1/changes":
        res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
        send(res, "list", list([]));
        send(res, "status", status());
        state.streams.add(res);
        return req.on("close", () => state.streams.delete(res));
    }
    return json(res, { error: "the stand-in has no such thing" }, 404);
  });
  const send = (res, event, data) => res.write(`id: ${state.seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  let due = 0;
  const timer = setInterval(() => {
    due += (perSecond * 75) / 1000;
    const n = Math.floor(due);
    if (!n) return;
    due -= n;
    const changed = Array.from({ length: n }, (_, i) => state.rows + 1 + i);
    state.rows += n;
    state.seq++;
    for (const s of state.streams) send(s, "list", list(changed));
  }, 75);
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    ui: `${origin}/#token=${token}`,
    state,
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((ok) => server.close(ok));
    },
  };
}

async function file(res, path, origin) {
  const name = path === "/" ? "index.html" : path.slice(1);
  try {
    const data = await readFile(dist + name);
    res.writeHead(200, { "Content-Type": types[/\.[a-z]+$/.exec(name)[0]], "Content-Security-Policy": policy(origin), "X-Content-Type-Options": "nosniff" });
    res.end(data);
  } catch {
    res.writeHead(404).end();
  }
}
