import { describe, expect, test } from "vitest";
import { lineDiff } from "./linediff";

const brief = (before: string, after: string): string => lineDiff(before, after).map((l) => l.op + l.text).join("|");

describe("lines", () => {
  test.each([
    ["", "", ""],
    ["a\nb\n", "a\nb\n", " a| b"],
    ["a\nb\nc", "a\nx\nc", " a|-b|+x| c"],
    ["a\nb\nc\nd", "b\nd\ne", "-a| b|-c| d|+e"],
    ["", "a\n\nb", "+a|+|+b"],
    ["a", "", "-a"],
  ])("%j to %j", (before, after, want) => {
    expect(brief(before, after)).toBe(want);
  });

  test("both texts can be read from it, long ones too", () => {
    const lines = (n: number, each: number): string => Array.from({ length: n }, (_, i) => `${i % each}`).join("\n");
    for (const [before, after] of [[lines(50, 7), lines(60, 5)], [lines(3000, 7), lines(3000, 11)]] as const) {
      const diff = lineDiff(before, after);
      expect(diff.filter((l) => l.op !== "+").map((l) => l.text).join("\n")).toBe(before);
      expect(diff.filter((l) => l.op !== "-").map((l) => l.text).join("\n")).toBe(after);
    }
  });
});
