import { describe, expect, test } from "vitest";
import { readJSON } from "./json";
import { anyRows, anyText, linesOf, looksCut, readAny, rowsOf, withAnyRows, withLines, withRows } from "./names";
import { Members, Num, same } from "./value";

describe("tables of names", () => {
  const m = Members.of({ A: "1", B: new Num("2"), C: ["x", true], D: null });

  test("untouched they stay as they are written", () => {
    expect(rowsOf(m).map((r) => `${r.name}=${r.value}`)).toEqual(["A=1", "B=2", "C=x", "C=true", "D="]);
    expect(same(withRows(m, rowsOf(m)), m)).toBe(true);
  });

  test("what is changed is text, the rest stays", () => {
    const rows = rowsOf(m);
    rows[1] = { name: "B", value: "3" };
    rows[2] = { name: "C", value: "y" };
    rows.push({ name: "A", value: "more" }, { name: "", value: "" });
    expect(same(withRows(m, rows), Members.of({ A: ["1", "more"], B: "3", C: ["y", true], D: null, "": "" }))).toBe(true);
  });
});

describe("any value", () => {
  test.each(["1", "1.50", "true", "null", '"1"', "Ada", '[1,"a"]', '{"b":1,"a":2}', "", "not json {", '" x"'])("%s there and back", (text) => {
    expect(anyText(readAny(text))).toBe(text);
  });

  test("while it is written", () => {
    expect([looksCut('{"a"'), looksCut('"a'), looksCut("text"), looksCut("{}")]).toEqual([true, true, false, false]);
  });

  test("tables of them", () => {
    const m = readJSON('{"$.a":1,"$.b":"1","$.c":{"x":[]}}') as Members;
    expect(same(withAnyRows(m, anyRows(m)), m)).toBe(true);
    expect(same(withAnyRows(m, [{ name: "$.a", value: "x" }]), Members.of({ "$.a": "x" }))).toBe(true);
  });
});

test("texts, one a line", () => {
  expect(linesOf(["a", new Num("1")])).toBe("a\n1");
  expect([withLines("a", "a"), withLines("a", "b"), withLines("a", "a\nb"), withLines(["a"], "b"), withLines(undefined, "")]).toEqual(["a", "b", ["a", "b"], ["b"], ""]);
});
