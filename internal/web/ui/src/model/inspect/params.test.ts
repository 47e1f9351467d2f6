import { describe, expect, it } from "vitest";
import { params, paramsText, queryOf, queryText } from "./params";

describe("params", () => {
  it.each([
    ["a=1&b=2", [["a", "1"], ["b", "2"]]],
    ["b=2&a=1&b=3", [["b", "2"], ["a", "1"], ["b", "3"]]],
    ["q=caf%C3%A9+noir", [["q", "café noir"]]],
    ["flag&empty=", [["flag", undefined], ["empty", ""]]],
    ["a=b=c", [["a", "b=c"]]],
    ["&&", []],
    ["", []],
  ])("reads %s", (text, want) => {
    expect(params(text).map((p) => [p.name, p.value])).toEqual(want);
  });
  it("shows what does not decode as it is", () => {
    expect(params("a=%zz&b=%ff&c=%41")).toEqual([
      { name: "a", value: "%zz", raw: "a=%zz", bad: true },
      { name: "b", value: "%ff", raw: "b=%ff", bad: true },
      { name: "c", value: "A", raw: "c=%41", bad: false },
    ]);
  });
});

it("queryText ends before the fragment and begins at the first question mark", () => {
  expect(queryText("https://a.test/p?x=1?y#?z")).toBe("x=1?y");
  expect(queryText("https://a.test/p#?z")).toBeUndefined();
  expect(queryText("/p?")).toBe("");
});

it("queryOf", () => {
  expect(queryOf("/p?x=1&x=2").map((p) => p.value)).toEqual(["1", "2"]);
  expect(queryOf("/p")).toEqual([]);
});

it("paramsText", () => {
  expect(paramsText(params("a=1+2&flag"))).toBe("a=1 2\nflag\n");
});
