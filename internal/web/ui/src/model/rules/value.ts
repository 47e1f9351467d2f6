// Values of rules, as a file has them: members keep their order, which verbs are done
// in, and numbers their digits. JavaScript's own objects keep neither.

/** A number as it is written. */
export class Num {
  constructor(readonly text: string) {}
}

/** Members in their order; a name is there once. */
export class Members {
  constructor(readonly pairs: readonly (readonly [string, Value])[] = []) {}

  static of(from: Record<string, Value | undefined>): Members {
    return new Members(Object.entries(from).filter((pair): pair is [string, Value] => pair[1] !== undefined));
  }

  get(name: string): Value | undefined {
    return this.pairs.find(([n]) => n === name)?.[1];
  }

  has(name: string): boolean {
    return this.pairs.some(([n]) => n === name);
  }

  /** with puts a value in the place of the one of that name, or at the end; undefined takes it out. */
  with(name: string, value: Value | undefined): Members {
    if (value === undefined) return new Members(this.pairs.filter(([n]) => n !== name));
    if (!this.has(name)) return new Members([...this.pairs, [name, value]]);
    return new Members(this.pairs.map((pair) => (pair[0] === name ? [name, value] : pair)));
  }
}

export type Value = null | boolean | string | Num | readonly Value[] | Members;

export const isList = (v: Value | undefined): v is readonly Value[] => Array.isArray(v);

/** scalarText is how a scalar reads as a text; nothing of null and of what is none. */
export function scalarText(v: Value | undefined): string {
  if (typeof v === "string") return v;
  if (v instanceof Num) return v.text;
  return typeof v === "boolean" ? String(v) : "";
}

/** same compares values; the order of members counts. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a instanceof Num && b instanceof Num) return a.text === b.text;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((v, i) => same(v, b[i]));
  if (!(a instanceof Members && b instanceof Members) || a.pairs.length !== b.pairs.length) return false;
  return a.pairs.every(([name, v], i) => name === b.pairs[i]![0] && same(v, b.pairs[i]![1]));
}

/** listOf is a value that may stand alone or be a list, as a list. */
export function listOf(v: Value | undefined): readonly Value[] {
  if (v === undefined || v === null) return [];
  return isList(v) ? v : [v];
}

/** oneOrList is a list as it is written: alone when there is one. */
export function oneOrList(list: readonly Value[]): Value | undefined {
  if (list.length === 0) return undefined;
  return list.length === 1 && !isList(list[0]) ? list[0] : list;
}
