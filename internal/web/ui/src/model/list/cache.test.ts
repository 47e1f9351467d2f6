import { describe, expect, it } from "vitest";
import type { ListChange, Row, RowWindow } from "../types";
import { pageSize, RowCache, type Growth } from "./cache";

const row = (id: number, more: Partial<Row> = {}): Row => ({ id, url: `https://a.example/${id}`, ...more }) as Row;

/** A server with entries 1 to n, the newest last or first. */
function window(n: number, offset: number, limit: number, seq: number, desc = false): RowWindow {
  const rows: Row[] = [];
  for (let i = offset; i < Math.min(n, offset + limit); i++) rows.push(row(desc ? n - i : i + 1));
  return { total: n, offset, seq, complete: true, unsearched: 0, rows };
}

const change = (seq: number, total: number, changed: number[] = [], more: Partial<ListChange> = {}): ListChange => ({ seq, total, changed, many: false, removed: 0, complete: true, unsearched: 0, ...more });

/** Asks until all rows of a range are there, and counts how often. */
function fill(c: RowCache, n: () => number, seq: () => number, first: number, last: number, desc = false): number {
  let asked = 0;
  for (let want = c.missing(first, last); want; want = c.missing(first, last)) {
    if (++asked > 20) throw new Error("never done");
    c.put(window(n(), want.offset, want.limit, seq(), desc));
  }
  return asked;
}

function cacheOf(growth: Growth, n: number): RowCache {
  const c = new RowCache(growth);
  c.put(window(n, 0, 1, 1, growth === "start"));
  return c;
}

describe("RowCache", () => {
  it("asks for what it lacks, and no more", () => {
    const c = cacheOf("end", 1000);
    expect(c.missing(100, 140)).toEqual({ offset: pageSize, limit: 2 * pageSize });
    expect(fill(c, () => 1000, () => 1, 100, 140)).toBe(1);
    expect(c.row(100)?.id).toBe(101);
    expect(c.row(139)?.id).toBe(140);
    expect(c.missing(100, 140)).toBeUndefined();
    expect(c.missing(1000, 1100)).toBeUndefined();
  });

  it("keeps rows when others come at the end", () => {
    const c = cacheOf("end", 100);
    fill(c, () => 100, () => 1, 0, 100);
    c.change(change(2, 103, [101, 102, 103]));
    expect(c.total).toBe(103);
    expect(c.missing(0, 64)).toBeUndefined();
    expect(c.missing(64, 103)).toEqual({ offset: 64, limit: 39 });
    expect(c.row(99)?.id).toBe(100);
  });

  it("reads a changed row again and shows the old one until then", () => {
    const c = cacheOf("end", 200);
    fill(c, () => 200, () => 1, 0, 200);
    c.change(change(2, 200, [70]));
    expect(c.row(69)?.id).toBe(70);
    expect(c.missing(0, 64)).toBeUndefined();
    expect(c.missing(0, 128)).toEqual({ offset: 64, limit: 64 });
    c.put(window(200, 64, 64, 1)); // older than the change: it may not have it
    expect(c.missing(0, 128)).toEqual({ offset: 64, limit: 64 });
    c.put(window(200, 64, 64, 2));
    expect(c.missing(0, 128)).toBeUndefined();
  });

  it("keeps the same object for a row that is as it was", () => {
    const c = cacheOf("end", 10);
    fill(c, () => 10, () => 1, 0, 10);
    const was = c.row(3);
    c.change(change(2, 10, [5]));
    const w = window(10, 0, 64, 2);
    w.rows[4] = row(5, { status: 200 });
    c.put(w);
    expect(c.row(3)).toBe(was);
    expect(c.row(4)?.status).toBe(200);
  });

  it("knows that an entry which joins in the middle moves those after it", () => {
    const c = new RowCache("end");
    c.put({ ...window(200, 0, 200, 1), rows: Array.from({ length: 200 }, (_, i) => row(2 * i + 2)) });
    c.change(change(2, 201, [151]));
    expect(c.missing(0, 64)).toBeUndefined();
    expect(c.missing(64, 128)).toBeDefined();
    expect(c.missing(128, 192)).toBeDefined();
  });

  it("reads everything again when rows went, or more changed than is told", () => {
    for (const c of [change(2, 190, [], { removed: 10 }), change(2, 200, [], { many: true })]) {
      const cache = cacheOf("end", 200);
      fill(cache, () => 200, () => 1, 0, 200);
      cache.change(c);
      expect(cache.missing(0, 64)).toBeDefined();
      expect(cache.row(5)?.id).toBe(6);
    }
  });

  it("forgets rows past the end", () => {
    const c = cacheOf("end", 200);
    fill(c, () => 200, () => 1, 0, 200);
    c.change(change(2, 50, [], { removed: 150 }));
    expect(c.row(49)?.id).toBe(50);
    expect(c.row(50)).toBeUndefined();
    expect(c.row(150)).toBeUndefined();
  });

  it("keeps its place when rows come at the start", () => {
    const c = cacheOf("start", 1000);
    fill(c, () => 1000, () => 1, 100, 140, true);
    expect(c.row(100)?.id).toBe(900);
    c.change(change(2, 1050, [1050]));
    expect(c.row(150)?.id).toBe(900);
    expect(c.missing(150, 190)).toBeUndefined();
    expect(c.missing(0, 40)).toBeDefined();
    expect(fill(c, () => 1050, () => 2, 0, 40, true)).toBe(1);
    expect(c.row(0)?.id).toBe(1050);
  });

  it("fills a screen of the newest although rows come all the time", () => {
    const c = cacheOf("start", 5000);
    let n = 5000;
    let seq = 1;
    const asked = fill(c, () => (n += 75), () => ++seq, 0, 40, true);
    expect(asked).toBeLessThan(4);
    for (let i = 0; i < 40; i++) expect(c.row(i)?.id).toBe(n - i);
  });

  it("reads again after any change where rows come anywhere", () => {
    const c = cacheOf("anywhere", 100);
    fill(c, () => 100, () => 1, 0, 100);
    c.change(change(2, 100));
    expect(c.missing(0, 100)).toBeUndefined();
    c.change(change(3, 101, [101]));
    expect(c.missing(0, 100)).toBeDefined();
  });

  it("finds an entry", () => {
    for (const growth of ["end", "start"] as const) {
      const c = cacheOf(growth, 500);
      fill(c, () => 500, () => 1, 200, 260, growth === "start");
      expect(c.indexOf(c.row(230)!.id)).toBe(230);
      expect(c.indexOf(9999)).toBe(-1);
    }
  });

  it("stays small", () => {
    const c = cacheOf("end", 100_000);
    for (let at = 0; at < 100_000; at += 640) {
      fill(c, () => 100_000, () => 1, at, at + 64);
      c.trim(at);
    }
    let held = 0;
    for (let i = 0; i < 100_000; i++) if (c.row(i)) held++;
    expect(held).toBeLessThanOrEqual(50 * pageSize);
  });
});
