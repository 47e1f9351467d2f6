import { afterEach, expect, test, vi } from "vitest";
import { begin, heed, job, LineReader, part } from "./work";

afterEach(() => void vi.unstubAllGlobals());

test("lines are whole, however they come", () => {
  const r = new LineReader();
  expect(r.push('{"a":')).toEqual([]);
  expect(r.push('1}\n{"b":2}\n\n{"c"')).toEqual(['{"a":1}', '{"b":2}']);
  expect(r.push(":3}\n")).toEqual(['{"c":3}']);
});

test("a line is progress, the end, or a fault", () => {
  const far: unknown[] = [];
  expect(heed('{"octets":3,"total":10}', (f) => far.push(f))).toBe(false);
  expect(heed('{"octets":10,"total":10,"done":true}', (f) => far.push(f))).toBe(true);
  expect(far).toEqual([{ octets: 3, total: 10 }]);
  expect(() => heed('{"octets":0,"total":0,"fault":{"error":"no room","hint":"make some"}}', () => {})).toThrow("no room");
});

test("a part is known only with a total", () => {
  expect(part({ octets: 3, total: 0 })).toBeUndefined();
  expect(part({ octets: 3, total: 12 })).toBe(0.25);
  expect(part({ octets: 13, total: 12 })).toBe(1);
});

/** An answer whose lines are given one by one, until the request is stopped. */
function answering() {
  let out!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (c) => void (out = c) });
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    init.signal!.addEventListener("abort", () => out.error(init.signal!.reason));
    return new Response(body, { headers: { "Content-Type": "application/x-ndjson" } });
  });
  return { line: (l: string) => out.enqueue(new TextEncoder().encode(`${l}\n`)), end: () => out.close() };
}

test("work tells how far it is, and that it is done", async () => {
  const answer = answering();
  const done = begin("compact", "/v1/compact", { ended: "gone" });
  expect(job.get()?.name).toBe("compact");
  expect(await begin("clear", "/v1/clear", { ended: "gone" })).toBe("stopped"); // one at a time
  answer.line('{"octets":3,"total":10}');
  await vi.waitFor(() => expect(job.get()?.far).toEqual({ octets: 3, total: 10 }));
  answer.line('{"octets":10,"total":10,"done":true}');
  expect(await done).toBe("done");
  expect(job.get()).toBeUndefined();
});

test("work can be stopped, and fails when the answer ends early", async () => {
  answering();
  const stopped = begin("copy", "/v1/sessions/copy", { body: { name: "a", to: "b" }, ended: "gone" });
  await Promise.resolve();
  job.get()!.stop();
  expect(await stopped).toBe("stopped");
  const answer = answering();
  const cut = begin("compact", "/v1/compact", { ended: "gone" });
  answer.line('{"octets":3,"total":10}');
  answer.end();
  await expect(cut).rejects.toThrow("gone");
  expect(job.get()).toBeUndefined();
});
