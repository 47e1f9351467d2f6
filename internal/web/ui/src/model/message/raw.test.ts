import { describe, expect, test } from "vitest";
import { formatRequest, RawError, readRequest, type Request } from "./raw";

const requests: Request[] = [
  { method: "GET", url: "https://a.example/", version: "", fields: [], text: "" },
  { method: "POST", url: "http://a.example:8080/x?y=z", version: "http/1.1", fields: [{ name: "Content-Type", value: "application/json" }, { name: "X-Empty", value: "" }], text: '{"a":1}\n\n[]' },
  { method: "M-SEARCH", url: "https://[::1]/", version: "h2", fields: [{ name: "a", value: "b: c" }], text: "\nstarts with a line" },
];

describe("a request as text", () => {
  test.each(requests)("$method $url there and back", (r) => {
    expect(readRequest(formatRequest(r))).toEqual(r);
  });

  test("as it is copied from elsewhere", () => {
    expect(readRequest("\n\nPOST /v1/me?x=1 HTTP/2\r\nHost: api.example\r\nAccept: */*\r\n\r\nbody\r\n")).toEqual({
      method: "POST",
      url: "https://api.example/v1/me?x=1",
      version: "h2",
      fields: [
        { name: "Host", value: "api.example" },
        { name: "Accept", value: "*/*" },
      ],
      text: "body\r\n",
    });
    expect(readRequest("GET https://a.example/\n").text).toBe("");
  });

  test("a value over lines is one line", () => {
    expect(formatRequest({ ...requests[0]!, fields: [{ name: "A", value: "b\r\n c" }] })).toContain("A: b  c\n");
  });

  test.each<[string, number, string]>([
    ["", 1, "empty"],
    ["\n\n", 1, "empty"],
    ["GET", 1, "line"],
    ["GET https://a.example/a b", 1, "blank"],
    ["G(T https://a.example/", 1, "method"],
    ["GET a.example", 1, "url"],
    ["GET https://", 1, "url"],
    ["GET /path\nAccept: */*", 1, "url"],
    ["\nGET https://a.example/\nHost", 3, "field"],
    ["GET https://a.example/\nA: b\nB B: c", 3, "name"],
    ["GET https://a.example/\nA: \u0000", 2, "value"],
  ])("%j is wrong in line %i", (text, line, what) => {
    try {
      readRequest(text);
    } catch (err) {
      expect(err).toBeInstanceOf(RawError);
      expect(err).toMatchObject({ line, what });
      return;
    }
    throw new Error("it was read");
  });
});
