// What the Node clients share: the requests and the report.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export const { E2E_ORIGIN: origin, E2E_KEY: key, E2E_PROXY: proxy, E2E_CA } = process.env;
export const ca = E2E_CA ? readFileSync(E2E_CA) : undefined;
export const upload = () => readFileSync(process.env.E2E_UPLOAD);

export const steps = [
  ["get", "/bytes/100000"],
  ["gzip", "/gzip?n=20000"],
  ["chunked", "/bytes/70000?chunked"],
  ["missing", "/status/404"],
  ["events", "/sse?n=3"],
];

export const url = (target) => `${origin}${target}${target.includes("?") ? "&" : "?"}k=${key}`;

export function report(name, status, body, proto = "") {
  const sha256 = createHash("sha256").update(body).digest("hex");
  console.log(JSON.stringify({ name, status, size: body.length, sha256, proto }));
}
