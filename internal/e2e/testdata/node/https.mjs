// Node's https module, with an agent of its own or with what `rockxy run` set up.
import https from "node:https";
import { gunzipSync } from "node:zlib";
import { proxy, ca, report, steps, upload, url } from "./battery.mjs";

let options = {};
if (proxy) {
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  options = { agent: new HttpsProxyAgent(proxy, { keepAlive: true }), ca };
}

function request(name, target, method = "GET", body) {
  return new Promise((resolve, reject) => {
    const req = https.request(url(target), { ...options, method }, (res) => {
      const pieces = [];
      res.on("data", (p) => pieces.push(p));
      res.on("error", reject);
      res.on("end", () => {
        let all = Buffer.concat(pieces);
        if (res.headers["content-encoding"] === "gzip") all = gunzipSync(all);
        report(name, res.statusCode, all);
        resolve();
      });
    });
    req.on("error", reject);
    req.end(body);
  });
}

for (const [name, target] of steps) await request(name, target);
await request("post", "/upload", "POST", upload());
options.agent?.destroy();
