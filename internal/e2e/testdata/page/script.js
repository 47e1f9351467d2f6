// Uses each thing a page can load, and posts what it found to "done".
const key = new URL(location).pathname.split("/")[1];
const found = {};

async function step(name, f) {
  try {
    found[name] = await f();
  } catch (e) {
    found[name] = `failed: ${e}`;
  }
}

await step("style", () => getComputedStyle(document.getElementById("text")).color);
await step("image", async () => {
  const img = document.getElementById("image");
  await img.decode();
  return img.naturalHeight;
});
await step("fetch", async () => (await (await fetch(`/bytes/100000?k=${key}`)).arrayBuffer()).byteLength);
await step("parallel", async () => {
  const all = await Promise.all(Array.from({ length: 40 }, (_, n) => fetch(`/bytes/${1000 + n}?k=${key}`).then((r) => r.arrayBuffer())));
  return all.reduce((sum, b) => sum + b.byteLength, 0);
});
await step("upload", async () => (await (await fetch(`/upload?k=${key}`, { method: "POST", body: "u".repeat(50000) })).json()).size);
await step("events", () => new Promise((resolve, reject) => {
  let n = 0;
  const source = new EventSource(`/sse?n=3&hold&k=${key}`);
  source.addEventListener("tick", () => {
    if (++n === 3) { source.close(); resolve(n); }
  });
  source.onerror = () => reject(new Error("event source failed"));
}));
await step("websocket", () => new Promise((resolve, reject) => {
  const ws = new WebSocket(`wss://${location.host}/ws?k=${key}`, "echo");
  ws.onopen = () => ws.send("hello ".repeat(1000));
  ws.onmessage = (m) => { ws.close(1000); ws.onclose = () => resolve(m.data.length); };
  ws.onerror = () => reject(new Error("websocket failed"));
}));
await fetch(`done?k=${key}`, { method: "POST", body: JSON.stringify(found) });
