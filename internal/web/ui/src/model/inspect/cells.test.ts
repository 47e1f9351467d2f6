import { expect, it } from "vitest";
import { widthOf } from "./cells";

it.each([
  ["", 0],
  ["plain text", 10],
  ["a\tb", 10],
  ["漢字", 4],
  ["üñ", 2],
  ["😀", 3], // two units and one more: at least the two cells that it takes
])("widthOf %j", (text, want) => expect(widthOf([["plain", text]])).toBe(want));

it("adds spans up", () => expect(widthOf([["key", "ab"], ["mark", ": "], ["string", "c"]])).toBe(5));
