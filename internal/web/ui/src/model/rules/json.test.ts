import { describe, expect, test } from "vitest";
import { JSONError, readJSON, writeJSON } from "./json";
import { Members, Num, same } from "./value";

describe("JSON as it is written", () => {
  test.each([
    '{"b":1,"a":2,"10":3,"2":4}',
    "[12345678901234567890,1.0,-0,1e400]",
    '{"":[],"x":{},"y":[[]]}',
    '"\\ud83d\\ude00"',
    "null",
    "true",
  ])("%s", (text) => {
    const v = readJSON(text);
    expect(same(readJSON(writeJSON(v)), v)).toBe(true);
    if (!text.includes("\\u")) expect(writeJSON(v)).toBe(text);
  });

  test.each(["", "{", "[1,]", '{"a"}', '{"a":1,}', "01", "nul", '"\n"', '"a', "1 2", "{'a':1}", "[1 2]"])("refused: %j", (text) => {
    expect(() => readJSON(text)).toThrow(JSONError);
  });

  test("deep nesting ends", () => {
    expect(() => readJSON("[".repeat(100_000))).toThrow(JSONError);
  });

  test("the last of two members counts", () => {
    expect(same(readJSON('{"a":1,"a":2}'), Members.of({ a: new Num("2") }))).toBe(true);
  });

  test("over lines", () => {
    expect(writeJSON(readJSON('{"a":[1,{"b":null}],"c":{}}'), "  ")).toBe('{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {}\n}');
  });
});
