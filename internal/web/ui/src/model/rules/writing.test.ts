import { describe, expect, test } from "vitest";
import { manualRules } from "./manual.testing";
import { offsetIn, pathAt, readRule, type Source } from "./reading";
import { styleOf } from "./scalar";
import { Members, Num, same, type Value } from "./value";
import { changeRule, writeRule } from "./writing";

function read(text: string): { rule: Members; source: Source } {
  const r = readRule(text);
  if (!r.ok) throw new Error(`${r.why} at ${r.at.line}:${r.at.column} of\n${text}`);
  return r;
}

const at = (rule: Members, ...path: (string | number)[]): Value => path.reduce<Value | undefined>((v, step) => (v instanceof Members ? v.get(String(step)) : (v as Value[])[step as number]), rule) as Value;

function put(v: Value | undefined, path: readonly (string | number)[], next: Value | undefined): Value {
  const [step, ...rest] = path;
  if (step === undefined) return next as Value;
  if (v instanceof Members) return v.with(String(step), rest.length ? put(v.get(String(step)), rest, next) : next);
  return (v as Value[]).map((one, i) => (i === step ? put(one, rest, next) : one));
}

const commented = `# The mock.
- name: mock # of the profile
  # Where it holds.
  match: "host:api.example.com path:/v1/me"

  actions:
    # First the answer.
    - map-local: {body: '{"name":"Ada"}', status: 200, headers: {Content-Type: application/json}} # short
    # Then the rest.
    - response-headers:
        set: {X-Seen: "1"} # seen
        # Not wanted.
        remove: [Server]
`;

describe("reading", () => {
  test("what the manual shows can be read and is kept", () => {
    const all = manualRules();
    expect(all.length).toBeGreaterThan(20);
    for (const text of all) {
      const { rule, source } = read(text);
      expect(changeRule(source, rule)).toBe(text);
      expect(same(read(writeRule(rule)).rule, rule), writeRule(rule)).toBe(true);
    }
  });

  test("values are of the kind that the instance takes them for", () => {
    const { rule } = read('name: a\nenabled: True\nmatch: ~\nactions:\n  - x: [1, "1", 1.50, 0x10, null, no, 12345678901234567890, -0.5, 007, ""]\n');
    expect(rule.get("enabled")).toBe(true);
    expect(rule.get("match")).toBe(null);
    expect(at(rule, "actions", 0, "x")).toEqual([new Num("1"), "1", new Num("1.50"), "0x10", null, "no", "12345678901234567890", new Num("-0.5"), "007", ""]);
  });

  test.each([
    ["name: [", "syntax"],
    ["name: a\nname: b", "syntax"],
    ["- name: a\n- name: b", "shape"],
    ["just text", "shape"],
    ["", "shape"],
    ["name: &x a\nmatch: *x", "alias"],
    ["name: !!int 3", "shape"],
  ])("%j is not for a form", (text, why) => {
    expect(readRule(text)).toMatchObject({ ok: false, why });
  });

  test.each([
    [2, 12, ["name"]],
    [4, 12, ["match"]],
    [8, 24, ["actions", 0, "map-local", "body"]],
    [8, 48, ["actions", 0, "map-local", "status"]],
    [8, 90, ["actions", 0, "map-local", "headers", "Content-Type"]],
    [13, 18, ["actions", 1, "response-headers", "remove", 0]],
  ])("what stands at %i:%i", (line, column, path) => {
    expect(pathAt(read(commented).source, { line, column })).toEqual(path);
  });

  test("columns are characters", () => {
    expect(offsetIn("a\n😀😀b", { line: 2, column: 3 })).toBe(6);
    expect(offsetIn("a\nb", { line: 9, column: 9 })).toBe(3);
    expect(readRule('name: a\nmatch: "😀" x')).toMatchObject({ at: { line: 2, column: 12 } });
  });
});

describe("changing", () => {
  test("a text is changed in its place", () => {
    const { rule, source } = read(commented);
    const next = put(rule, ["actions", 0, "map-local", "status"], new Num("404")) as Members;
    expect(changeRule(source, next)).toBe(commented.replace("status: 200", "status: 404"));
    expect(changeRule(source, rule.with("match", "host:b.example"))).toBe(commented.replace('"host:api.example.com path:/v1/me"', '"host:b.example"'));
  });

  test("comments stay when more changes", () => {
    const { rule, source } = read(commented);
    const next = put(put(rule, ["actions", 1, "response-headers", "add"], Members.of({ X: "y" })), ["enabled"], false) as Members;
    const text = changeRule(source, next);
    for (const comment of commented.match(/#.*/g)!) expect(text).toContain(comment);
    expect(text).toContain("map-local: {body:");
    expect(same(read(text).rule, next)).toBe(true);
  });

  test("what is moved keeps its comments", () => {
    const { rule, source } = read(commented);
    const actions = rule.get("actions") as Value[];
    const text = changeRule(source, rule.with("actions", [actions[1]!, actions[0]!]));
    expect(text.indexOf("# Then the rest.")).toBeLessThan(text.indexOf("# First the answer."));
  });

  const texts = ["", " ", "a: b", "# no", "- x", "it's", 'say "x"', "^\\d+$", "true", "NO", "1", "01", "1e3", "0x1F", "3g", "780kbit", "5%", "*.example.com", "{a}", "[b]", "a\nb\n", "a\nb", "\n", " a\n", "a \nb", "tab\there", "x\r\ny", "a\u0085b", "a\u2028b", "\u0000", "😀", "@x", "`x", "%x", "!x", "&x", "*x", "|", ">", "?", ": ", "a #b", "~", "null", "---", "...", "host:a.example path:/v1/*", "2001-01-01", "12:30:45", '{\n  "a": 1\n}\n', "é", "a,b", "=", "<<", "\ud800"];

  test.each(texts)("%j is written so that it is read again", (text) => {
    for (const base of [commented, "name: a\nactions: [{block: 404}]\n"]) {
      const { rule, source } = read(base);
      for (const path of [["match"], ["notes"], ["actions", 0]]) {
        const next = put(rule, path, path.length === 2 ? Members.of({ k: Members.of({ [`n${text}`]: text, other: [text, text] }) }) : text) as Members;
        expect(same(read(changeRule(source, next)).rule, next), changeRule(source, next)).toBe(true);
      }
    }
  });

  test("styles", () => {
    expect(["host:a.example path:/v1/*", "780kbit", "1", "a: b", '{"a":1}', "a\nb\n"].map(styleOf)).toEqual(["plain", "plain", "double", "double", "single", "literal"]);
  });

  test("a list without an indentation stays without one", () => {
    const { rule, source } = read("name: a\nactions:\n- block\n");
    expect(changeRule(source, put(rule, ["actions"], ["block", "breakpoint"]) as Members)).toBe("name: a\nactions:\n- block\n- breakpoint\n");
  });
});
