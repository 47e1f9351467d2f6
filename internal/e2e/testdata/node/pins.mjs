// Fetches URLs one after the other through a proxy, trusting the file ROOT ("-"
// for Node's own roots), and pins the public key for those with the fragment #pin.
// Usage: pins.mjs PROXY ROOT URL…
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import tls from "node:tls";

const [proxy, root, ...targets] = process.argv.slice(2);
const ca = root === "-" ? undefined : fs.readFileSync(root);

function pinning(name, cert) {
  const key = createHash("sha256").update(cert.pubkey).digest("base64");
  return key === "the one that was pinned" ? tls.checkServerIdentity(name, cert) : new Error("another public key");
}

function fetchOne(target) {
  const { host, hostname, hash } = new URL(target);
  return new Promise((resolve) => {
    http
      .request(proxy, { method: "CONNECT", path: host, headers: { host } })
      .on("connect", (_, socket) => {
        const options = { agent: false, socket, servername: hostname, ca };
        if (hash === "#pin") options.checkServerIdentity = pinning;
        https
          .get(target, options, (res) => res.resume().on("end", () => resolve(res.statusCode)))
          .on("error", (e) => resolve(e.code ?? e.message));
      })
      .end();
  });
}

for (const target of targets) console.log(target, await fetchOne(target));
