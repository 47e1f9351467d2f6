import { expect, it } from "vitest";
import { jsonFilter, pairFilter } from "./filters";

it.each([
  ["req.header", "user-agent", "ui/1.0", 'req.header:user-agent="ui/1.0"'],
  ["query", "page", "2", "query:page=2"],
  ["query", "q", 'say "x"', 'query:q="say \\"x\\""'],
  ["query", "flag", undefined, "query:flag"],
  ["query", "a b", "1", 'query:"a b"'],
  ["cookie", "theme", "", 'cookie:theme=""'],
])("pairFilter(%s, %s, %s)", (field, name, value, want) => expect(pairFilter(field, name, value)).toBe(want));

it("jsonFilter", () => {
  expect(jsonFilter("res.json", '$.a["b c"][0]', "lamp-1")).toBe('res.json:$.a["b c"][0]=lamp-1');
  expect(jsonFilter("res.json", "$.a", "x y")).toBe('res.json:$.a="x y"');
});
