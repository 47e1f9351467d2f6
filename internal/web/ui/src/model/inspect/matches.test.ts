import { describe, expect, it } from "vitest";
import { byRow, marksOf, nearest, step } from "./matches";

const matches = [
  { line: 3, column: 4, length: 2 },
  { line: 3, column: 9, length: 2 },
  { line: 8, column: 1998, length: 5 },
];
const rows = byRow(matches);

describe("marksOf", () => {
  it("has the matches of a row, and which one was gone to", () => {
    expect(marksOf(matches, rows, 3, 0, 1)).toEqual([
      { from: 4, to: 6, now: false },
      { from: 9, to: 11, now: true },
    ]);
    expect(marksOf(matches, rows, 4, 0, 1)).toEqual([]);
  });
  it("has what reaches over from the row that it continues", () => {
    expect(marksOf(matches, rows, 9, 2000, 2)).toEqual([{ from: 0, to: 3, now: true }]);
    expect(marksOf(matches, rows, 9, 0, 2)).toEqual([]);
    expect(marksOf(matches, rows, 4, 2000, 2)).toEqual([]);
  });
});

it.each([
  [1, 0],
  [3, 0],
  [4, 2],
  [9, 0],
])("nearest from row %d", (row, want) => expect(nearest(matches, row)).toBe(want));

it("nearest among none", () => expect(nearest([], 1)).toBe(-1));

it("step goes around, and begins at either end", () => {
  expect([step(3, 2, 1), step(3, 0, -1), step(3, 0, 1), step(0, 0, 1), step(3, -1, 1), step(3, -1, -1)]).toEqual([0, 2, 1, -1, 0, 2]);
});
