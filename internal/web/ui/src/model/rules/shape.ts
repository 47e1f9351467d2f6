// Shapes say what the value of an action can be, so that one form can show all kinds of
// actions. What a value means, and whether it makes sense, is for the instance to say.

import { isList, Members, Num, scalarText, type Value } from "./value";

export type Unit = "time" | "size" | "rate" | "share";

export type Shape =
  /** A text; one of several lines has an editor, in the language of what it is. */
  | { is: "text"; lines?: "body" | "javascript" | "notes"; suggest?: Suggest; example?: string }
  | { is: "amount"; unit: Unit; usually?: string; example?: string }
  | { is: "whole"; least: number; most: number; usually?: number }
  /** True or false; what it usually is, is not written. */
  | { is: "switch"; usually: boolean }
  /** True, false, or not said. */
  | { is: "perhaps" }
  | { is: "choice"; of: readonly string[]; usually?: string }
  /** One word or a list of them. */
  | { is: "choices"; of: readonly string[]; usually: readonly string[] }
  /** One text or a list of them. */
  | { is: "texts"; example?: string }
  /** Any value, as JSON. */
  | { is: "any" }
  /** Names with values; with many, a value can be a list of them. */
  | { is: "names"; of: Shape; many?: boolean; suggest?: Suggest }
  /** One value or a list of them. */
  | { is: "list"; of: Shape }
  | Fields;

export type Suggest = "field" | "method" | "template" | "status" | "same-site" | "media-type";

/** Fields are members that have a shape each. */
export interface Fields {
  is: "fields";
  fields: readonly Field[];
  /** Keys of which one at most can be there; with need, one is. */
  one?: { of: readonly string[]; need?: boolean };
  /** The members are chapters: those that are not there are offered, and with 'ordered' their order counts. */
  chapters?: "ordered" | "any";
  /** The key that a value without keys stands for, if it does. */
  short?: (v: Value) => string | undefined;
  /** Nothing at all can be said. */
  empty?: boolean;
}

export interface Field {
  key: string;
  shape: Shape;
  need?: boolean;
  /** Another spelling of the key. */
  also?: string;
  /** Seldom wanted: shown when it is set or asked for. */
  more?: boolean;
  /** Whether it means something beside what else is set. */
  only?: (m: Members) => boolean;
}

/** fits reports whether a value is of a shape; one that is not is shown as it is written. */
export function fits(shape: Shape, v: Value | undefined): boolean {
  if (v === undefined) return true;
  switch (shape.is) {
    case "any":
      return true;
    case "text":
    case "amount":
    case "whole":
      return isScalar(v);
    case "switch":
    case "perhaps":
      return typeof v === "boolean";
    case "choice":
      return isScalar(v) && shape.of.includes(scalarText(v));
    case "choices":
      return all(v, (one) => isScalar(one) && shape.of.includes(scalarText(one)));
    case "texts":
      return all(v, isScalar);
    case "list":
      return all(v, (one) => fits(shape.of, one));
    case "names":
      return v === null || (v instanceof Members && v.pairs.every(([, one]) => (shape.many && isList(one) ? one.every((x) => fits(shape.of, x)) : one === null || fits(shape.of, one))));
    case "fields": {
      const m = long(shape, v);
      return m !== undefined && m.pairs.every(([key, one]) => fits(fieldOf(shape, key)?.shape ?? { is: "any" }, one));
    }
  }
}

const isScalar = (v: Value): boolean => !isList(v) && !(v instanceof Members) && v !== null;
const all = (v: Value, test: (one: Value) => boolean): boolean => (isList(v) ? v.every(test) : v !== null && test(v));

/** fieldOf is the field of a key, however it is spelled. */
export function fieldOf(shape: Fields, key: string): Field | undefined {
  return shape.fields.find((f) => f.key === key || f.also === key);
}

/** long is a value with all its keys, undefined when it is none of the shape. */
export function long(shape: Fields, v: Value | undefined): Members | undefined {
  if (v === undefined || (v === null && shape.empty)) return new Members();
  const key = shape.short?.(v);
  if (key !== undefined) return new Members([[key, v]]);
  return v instanceof Members ? v : undefined;
}

/** brief is how members are written that stood without keys before: again without them, where that says the same. */
export function brief(shape: Fields, m: Members): Value {
  if (m.pairs.length === 0) return shape.empty ? null : m;
  const [key, v] = m.pairs[0]!;
  return m.pairs.length === 1 && shape.short?.(v) === key ? v : m;
}

/** settle puts a field's value where it belongs: keys that exclude it go, and so do those that mean nothing any more. */
export function settle(shape: Fields, m: Members, key: string, v: Value | undefined): Members {
  const spelled = fieldOf(shape, key)?.also;
  const name = spelled && m.has(spelled) ? spelled : key;
  let next = shape.one?.of.includes(key) && v !== undefined ? new Members(m.pairs.filter(([k]) => k === name || !shape.one!.of.includes(k))) : m;
  next = next.has(name) || shape.chapters === "ordered" ? next.with(name, v) : placed(shape, next, name, v);
  const counted = next;
  return new Members(next.pairs.filter(([k]) => k === name || fieldOf(shape, k)?.only?.(counted) !== false));
}

// A new key goes where the shape has it among those that are there.
function placed(shape: Fields, m: Members, key: string, v: Value | undefined): Members {
  if (v === undefined) return m;
  const order = (k: string): number => shape.fields.findIndex((f) => f.key === k || f.also === k);
  const at = m.pairs.findIndex(([k]) => order(k) > order(key));
  return at < 0 ? m.with(key, v) : new Members([...m.pairs.slice(0, at), [key, v], ...m.pairs.slice(at)]);
}

/** blank is what a new value begins as. */
export function blank(shape: Shape): Value {
  switch (shape.is) {
    case "switch":
      return !shape.usually;
    case "perhaps":
      return true;
    case "choice":
      return shape.usually ?? shape.of[0] ?? "";
    case "whole":
      return new Num(String(shape.usually ?? shape.least));
    case "choices":
      return [...shape.usually];
    case "texts":
      return [""];
    case "names":
      return new Members([["", blank(shape.of)]]);
    case "list":
      return [blank(shape.of)];
    case "fields": {
      const wanted = shape.fields.filter((f) => f.need || (shape.one?.need && f.key === shape.one.of[0]));
      return brief(shape, new Members(wanted.map((f) => [f.key, blank(f.shape)])));
    }
    default:
      return "";
  }
}
