import { isList, Members, Num, type Value } from "./value";

/** JSONError says where a text stops being JSON; at counts UTF-16 units from 0. */
export class JSONError extends Error {
  constructor(readonly at: number) {
    super(`not JSON at ${at}`);
  }
}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const word = /true|false|null/y;
const maxDepth = 200;

/** readJSON reads a value, with the order of its members and the digits of its numbers. Of a member that is there twice the last one counts. */
export function readJSON(source: string): Value {
  let at = 0;
  const match = (re: RegExp): string | undefined => {
    re.lastIndex = at;
    const m = re.exec(source);
    if (m) at = re.lastIndex;
    return m?.[0];
  };
  const fail = (): never => {
    throw new JSONError(at);
  };
  const take = (c: string): boolean => {
    match(blank);
    if (source[at] !== c) return false;
    at++;
    return true;
  };
  const string = (): string => {
    match(blank);
    const s = match(text) ?? fail();
    return JSON.parse(s) as string;
  };
  const items = (end: string, one: () => void): void => {
    if (take(end)) return;
    do one();
    while (take(","));
    if (!take(end)) fail();
  };
  const value = (depth: number): Value => {
    match(blank);
    if (depth > maxDepth) fail();
    if (take("[")) {
      const list: Value[] = [];
      items("]", () => list.push(value(depth + 1)));
      return list;
    }
    if (take("{")) {
      const pairs = new Map<string, Value>();
      items("}", () => {
        const name = string();
        if (!take(":")) fail();
        pairs.set(name, value(depth + 1));
      });
      return new Members([...pairs]);
    }
    if (source[at] === '"') return string();
    const digits = match(number);
    if (digits !== undefined) return new Num(digits);
    const w = match(word) ?? fail();
    return w === "null" ? null : w === "true";
  };
  const out = value(0);
  match(blank);
  return at < source.length ? fail() : out;
}

/** writeJSON writes a value; with an indentation, over lines. */
export function writeJSON(v: Value, indent = "", outer = ""): string {
  if (v instanceof Num) return v.text;
  const inner = outer + indent;
  const around = (open: string, all: readonly string[], close: string): string => {
    if (all.length === 0) return open + close;
    if (!indent) return open + all.join(",") + close;
    return `${open}\n${inner}${all.join(`,\n${inner}`)}\n${outer}${close}`;
  };
  if (isList(v)) return around("[", v.map((one) => writeJSON(one, indent, inner)), "]");
  if (v instanceof Members) {
    const colon = indent ? ": " : ":";
    return around("{", v.pairs.map(([n, one]) => JSON.stringify(n) + colon + writeJSON(one, indent, inner)), "}");
  }
  return JSON.stringify(v);
}
