import { describe, expect, it } from "vitest";
import { fieldRows, fieldsText, matchingFields, valuesOf } from "./fields";

const fields = [
  [":status", "200"],
  ["Set-Cookie", "a=1"],
  ["X-Empty", ""],
  ["set-cookie", "b=2"],
];

describe("fieldRows", () => {
  it("keeps order and case, and numbers duplicates", () => {
    expect(fieldRows(fields)).toEqual([
      { name: ":status", value: "200", pseudo: true, nth: 1, of: 1 },
      { name: "Set-Cookie", value: "a=1", pseudo: false, nth: 1, of: 2 },
      { name: "X-Empty", value: "", pseudo: false, nth: 1, of: 1 },
      { name: "set-cookie", value: "b=2", pseudo: false, nth: 2, of: 2 },
    ]);
  });
  it("has no rows of no fields", () => {
    expect(fieldRows(null)).toEqual([]);
    expect(fieldRows(undefined)).toEqual([]);
  });
});

it("matchingFields looks into names and values", () => {
  const rows = fieldRows(fields);
  expect(matchingFields(rows, "COOKIE").map((r) => r.value)).toEqual(["a=1", "b=2"]);
  expect(matchingFields(rows, "b=").map((r) => r.name)).toEqual(["set-cookie"]);
  expect(matchingFields(rows, " ")).toEqual(rows);
});

it("valuesOf compares names without case", () => {
  expect(valuesOf(fields, "SET-COOKIE")).toEqual(["a=1", "b=2"]);
  expect(valuesOf(null, "x")).toEqual([]);
});

it("fieldsText is what a file of headers has", () => {
  expect(fieldsText(fieldRows(fields.slice(0, 2)))).toBe(":status: 200\nSet-Cookie: a=1\n");
});
