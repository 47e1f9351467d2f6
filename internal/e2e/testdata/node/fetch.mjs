// Node's own fetch. Without E2E_PROXY nothing is set up here: the environment
// that `rockxy run` made has to be enough.
import { proxy, ca, report, steps, upload, url } from "./battery.mjs";

if (proxy) {
  const { ProxyAgent, setGlobalDispatcher } = await import("undici");
  const allowH2 = process.argv.includes("h2");
  setGlobalDispatcher(new ProxyAgent({ uri: proxy, requestTls: { ca, allowH2 }, allowH2 }));
}

for (const [name, target] of steps) {
  const r = await fetch(url(target));
  report(name, r.status, Buffer.from(await r.arrayBuffer()));
}
const r = await fetch(url("/upload"), { method: "POST", body: upload() });
report("post", r.status, Buffer.from(await r.arrayBuffer()));
