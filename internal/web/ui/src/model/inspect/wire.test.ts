import { describe, expect, it } from "vitest";
import { visible, wireLines, wireText } from "./wire";

const head = { start: "GET / HTTP/1.1", fields: [["Host", "a.test"]] };

describe("wireText", () => {
  it("is the octets of the wire", () => expect(wireText({ ...head, raw: "GET /\tHTTP/1.1\n\n" })).toEqual({ text: "GET /\tHTTP/1.1\n\n", latin1: false }));
  it("is Latin-1 of what is no UTF-8", () => expect(wireText({ ...head, raw_base64: btoa("X: \xe9\r\n") })).toEqual({ text: "X: é\r\n", latin1: true }));
  it("is made of the fields where the octets are not there", () => expect(wireText(head).text).toBe("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"));
});

it.each([
  ["a\r\nb\n\r\nc", [["a", "crlf"], ["b", "lf"], ["", "crlf"], ["c", ""]]],
  ["", []],
  ["\r\r\n", [["\r", "crlf"]]],
])("wireLines of %j", (text, want) => expect(wireLines(text).map((l) => [l.text, l.end])).toEqual(want));

it("visible leaves nothing that hides or turns text around", () => {
  expect(visible("a\u0000b\u001bc\rd\u007f")).toBe("a\u2400b\u241bc\u240dd\u2421");
  expect(visible("x\u202ey\u200bz")).toBe("x\u27e8202e\u27e9y\u27e8200b\u27e9z");
  expect(visible("tab\tline\nüñ漢")).toBe("tab\tline\nüñ漢");
});
