import { describe, expect, test } from "vitest";
import { paramsOf, splitURL, withParams } from "./query";

describe("the query of a URL", () => {
  test.each([
    ["https://a.example/x?a=1&b=%20c&d&e=#f", [["a", "1"], ["b", " c"], ["d", ""], ["e", ""]]],
    ["https://a.example/", []],
    ["https://a.example/?", []],
    ["https://a.example/?q=%zz+y", [["q", "%zz+y"]]],
    ["https://a.example/?a=b=c", [["a", "b=c"]]],
  ])("%s", (url, want) => {
    const params = paramsOf(url);
    expect(params.map((p) => [p.name, p.value])).toEqual(want);
    if (want.length) expect(withParams(url, params)).toBe(url);
  });

  test("what has not changed stays as it was written", () => {
    const url = "https://a.example/x?a=%7e&b=2&c#top";
    const [a, b, c] = paramsOf(url) as [{ name: string; value: string }, { name: string; value: string }, { name: string; value: string }];
    expect(withParams(url, [a, { ...b, value: "x y&z" }, c])).toBe("https://a.example/x?a=%7e&b=x+y%26z&c#top");
    expect(withParams(url, [b, a, c])).toBe("https://a.example/x?b=2&a=%7e&c#top");
    expect(withParams(url, [a])).toBe("https://a.example/x?a=%7e#top");
    expect(withParams(url, [])).toBe("https://a.example/x#top");
    expect(withParams("https://a.example/", [{ name: "q", value: "é/:@" }])).toBe("https://a.example/?q=%C3%A9/:@");
  });

  test("a question mark in the fragment is none", () => {
    expect(splitURL("https://a.example/#a?b")).toEqual({ base: "https://a.example/", query: undefined, hash: "#a?b" });
  });
});
