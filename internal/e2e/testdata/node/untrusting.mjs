// One request with Node's own trust; nothing but what Node brings along.
import http from "node:http";
import https from "node:https";

const [proxy, target] = process.argv.slice(2);
const { host } = new URL(target);
http
  .request(proxy, { method: "CONNECT", path: host, headers: { host } })
  .on("connect", (_, socket) => https.get(target, { agent: false, socket }, (res) => console.log(res.statusCode)))
  .end();
