import { describe, expect, test } from "vitest";
import { differences, folded, isStart, partsOf, rowsOf, type Row } from "./rows";

const lines = (text: string): { op: " " | "+" | "-" | "@"; text: string }[] => text.split("|").map((l) => ({ op: l[0] as " ", text: l.slice(1) }));
const brief = (rows: Row[]): string[] => rows.map((r) => `${r.kind} ${r.at ?? ""}:${r.left ?? r.said ?? r.hidden ?? ""} ${r.to ?? ""}:${r.right ?? ""}`);

describe("rows", () => {
  test("what came stands beside what went", () => {
    expect(brief(rowsOf(lines(" a|-b|-c|+B| d|+e|-f|@9 lines|-g")))).toEqual(["same 1:a 1:a", "changed 2:b 2:B", "left 3:c :", "same 4:d 3:d", "right : 4:e", "left 5:f :", "gap :9 lines :", "left 6:g :"]);
    expect(rowsOf([])).toEqual([]);
  });

  test("no line is lost", () => {
    for (const text of ["-a|-b|+c", "+a|-b", " x", "-a|+a|-b|+b|+c"]) {
      const rows = rowsOf(lines(text));
      expect(rows.flatMap((r) => (r.left === undefined ? [] : [r.left]))).toEqual(lines(text).filter((l) => l.op !== "+").map((l) => l.text));
      expect(rows.flatMap((r) => (r.right === undefined ? [] : [r.right]))).toEqual(lines(text).filter((l) => l.op !== "-").map((l) => l.text));
    }
  });

  test("only what differs, with some lines around it", () => {
    const rows = rowsOf(lines([..." ".repeat(5)].map((_, i) => ` ${i}`).join("|") + "|-x| 5| 6| 7"));
    expect(brief(folded(rows, 1))).toEqual(["gap :4 :", "same 5:4 5:4", "left 6:x :", "same 7:5 6:5", "gap :2 :"]);
    expect(folded(rowsOf(lines(" a| b")))).toEqual([{ kind: "gap", hidden: 2 }]);
  });

  test("differences are counted by their beginnings", () => {
    const rows = rowsOf(lines("-a|-b| c|+d|@cut|+e"));
    expect(rows.map((_, i) => isStart(rows, i))).toEqual([true, false, false, true, false, true]);
    expect(differences(rows)).toBe(3);
  });
});

describe("words of a line", () => {
  const marked = (parts: { text: string; differs: boolean }[]): string => parts.map((p) => (p.differs ? `[${p.text}]` : p.text)).join("");

  test.each([
    ['"a": 1,', '"a": 2,', '"a": [1],', '"a": [2],'],
    ["same", "same", "same", "same"],
    ["", "x y", "", "[x y]"],
    ["GET /v1/me?x=1 HTTP/1.1", "GET /v2/me?x=1&y=2 HTTP/1.1", "GET /[v1]/me?x=1 HTTP/1.1", "GET /[v2]/me?x=1[&y=2] HTTP/1.1"],
    ["a b c d", "c d a b", "[a b ]c d", "c d[ a b]"],
  ])("%j and %j", (left, right, a, b) => {
    const [l, r] = partsOf(left, right);
    expect([marked(l), marked(r)]).toEqual([a, b]);
  });

  test("long lines take no time", () => {
    const [l, r] = partsOf("x ".repeat(50_000) + "a", "y ".repeat(50_000) + "a");
    expect(l.map((p) => p.text).join("")).toHaveLength(100_001);
    expect(r.at(-1)).toEqual({ text: " a", differs: false });
  });
});
