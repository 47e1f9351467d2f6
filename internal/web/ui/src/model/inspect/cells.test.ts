import { expect, it } from "vitest";
import { lineText, valueIn, widthOf } from "./cells";

it.each([
  ["", 0],
  ["plain text", 10],
  ["a\tb", 10],
  ["漢字", 4],
  ["üñ", 2],
  ["😀", 3], // two units and one more: at least the two cells that it takes
])("widthOf %j", (text, want) => expect(widthOf([["plain", text]])).toBe(want));

it("adds spans up", () => expect(widthOf([["key", "ab"], ["mark", ": "], ["string", "c"]])).toBe(5));

it("lineText", () => expect(lineText([["key", '"a"'], ["mark", ": "], ["number", "1"]])).toBe('"a": 1'));

it.each([
  [[["key", '"a"'], ["mark", ": "], ["string", '"say \\"x\\"\\n"'], ["mark", ","]], 'say "x"\n'],
  [[["number", "18446744073709551615"]], "18446744073709551615"],
  [[["key", "a"], ["mark", " = "], ["string", "plain"]], "plain"],
  [[["string", '"cut']], '"cut'],
  [[["mark", "{"]], undefined],
  [[["number", "1"], ["number", "2"]], undefined],
])("valueIn %j", (spans, want) => expect(valueIn(spans)).toBe(want));
