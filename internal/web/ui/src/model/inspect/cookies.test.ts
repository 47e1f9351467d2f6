import { describe, expect, it } from "vitest";
import { cookiesOf, setCookiesOf } from "./cookies";

const at = Date.parse("2026-01-02T00:00:00Z");
const set = (text: string) => setCookiesOf([["set-cookie", text]], at)[0]!;

describe("cookiesOf", () => {
  it("joins several fields in order and keeps duplicates", () => {
    expect(cookiesOf([["Cookie", "a=1; b=x=y;"], ["cookie", "a=2"], ["x", "c=3"]])).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "x=y" },
      { name: "a", value: "2" },
    ]);
  });
  it("takes a lone word for a value, as browsers do", () => {
    expect(cookiesOf([["cookie", "word"]])).toEqual([{ name: "", value: "word" }]);
  });
});

describe("setCookiesOf", () => {
  it("reads attributes, in any case, the last one of a name counting", () => {
    const c = set("id=a=b; PATH=/x; path=/y; Domain=a.test; httponly; Secure; SameSite=Lax; Partitioned; Odd=1");
    expect(c).toMatchObject({
      name: "id", value: "a=b", path: "/y", domain: "a.test", httpOnly: true, secure: true, sameSite: "Lax", partitioned: true,
      expires: undefined, deletes: false, flaws: [],
    });
    expect(c.attributes.map((a) => a.name)).toEqual(["PATH", "path", "Domain", "httponly", "Secure", "SameSite", "Partitioned", "Odd"]);
  });
  it.each([
    ["a=1; Max-Age=60", at + 60_000, false],
    ["a=1; Max-Age=0", 0, true],
    ["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", at + 60_000, false],
    ["a=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT", 0, true],
    ["a=1; Expires=Sat, 03 Jan 2026 00:00:00 GMT", at + 86_400_000, false],
    ["a=1; Expires=never; Max-Age=soon", undefined, false],
  ])("knows when %s ends", (text, expires, deletes) => {
    expect(set(text)).toMatchObject({ expires, deletes });
  });
  it.each([
    ["a=1; SameSite=None", ["none-insecure"]],
    ["a=1; SameSite=None; Secure", []],
    ["__Host-a=1; Secure", ["host-prefix"]],
    ["__Host-a=1; Secure; Path=/", []],
    ["__Secure-a=1", ["secure-prefix"]],
    ["=1", ["no-name"]],
  ])("says what is odd about %s", (text, want) => {
    expect(set(text).flaws).toEqual(want);
  });
});
