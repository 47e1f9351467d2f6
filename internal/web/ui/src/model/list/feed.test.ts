import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Row, RowWindow } from "../types";
import { Feed } from "./feed";

const q = { filter: "", sort: "id", desc: false, session: "", columns: [] };

/** Answers as an instance with entries 1 to n would, and notes what it was asked. */
class Server {
  n = 1000;
  seq = 1;
  readonly asked: URLSearchParams[] = [];
  fail: { status: number; form: object } | undefined;

  fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const params = new URL(path, "http://x").searchParams;
    this.asked.push(params);
    await new Promise((ok) => setTimeout(ok, 5));
    if (init.signal?.aborted) throw new DOMException("aborted", "AbortError");
    if (this.fail) return new Response(JSON.stringify(this.fail.form), { status: this.fail.status });
    const offset = Number(params.get("offset"));
    const rows: Row[] = [];
    for (let i = offset; i < Math.min(this.n, offset + Number(params.get("limit"))); i++) rows.push({ id: i + 1 } as Row);
    const w: RowWindow = { total: this.n, offset, seq: this.seq, complete: true, unsearched: 0, rows };
    return new Response(JSON.stringify(w));
  };

  grow(n: number) {
    this.n += n;
    this.seq++;
    return { seq: this.seq, total: this.n, changed: Array.from({ length: n }, (_, i) => this.n - i), many: false, removed: 0, complete: true, unsearched: 0 };
  }
}

let server: Server;
let feed: Feed;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  feed = new Feed(() => Date.now());
});
afterEach(() => {
  feed.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("reads what is seen", async () => {
  feed.setQuery(q);
  await pass(10);
  expect(feed.state.get()).toMatchObject({ total: 1000, loaded: true, error: null });
  feed.setRange(500, 540);
  await pass(10);
  expect(feed.row(500)?.id).toBe(501);
  expect(feed.row(539)?.id).toBe(540);
});

it("reads changed rows again, ten times a second at most", async () => {
  feed.setQuery(q);
  feed.setRange(0, 40);
  await pass(500);
  const before = server.asked.length;
  for (let i = 0; i < 100; i++) {
    feed.change({ ...server.grow(1), changed: [5] });
    await pass(10);
  }
  const asked = server.asked.length - before;
  expect(asked).toBeGreaterThan(5);
  expect(asked).toBeLessThanOrEqual(11);
});

it("shows new rows that are followed with what they say, not before", async () => {
  feed.setFollow(true);
  feed.setQuery(q);
  await pass(50);
  let blank = 0;
  feed.state.subscribe(() => {
    const { total } = feed.state.get();
    for (let i = Math.max(0, total - 40); i < total; i++) if (!feed.row(i)) blank++;
    feed.setRange(total - 44, total);
  });
  for (let i = 0; i < 40; i++) {
    feed.change(server.grow(75));
    await pass(75);
  }
  await pass(300);
  expect(feed.state.get().total).toBe(server.n);
  expect(blank).toBe(0);
});

it("turns to another list without an empty moment", async () => {
  feed.setQuery(q);
  await pass(10);
  server.n = 7;
  feed.setQuery({ ...q, filter: "status:404" });
  expect(feed.state.get()).toMatchObject({ total: 1000, loaded: false });
  expect(feed.row(0)?.id).toBe(1);
  await pass(10);
  expect(feed.state.get()).toMatchObject({ total: 7, loaded: true });
  expect(server.asked.at(-1)!.get("filter")).toBe("status:404");
});

it("takes only the answer to the latest query", async () => {
  feed.setQuery({ ...q, filter: "a" });
  feed.setQuery({ ...q, filter: "b" });
  feed.setQuery({ ...q, filter: "c" });
  await pass(50);
  expect(feed.state.get().loaded).toBe(true);
  expect(server.asked.map((p) => p.get("filter"))).toEqual(["a", "b", "c"]);
});

it("gives up what is not seen any more", async () => {
  feed.setQuery(q);
  await pass(10);
  feed.setRange(300, 340);
  feed.setRange(900, 940);
  await pass(10);
  expect(feed.row(900)?.id).toBe(901);
  expect(feed.row(320)).toBeUndefined();
});

it("reads the same rows again when other columns are wanted", async () => {
  feed.setQuery(q);
  await pass(200);
  const before = server.asked.length;
  feed.setQuery({ ...q, columns: ["res.header:server"] });
  expect(feed.state.get().loaded).toBe(true);
  await pass(10);
  expect(server.asked.length).toBeGreaterThan(before);
  expect(server.asked.at(-1)!.get("columns")).toBe("res.header:server");
});

it("says what the instance says of a bad query", async () => {
  server.fail = { status: 400, form: { error: "no such field", hint: "is it host?", column: 3 } };
  feed.setQuery({ ...q, filter: "hots:a" });
  await pass(10);
  expect(feed.state.get().error?.form).toEqual({ error: "no such field", hint: "is it host?", column: 3 });
});
