import { describe, expect, test } from "vitest";
import { freeName, groupFor, moved } from "./arrange";
import type { Group, Rule } from "./drafts";
import { emptyRule, matchOf, nameOf, ruleFrom } from "./fromentry";
import { kinds } from "./kinds";
import { readRule } from "./reading";
import { writeRule } from "./writing";

describe("a rule from an entry", () => {
  test.each([
    ["GET", "https://api.example.com/v1/me?x=1", "method:GET host:api.example.com path:/v1/me"],
    ["POST", "http://localhost:3000", "method:POST host:localhost port:3000 path:/"],
    ["GET", "https://[::1]:8443/a%20b/", 'method:GET host:"::1" port:8443 path:/a%20b/'],
    ["GET", "https://a.example/x*(y)/a+b/", 'method:GET host:a.example path:"/x*(y)/a+b/"'],
    ["M-SEARCH", 'https://a.example/"', "method:M-SEARCH host:a.example path:/%22"],
    ["GET", "no URL", ""],
  ])("%s %s", (method, url, want) => {
    expect(matchOf(method, url)).toBe(want);
  });

  test("a local answer begins as what was captured", () => {
    const rule = ruleFrom("me", "map-local", { method: "GET", url: "https://a.example/me" }, { status: 404, contentType: "application/json", text: '{\n  "a": 1\n}\n' });
    expect(writeRule(rule)).toBe(`- name: me
  match: method:GET host:a.example path:/me
  actions:
    - map-local:
        body: |
          {
            "a": 1
          }
        status: 404
        headers:
          Content-Type: application/json
`);
  });

  test.each(kinds.map((k) => k.name))("%s can be read again", (kind) => {
    for (const rule of [ruleFrom("x", kind, { method: "GET", url: "https://a.example:444/x" }), emptyRule("x", kind)]) {
      expect(readRule(writeRule(rule))).toMatchObject({ ok: true, rule });
    }
  });

  test("its name fits on a line", () => {
    expect(nameOf("GET", "https://a.example/x?y=z")).toBe("GET a.example/x");
    expect(nameOf("GET", `https://a.example/${"x".repeat(300)}`)).toHaveLength(100);
  });
});

describe("arranging", () => {
  const rule = (name: string): Rule => ({ name, enabled: true, match: "", after: false, final: false, notes: "", actions: [], line: 1 });
  const all = ["a", "b", "c"].map(rule);
  const group = (name: string, given = false): Group => ({ name, file: "", given, enabled: true, notes: "", rules: all, problems: [] });

  test.each([
    ["a", 2, "bca"],
    ["c", 0, "cab"],
    ["b", 9, "acb"],
    ["b", 1, "abc"],
    ["x", 0, "abc"],
  ])("%s to %i", (name, to, want) => {
    expect(moved(all, name, to).map((r) => r.name).join("")).toBe(want);
  });

  test("names are there once", () => {
    expect([freeName(group("g"), "a"), freeName(group("g"), "d"), freeName(undefined, "a\nb\u0000"), freeName(undefined, " ")]).toEqual(["a 2", "d", "a b", "rule"]);
  });

  test("a new rule has a group", () => {
    expect([groupFor([], ""), groupFor([group("x"), group("rules")], ""), groupFor([group("g", true), group("x")], ""), groupFor([group("x"), group("y")], "y")]).toEqual(["rules", "rules", "x", "y"]);
  });
});
