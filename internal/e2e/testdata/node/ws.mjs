// A WebSocket client with permessage-deflate and context takeover.
import { HttpsProxyAgent } from "https-proxy-agent";
import WebSocket from "ws";
import { ca, key, origin, proxy } from "./battery.mjs";

const target = `${origin.replace(/^http/, "ws")}/ws?fragment=1000&k=${key}`;
const ws = new WebSocket(target, ["echo"], {
  agent: new HttpsProxyAgent(proxy, { ca }),
  ca,
  perMessageDeflate: { threshold: 0 },
});

const messages = ["hello", "hello again ".repeat(1000), Buffer.from(Uint8Array.from({ length: 70000 }, (_, i) => i)), ""];
let n = 0;
ws.on("open", () => ws.send(messages[n]));
ws.on("message", (data, isBinary) => {
  const sent = messages[n++];
  if (isBinary !== Buffer.isBuffer(sent) || !Buffer.from(sent).equals(data)) throw new Error(`echo ${n} differs`);
  if (n < messages.length) ws.send(messages[n]);
  else ws.ping("anyone?");
});
ws.on("pong", () => ws.close(1000, "done"));
ws.on("close", (code) => console.log(JSON.stringify({ code, subprotocol: ws.protocol, extensions: ws.extensions })));
