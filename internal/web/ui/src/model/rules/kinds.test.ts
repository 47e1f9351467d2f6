import { describe, expect, test } from "vitest";
import schemaText from "../../../../../rule/rulefile/schema.json?raw";
import { kindOf, kinds, newAction, readAction, writeAction } from "./kinds";
import { manualRules } from "./manual.testing";
import { readRule } from "./reading";
import { blank, brief, fieldOf, fits, long, settle, type Fields, type Shape } from "./shape";
import { Members, Num, same, type Value } from "./value";
import { changeRule } from "./writing";

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  additionalProperties?: Schema | boolean;
  $defs?: Record<string, Schema>;
}

const schema = JSON.parse(schemaText) as Schema;

function flat(s: Schema): Schema[] {
  const here = s.$ref ? schema.$defs![s.$ref.replace("#/$defs/", "")]! : s;
  return [here, ...[...(here.anyOf ?? []), ...(here.items ? [here.items] : [])].flatMap(flat)];
}

/** namesOf are the keys that a schema knows, with those within: set, set.*.path … */
function namesOf(s: Schema, at: string, depth = 0): string[] {
  return flat(s).flatMap((one) => [
    ...Object.entries(one.properties ?? {}).flatMap(([key, sub]) => [`${at}.${key}`, ...(depth < 5 ? namesOf(sub, `${at}.${key}`, depth + 1) : [])]),
    ...(typeof one.additionalProperties === "object" ? namesOf(one.additionalProperties, `${at}.*`, depth + 1) : []),
  ]);
}

function shapeNames(s: Shape, at: string): string[] {
  switch (s.is) {
    case "fields":
      return s.fields.flatMap((f) => [f.key, ...(f.also ? [f.also] : [])].flatMap((key) => [`${at}.${key}`, ...shapeNames(f.shape, `${at}.${key}`)]));
    case "names":
      return shapeNames(s.of, `${at}.*`);
    case "list":
      return shapeNames(s.of, at);
    default:
      return [];
  }
}

const sorted = (names: string[]): string[] => [...new Set(names)].sort();
const action = flat(schema.$defs!.action!).find((s) => s.properties)!.properties!;

describe("shapes", () => {
  test("every kind of the schema has one", () => {
    expect(kinds.map((k) => k.name).sort()).toEqual(Object.keys(action).sort());
  });

  test.each(kinds)("$name has every key of the schema, and no other", ({ name, shape }) => {
    const known = new Set(namesOf(action[name]!, name));
    const alone = (key: string): boolean => name === "url" && known.has(key.replace("url.", "url.replace.")); // the one replacement without its list
    expect(sorted(shapeNames(shape, name))).toEqual(sorted([...known].filter((key) => !alone(key) || key.startsWith("url.replace."))));
  });

  test.each(kinds)("the words of $name are those of the schema", ({ name, shape }) => {
    const words = (s: Schema): string[] => flat(s).flatMap((one) => (one.enum ?? []).map(String));
    const check = (s: Shape, of: Schema): void => {
      if (s.is === "choice" || s.is === "choices") expect([...s.of].sort()).toEqual(sorted(words(of)));
      if (s.is === "list") check(s.of, of);
      if (s.is !== "fields") return;
      for (const f of s.fields) for (const one of flat(of)) if (one.properties?.[f.key]) check(f.shape, one.properties[f.key]!);
    };
    check(shape, action[name]!);
  });

  test("what the manual shows fits, and can be taken apart and put together", () => {
    for (const text of manualRules()) {
      const r = readRule(text);
      if (!r.ok) throw new Error(text);
      for (const item of r.rule.get("actions") as Value[]) {
        const a = readAction(item)!;
        const { shape } = kindOf(a.kind);
        expect(fits(shape, a.value), `${a.kind} in\n${text}`).toBe(true);
        if (shape.is === "fields" && !(a.value instanceof Members)) expect(same(brief(shape, long(shape, a.value)!), a.value)).toBe(true);
        expect(same(writeAction(a), item)).toBe(true);
      }
      expect(changeRule(r.source, r.rule.with("actions", (r.rule.get("actions") as Value[]).map((i) => writeAction(readAction(i)!))))).toBe(text);
    }
  });

  test.each(kinds)("a new $name fits", (kind) => {
    expect(fits(kind.shape, newAction(kind).value)).toBe(true);
    if (kind.shape.is === "fields") for (const f of kind.shape.fields) expect(fits(f.shape, blank(f.shape)), f.key).toBe(true);
  });

  test.each<[string, Value]>([
    ["block", [new Num("404")]],
    ["map-local", "text"],
    ["map-local", Members.of({ headers: "x" })],
    ["throttle", "5g"],
    ["delay", Members.of({ after: Members.of({ bytes: ["1"] }) })],
    ["response-cookies", Members.of({ set: Members.of({ a: Members.of({ secure: "yes" }) }) })],
    ["preset", null],
  ])("%s does not fit %j", (name, value) => {
    expect(fits(kindOf(name).shape, value)).toBe(false);
  });

  test("a kind from the future is shown as it is", () => {
    expect(fits(kindOf("teleport").shape, Members.of({ to: "mars" }))).toBe(true);
  });
});

describe("settling", () => {
  const shape = (name: string): Fields => kindOf(name).shape as Fields;

  test("what excludes each other goes", () => {
    const m = settle(shape("map-local"), Members.of({ body: "x", status: new Num("201") }), "file", "a.json");
    expect(m).toEqual(Members.of({ file: "a.json", status: new Num("201") }));
  });

  test("what has no meaning any more goes", () => {
    expect(settle(shape("block"), Members.of({ status: new Num("404"), body: "x", hide: true }), "how", "reset")).toEqual(Members.of({ how: "reset", hide: true }));
    expect(settle(shape("map-local"), Members.of({ directory: "site", strip: "/s" }), "message", "m")).toEqual(Members.of({ message: "m" }));
    expect(settle(shape("breakpoint"), Members.of({ timeout: "5s", then: "abort" }), "timeout", undefined)).toEqual(new Members());
  });

  test("keys have their place, but verbs that of their turn", () => {
    expect(settle(shape("throttle"), Members.of({ up: "1mbit" }), "preset", "3g").pairs.map(([k]) => k)).toEqual(["preset", "up"]);
    expect(settle(shape("request-headers"), Members.of({ remove: "A" }), "set", Members.of({ B: "1" })).pairs.map(([k]) => k)).toEqual(["remove", "set"]);
  });

  test("the other spelling stays", () => {
    expect(settle(shape("mark"), Members.of({ colour: "red" }), "color", "blue")).toEqual(Members.of({ colour: "blue" }));
    expect(fieldOf(shape("mark"), "colour")?.key).toBe("color");
  });

  test.each<[string, Value, Value]>([
    ["block", null, new Members()],
    ["block", new Num("404"), Members.of({ status: new Num("404") })],
    ["block", "hang", Members.of({ how: "hang" })],
    ["url", Members.of({ text: "a", with: "b" }), Members.of({ replace: Members.of({ text: "a", with: "b" }) })],
    ["url", Members.of({ set: "/x" }), Members.of({ set: "/x" })],
  ])("%s: %j with all keys", (name, value, want) => {
    const got = long(shape(name), value)!;
    expect(got).toEqual(want);
    expect(brief(shape(name), got)).toEqual(value);
  });
});
