import type { Field } from "../message/fields";
import { readJSON, writeJSON } from "./json";
import { isList, listOf, Members, scalarText, type Value } from "./value";

/** rowsOf is a table of names with texts: a list of values has a row for each. */
export function rowsOf(m: Value | undefined): Field[] {
  if (!(m instanceof Members)) return [];
  return m.pairs.flatMap(([name, v]) => (isList(v) ? v.map((one) => ({ name, value: scalarText(one) })) : [{ name, value: scalarText(v) }]));
}

/** withRows is the table as members: rows of one name are one list, where the first of them was. What says the same stays as it was written. */
export function withRows(was: Value | undefined, rows: readonly Field[]): Members {
  const texts = new Map<string, string[]>();
  for (const { name, value } of rows) texts.set(name, [...(texts.get(name) ?? []), value]);
  return new Members([...texts].map(([name, all]) => [name, kept(was instanceof Members ? was.get(name) : undefined, all)]));
}

function kept(was: Value | undefined, texts: readonly string[]): Value {
  const before = isList(was) ? was : was === undefined ? [] : [was];
  if (before.length === texts.length && before.every((v, i) => !(v instanceof Members) && !isList(v) && scalarText(v) === texts[i])) return was!;
  const values = texts.map((text, i) => (before[i] !== undefined && !(before[i] instanceof Members) && scalarText(before[i]) === text ? before[i] : text));
  return values.length === 1 ? values[0]! : values;
}

/** anyText is any value as somebody edits it: JSON, or the text itself where that is not JSON. */
export function anyText(v: Value | undefined, indent = ""): string {
  if (v === undefined) return "";
  if (typeof v === "string") return isJSON(v) || v.trim() !== v ? JSON.stringify(v) : v;
  return writeJSON(v, indent);
}

/** readAny is the value of such a text. */
export function readAny(text: string): Value {
  try {
    return readJSON(text);
  } catch {
    return text;
  }
}

/** looksCut reports whether a text begins as JSON of more than one value and is none: somebody is still writing it. */
export function looksCut(text: string): boolean {
  return /^\s*[[{"]/.test(text) && !isJSON(text);
}

function isJSON(text: string): boolean {
  try {
    readJSON(text);
    return true;
  } catch {
    return false;
  }
}

/** anyRows is a table of names with any values. */
export function anyRows(m: Value | undefined): Field[] {
  return m instanceof Members ? m.pairs.map(([name, v]) => ({ name, value: anyText(v) })) : [];
}

/** withAnyRows is that table as members; of a name that is there twice the last one counts. */
export function withAnyRows(was: Value | undefined, rows: readonly Field[]): Members {
  const before = was instanceof Members ? was : new Members();
  return new Members([
    ...new Map(
      rows.map(({ name, value }): [string, Value] => {
        const old = before.get(name);
        return [name, old !== undefined && anyText(old) === value ? old : readAny(value)];
      }),
    ),
  ]);
}

/** lines are texts, one a line. */
export const linesOf = (v: Value | undefined): string => listOf(v).map(scalarText).join("\n");

/** withLines is what such lines say; what says the same stays as it was written. */
export function withLines(was: Value | undefined, text: string): Value {
  const all = text.split("\n");
  const before = listOf(was);
  if (before.length === all.length && before.every((v, i) => scalarText(v) === all[i])) return was!;
  return all.length === 1 && !isList(was) ? all[0]! : all;
}
