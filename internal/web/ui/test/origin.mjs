// An origin with a body of every kind, and clients of it through a proxy.
import { createHash } from "node:crypto";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { crc32, deflateSync, gzipSync } from "node:zlib";

const text = (s) => Buffer.from(s);

/** What a hostile page tries. Nothing of it may run or be asked for; markers say if it was. */
export const hostile = `<!doctype html><html><head><title>hostile</title>
<base href="http://evil.test/base/"><meta http-equiv="refresh" content="0;url=http://evil.test/refresh">
<link rel="stylesheet" href="http://evil.test/style.css"><link rel="prefetch" href="http://evil.test/prefetch"><link rel="dns-prefetch" href="//evil.test">
<style>@import "http://evil.test/import.css"; body { background: url(http://evil.test/background.png) } @font-face { font-family: x; src: url(http://evil.test/font.woff2) } p { font-family: x }</style>
<script>top.pwned = parent.pwned = window.pwned = 1; fetch("http://evil.test/fetch"); document.title = "ran"</script><script src="http://evil.test/script.js"></script></head>
<body onload="parent.pwned = 2"><h1 id="seen">A page that was captured</h1><p>It has text in <b>bold</b>.</p>
<img src="http://evil.test/image.png" srcset="http://evil.test/image2.png 2x" onerror="parent.pwned = 3"><svg onload="parent.pwned = 4"><image href="http://evil.test/svg.png"/></svg>
<iframe src="http://evil.test/frame"></iframe><object data="http://evil.test/object"></object><embed src="http://evil.test/embed"><video poster="http://evil.test/poster.png" src="http://evil.test/video.mp4" autoplay></video>
<form action="http://evil.test/form" method="post"><input name="a" autofocus onfocus="parent.pwned = 5"><button>Go</button></form>
<a href="http://evil.test/link" ping="http://evil.test/ping" target="_top">a link</a><math><mtext><img src=x onerror="parent.pwned=6"></mtext></math></body></html>`;

/** A picture of a size, in PNG. */
export function png(width = 160, height = 100) {
  const raw = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      raw[at] = (x * 255) / width;
      raw[at + 1] = (y * 255) / height;
      raw[at + 2] = 160;
    }
  const chunk = (type, data) => {
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length, 0);
    out.write(type, 4, "latin1");
    data.copy(out, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(raw)), chunk("IEND", Buffer.alloc(0))]);
}

const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
export const token = `${b64({ alg: "HS256", typ: "JWT" })}.${b64({ sub: "1234567890", name: "Ann Example", iat: 1516239022, exp: 4102444800 })}.c2lnbmF0dXJl`;

const nested = {
  order: { id: 18_446_744_073_709_551_615n, customer: { name: "Zoë Müller", email: "zoe@example.com", tags: ["vip", "newsletter"] }, total: 129.9, paid: true, note: null },
  items: Array.from({ length: 40 }, (_, i) => ({ sku: `lamp-${i + 1}`, price: 49.9 + i, sizes: ["S", "M", "L"], stock: { berlin: i, oslo: 2 * i } })),
};
const exact = (v) => JSON.stringify(v, (_, x) => (typeof x === "bigint" ? `@${x}@` : x)).replace(/"@(\d+)@"/g, "$1");

/** Content type and body of each path. */
export const bodies = {
  "/json": ["application/json", text(exact(nested))],
  "/ndjson": ["application/x-ndjson", text(Array.from({ length: 30 }, (_, i) => `{"n":${i},"level":"info","message":"line ${i}"}\n`).join(""))],
  "/xml": ["application/xml", text('<?xml version="1.0"?><feed xmlns="urn:example"><entry id="1"><title>Lamps &amp; chairs</title><!-- sold --><price currency="EUR">49.90</price></entry><entry id="2"/></feed>')],
  "/html": ["text/html; charset=utf-8", text(hostile)],
  "/text": ["text/plain; charset=utf-8", text(Array.from({ length: 300 }, (_, i) => `line ${i + 1} of a plain text, with needle-${i % 7}`).join("\n"))],
  "/css": ["text/css", text("body { margin: 0; color: #123 }\n")],
  "/js": ["text/javascript", text(`const data = ${JSON.stringify("x".repeat(5000))}; console.log(data);\n`)],
  "/protobuf": ["application/x-protobuf", Buffer.from("08960112077465737469" + "6e671a0608011202" + "4f4b", "hex")],
  "/msgpack": ["application/msgpack", Buffer.from("82a7636f6d70616374c3a6736368656d6100", "hex")],
  "/cbor": ["application/cbor", Buffer.from("a26161016162820203", "hex")],
  "/png": ["image/png", png()],
  "/svg": ["image/svg+xml", text('<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><script>parent.pwned=7</script><rect width="120" height="80" fill="#2457d6"/><circle cx="60" cy="40" r="25" fill="#fff"/></svg>')],
  "/jwt": ["application/jwt", text(token)],
  "/binary": ["application/octet-stream", Buffer.from(Array.from({ length: 700 }, (_, i) => (i * 37 + 11) & 255))],
  "/events-done": ["text/event-stream", text('id: 1\nevent: price\ndata: {"product":"lamp-1","price":49.9}\n\n: keep\n\ndata: two\ndata: lines\n\n')],
  "/empty": ["text/plain", Buffer.alloc(0)],
};

/** JSON of so many octets, each object on its own, a needle in the last. */
export function bigJSON(octets) {
  const row = (i) => `{"id":${i},"name":"product number ${i}","price":${(i % 1000) / 10},"tags":["lamp","desk","${i % 13}"],"in_stock":${i % 3 === 0}}`;
  const parts = ['{"products":['];
  let size = 0;
  for (let i = 0; size < octets - 200; i++) {
    const r = (i ? "," : "") + row(i);
    parts.push(r);
    size += r.length;
  }
  parts.push(',{"id":-1,"name":"the last needle"}]}');
  return Buffer.from(parts.join(""));
}

/** Starts it on a port of its own. send(text) tells all that listen to /events and /socket. */
export async function startOrigin() {
  const streams = new Set();
  const sockets = new Set();
  const open = new Set();
  let big;
  const server = http.createServer((req, res) => {
    const path = new URL(req.url, "http://x").pathname;
    if (path === "/events") {
      res.writeHead(200, { "Content-Type": "text/event-stream" });
      res.flushHeaders();
      streams.add(res);
      res.on("close", () => streams.delete(res));
      return;
    }
    if (path === "/slow") {
      res.writeHead(200, { "Content-Type": "application/json" });
      res.write('{"first":1,');
      streams.add(res);
      res.on("close", () => streams.delete(res));
      return;
    }
    if (path === "/big") {
      big ??= gzipSync(bigJSON(Number(new URL(req.url, "http://x").searchParams.get("octets"))), { level: 1 });
      res.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip", "Content-Length": big.length });
      res.end(big);
      return;
    }
    if (path === "/cookies") {
      res.writeHead(200, [
        ["Content-Type", "application/json"],
        ["Set-Cookie", "session=s3cr3t; Path=/; HttpOnly; SameSite=Lax"],
        ["set-cookie", "theme=dark; Max-Age=3600; Domain=example.com"],
        ["SET-COOKIE", "gone=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure"],
        ["Set-Cookie", "loose=1; SameSite=None"],
        ["X-Empty", ""],
        ["X-Long", "v".repeat(1500)],
      ].flat());
      res.end('{"ok":true}');
      return;
    }
    if (path === "/gzip") {
      const [type, body] = bodies["/json"];
      res.writeHead(200, { "Content-Type": type, "Content-Encoding": "gzip" });
      res.end(gzipSync(body));
      return;
    }
    const known = bodies[path];
    req.resume();
    req.on("end", () => {
      res.writeHead(known ? 200 : 404, { "Content-Type": known?.[0] ?? "text/plain" });
      res.end(known?.[1] ?? "there is nothing\n");
    });
  });
  server.on("connection", (s) => {
    open.add(s);
    s.on("close", () => open.delete(s));
  });
  server.on("upgrade", (req, socket) => {
    const accept = createHash("sha1").update(`${req.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", () => {});
  });
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    base,
    listening: () => streams.size + sockets.size,
    event: (data) => streams.forEach((s) => s.write(`data: ${data}\n\n`)),
    message: (data) => sockets.forEach((s) => s.write(frame(Buffer.from(data), false))),
    end: (data) => streams.forEach((s) => s.end(data)),
    async close() {
      for (const s of open) s.destroy();
      await new Promise((ok) => server.close(ok));
    },
  };
}

/** A text frame of WebSocket (RFC 6455 §5.2); a client's is masked. */
function frame(data, masked) {
  const length = data.length < 126 ? Buffer.from([data.length | (masked ? 128 : 0)]) : Buffer.from([126 | (masked ? 128 : 0), data.length >> 8, data.length & 255]);
  return Buffer.concat([Buffer.from([0x81]), length, masked ? Buffer.alloc(4) : Buffer.alloc(0), data]);
}

/** Clients of an origin, through the proxy at "ip:port". */
export function through(proxy) {
  const [host, port] = proxy.split(":");
  const send = (url, { method = "GET", headers = {}, body } = {}) =>
    new Promise((ok, no) => {
      const req = http.request({ host, port, method, path: url, headers: { Host: new URL(url).host, "User-Agent": "ui-test/1.0", ...headers }, agent: false }, (res) => {
        const parts = [];
        res.on("data", (c) => parts.push(c));
        res.on("end", () => ok({ status: res.statusCode, body: Buffer.concat(parts) }));
        res.on("error", no);
      });
      req.on("error", no);
      req.end(body);
    });
  return {
    send,
    /** Begins a request and leaves it open; close() ends it. */
    open(url) {
      const req = http.get({ host, port, path: url, headers: { Host: new URL(url).host, Accept: "text/event-stream" }, agent: false });
      req.on("error", () => {});
      req.on("response", (res) => res.on("error", () => {}).resume());
      return { close: () => req.destroy() };
    },
    /** One request over TLS. Gives the certificate that was shown, and whether it was answered; refuse closes when it was shown. */
    async tls(target, { ca, refuse = false, path = "/" }) {
      const [name] = target.split(":");
      const raw = net.connect(Number(port), host);
      raw.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
      await new Promise((ok, no) => {
        raw.once("data", (d) => (/^HTTP\/1.1 200/.test(d) ? ok() : no(new Error(String(d)))));
        raw.once("error", no);
      });
      return new Promise((ok) => {
        const s = tls.connect({ socket: raw, servername: name, ca, ALPNProtocols: ["http/1.1"], rejectUnauthorized: Boolean(ca), checkServerIdentity: () => (refuse ? new Error("pinned") : undefined) });
        let issuer = "";
        s.on("secureConnect", () => {
          issuer = s.getPeerCertificate().issuer.CN;
          s.write(`GET ${path} HTTP/1.1\r\nHost: ${target}\r\nConnection: close\r\n\r\n`);
        });
        let said = "";
        s.on("data", (d) => (said += d));
        s.on("error", (e) => ok({ issuer, answered: false, error: e.message }));
        s.on("close", () => ok({ issuer, answered: said.startsWith("HTTP/1.1") }));
      });
    },
    /** A WebSocket; send(text) sends a message. */
    async socket(url) {
      const u = new URL(url);
      const s = net.connect(Number(port), host);
      s.on("error", () => {});
      s.write(`GET ${url} HTTP/1.1\r\nHost: ${u.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
      await new Promise((ok, no) => {
        s.once("data", (d) => (/^HTTP\/1.1 101/.test(d) ? ok() : no(new Error(String(d)))));
        s.once("close", () => no(new Error("closed")));
      });
      s.on("data", () => {});
      return { send: (data) => s.write(frame(Buffer.from(data), true)), close: () => s.destroy() };
    },
  };
}
