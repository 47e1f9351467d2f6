import { describe, expect, it } from "vitest";
import { Windowed, type Page } from "./windowed";

interface Ask {
  from: number;
  signal: AbortSignal;
  answer(total: number, complete?: boolean, mark?: string): Promise<void>;
  fail(e: unknown): Promise<void>;
}

const settled = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

function fixture(options: { keep?: number } = {}) {
  const asks: Ask[] = [];
  let changes = 0;
  const rows = new Windowed<string>({
    page: 10,
    ...options,
    changed: () => changes++,
    fetch: (from, count, signal) =>
      new Promise<Page<string>>((resolve, reject) => {
        asks.push({
          from,
          signal,
          answer: (total, complete = true, mark = "row") => {
            const n = Math.max(0, Math.min(count, total - from));
            resolve({ total, complete, rows: Array.from({ length: n }, (_, i) => `${mark} ${from + i}`) });
            return settled();
          },
          fail: (e) => {
            reject(e);
            return settled();
          },
        });
      }),
  });
  return { rows, asks, changes: () => changes };
}

describe("Windowed", () => {
  it("reads the pages that are looked at, two at once", async () => {
    const { rows, asks, changes } = fixture();
    rows.want(5, 35);
    expect(asks.map((a) => a.from)).toEqual([0, 10]);
    await asks[0]!.answer(100);
    expect(asks.map((a) => a.from)).toEqual([0, 10, 20]);
    expect(changes()).toBe(1);
    expect(rows.total).toBe(100);
    expect(rows.row(7)).toBe("row 7");
    expect(rows.row(12)).toBeUndefined();
  });
  it("does not read twice what it has or is reading", async () => {
    const { rows, asks } = fixture();
    rows.want(0, 5);
    rows.want(1, 6);
    await asks[0]!.answer(100);
    rows.want(2, 10);
    expect(asks.length).toBe(1);
  });
  it("stops reading what is not looked at any more", async () => {
    const { rows, asks } = fixture();
    rows.want(0, 5);
    rows.want(50, 55);
    expect(asks[0]!.signal.aborted).toBe(true);
    await asks[0]!.answer(100);
    expect(rows.row(0)).toBeUndefined();
    await asks[1]!.answer(100);
    expect(rows.row(50)).toBe("row 50");
  });
  it("reads a page again that was short when there are more rows", async () => {
    const { rows, asks } = fixture();
    rows.want(0, 1);
    await asks[0]!.answer(3, false);
    rows.want(0, 1);
    expect(asks.length).toBe(1);
    rows.grow();
    await asks[1]!.answer(15, false);
    expect(rows.total).toBe(15);
    rows.want(0, 15);
    expect(asks.map((a) => a.from)).toEqual([0, 0, 10]);
    await asks[2]!.answer(15, true);
    rows.grow();
    expect(asks.at(-1)!.from).toBe(10);
  });
  it("asks for nothing past the end", async () => {
    const { rows, asks } = fixture();
    rows.want(0, 1);
    await asks[0]!.answer(0);
    rows.want(0, 30);
    expect(asks.length).toBe(1);
  });
  it("gives back what was not looked at for long", async () => {
    const { rows, asks } = fixture({ keep: 2 });
    const look = async (at: number) => {
      rows.want(at, at + 1);
      rows.row(at);
      await asks.at(-1)!.answer(100);
    };
    for (const at of [0, 10, 0, 20]) await look(at);
    expect([0, 10, 20].map((r) => rows.row(r) !== undefined)).toEqual([true, false, true]);
  });
  it("shows what it has until it was read again", async () => {
    const { rows, asks } = fixture();
    rows.want(0, 20);
    await asks[0]!.answer(100);
    await asks[1]!.answer(100);
    rows.want(0, 5);
    rows.reload();
    expect(rows.row(0)).toBe("row 0");
    await asks[2]!.answer(100, true, "new");
    expect([rows.row(0), rows.row(10)]).toEqual(["new 0", "row 10"]);
    rows.want(8, 12);
    await asks[3]!.answer(100, true, "new");
    expect(rows.row(10)).toBe("new 10");
    rows.want(0, 20);
    expect(asks.length).toBe(4);
  });
  it("keeps an error until something comes", async () => {
    const { rows, asks } = fixture();
    rows.want(0, 1);
    await asks[0]!.fail("gone");
    expect(rows.error).toBe("gone");
    rows.grow();
    expect(rows.error).toBeUndefined();
    await asks[1]!.answer(1);
    expect(rows.row(0)).toBe("row 0");
  });
  it("says nothing once it is closed", async () => {
    const { rows, asks, changes } = fixture();
    rows.want(0, 1);
    rows.close();
    expect(asks[0]!.signal.aborted).toBe(true);
    await asks[0]!.answer(1);
    rows.want(0, 1);
    rows.grow();
    expect([changes(), asks.length]).toEqual([0, 1]);
  });
});
