import { describe, expect, test } from "vitest";
import { fieldsText, looksLikeFields, movedField, present, readFields, setValue, valueOf, withField, withoutField, wrongIn, type Field } from "./fields";

const list: Field[] = [
  { name: "Host", value: "a.example" },
  { name: "Accept", value: "*/*" },
  { name: "accept", value: "text/html" },
];

describe("lists of fields", () => {
  test("one is put in its place, or at the end", () => {
    expect(withField(list, 1, { name: "X", value: "1" }).map((f) => f.name)).toEqual(["Host", "X", "accept"]);
    expect(withField(list, 9, { name: "X", value: "1" })).toHaveLength(4);
    expect(withoutField(list, 1).map((f) => f.name)).toEqual(["Host", "accept"]);
  });

  test.each([
    [0, 1, ["Accept", "Host", "accept"]],
    [2, -2, ["accept", "Host", "Accept"]],
    [0, -1, ["Host", "Accept", "accept"]],
    [2, 1, ["Host", "Accept", "accept"]],
  ])("moving %i by %i", (at, by, want) => {
    expect(movedField(list, at, by).map((f) => f.name)).toEqual(want);
  });

  test("names are the same in any case", () => {
    expect(valueOf(list, "ACCEPT")).toBe("*/*");
    expect(setValue(list, "ACCEPT", "x")).toEqual([list[0], { name: "Accept", value: "x" }]);
    expect(setValue(list, "accept", undefined)).toEqual([list[0]]);
    expect(setValue(list, "New", "x").at(-1)).toEqual({ name: "New", value: "x" });
  });

  test.each<[string, string, string | undefined]>([
    ["X-A", "b", undefined],
    ["", "", undefined],
    ["", "b", "name"],
    ["X A", "b", "name"],
    ["X:", "b", "name"],
    [":protocol", "websocket", undefined],
    ["X", "a\nb", "value"],
    ["X", "é\t", undefined],
  ])("%j: %j", (name, value, want) => {
    expect(wrongIn({ name, value })).toBe(want);
  });

  test("as text and back", () => {
    const fields = [...list, { name: "X-Empty", value: "" }, { name: ":protocol", value: "websocket" }];
    expect(readFields(fieldsText(fields))).toEqual(fields);
    expect(readFields("A: b: c\r\n\r\n  B:d  \nalone")).toEqual([{ name: "A", value: "b: c" }, { name: "B", value: "d" }, { name: "alone", value: "" }]);
    expect(present([{ name: "", value: "" }, ...list])).toEqual(list);
  });

  test.each([
    ["A: b\nC: d", true],
    ["A: b", false],
    ["one\ntwo", false],
    ["", false],
    ["https://a.example\nA: b", true],
    ["{\n\"a\": 1\n}", false],
  ])("%j is a list: %s", (text, want) => {
    expect(looksLikeFields(text)).toBe(want);
  });
});
