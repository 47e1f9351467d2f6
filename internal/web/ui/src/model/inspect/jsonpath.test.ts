import { describe, expect, it } from "vitest";
import { member, pathOf, type Ask, type Count } from "./jsonpath";
import type { ViewLine } from "./view";

/** Rows of a value as the server lays them out, with the same answers about folds. */
function laidOut(value: unknown) {
  const rows: ViewLine[] = [];
  const put = (v: unknown, d: number, key: string | undefined, comma: boolean) => {
    const head: string[][] = key === undefined ? [] : [["key", JSON.stringify(key)], ["mark", ":"], ["plain", " "]];
    const row = (...s: string[][]) => {
      rows.push({ n: rows.length + 1, d, e: 0, s: [...s, ...(comma ? [["mark", ","]] : [])] });
      return rows.at(-1)!;
    };
    if (typeof v !== "object" || v === null || Object.keys(v).length === 0) {
      row(...head, ["string", JSON.stringify(v)]);
      return;
    }
    const list = Array.isArray(v);
    rows.push({ n: rows.length + 1, d, e: 0, s: [...head, ["mark", list ? "[" : "{"]] });
    const opened = rows.at(-1)! as { e: number };
    const all = Object.entries(v);
    all.forEach(([k, x], i) => put(x, d + 1, list ? undefined : k, i < all.length - 1));
    opened.e = row(["mark", list ? "]" : "}"]).n;
  };
  put(value, 0, undefined, false);
  const shown = (fold: string) => {
    const deep = Number(fold.slice(1));
    const seen: ViewLine[] = [];
    for (let i = 0; i < rows.length; i++) {
      seen.push(rows[i]!);
      if (rows[i]!.e && rows[i]!.d >= deep) i = rows[i]!.e - 1;
    }
    return seen;
  };
  const ask: Ask = async (row, fold) => {
    const seen = shown(fold);
    const place = seen.findLastIndex((l) => l.n <= row);
    return { place, line: seen[place] };
  };
  const count: Count = async (from, to) => to - from;
  return { rows, ask, count };
}

const value = { order: { id: 1, tags: ["a", ["b", { "x y": true }]] }, items: [{ sku: "l" }, { sku: "m", sizes: ["S", "M"] }], "": null };

describe("pathOf", () => {
  it("leads to the value of every row", async () => {
    const { rows, ask, count } = laidOut(value);
    const found = new Set<string>();
    for (const r of rows) {
      const path = await pathOf(r, ask, count);
      expect(path, `row ${r.n}`).toBeDefined();
      found.add(path!);
      const at = follow(value, path!);
      const said = r.s.find(([kind]) => kind === "string")?.[1];
      if (said !== undefined) expect(JSON.stringify(at), `row ${r.n}, ${path}`).toBe(said);
      else expect(typeof at, `row ${r.n}, ${path}`).toBe("object");
    }
    expect([...found]).toEqual([
      "$", "$.order", "$.order.id", "$.order.tags", "$.order.tags[0]", "$.order.tags[1]", "$.order.tags[1][0]", "$.order.tags[1][1]",
      '$.order.tags[1][1]["x y"]', "$.items", "$.items[0]", "$.items[0].sku", "$.items[1]", "$.items[1].sku", "$.items[1].sizes",
      "$.items[1].sizes[0]", "$.items[1].sizes[1]", '$[""]',
    ]);
  });
  it("is nothing of what is no JSON", async () => {
    const line = { n: 2, d: 1, e: 0, s: [["tag", "<a>"]] };
    const ask: Ask = async () => ({ place: 0, line: { n: 1, d: 0, e: 3, s: [["tag", "<html>"]] } });
    expect(await pathOf(line, ask, async () => 0)).toBeUndefined();
  });
});

it.each([
  ["id", ".id"],
  ["größe", ".größe"],
  ["a-b", ".a-b"],
  ["2x", '["2x"]'],
  ['say "x"', '["say \\"x\\""]'],
])("member %s", (name, want) => expect(member(name)).toBe(want));

function follow(v: unknown, path: string): unknown {
  let at = v as never;
  for (const [, name, quotedName, index] of path.matchAll(/\.([^.[]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/g)) at = at[(name ?? quotedName ?? index) as never];
  return at;
}
