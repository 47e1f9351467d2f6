// The text of a rule is the truth, and its form a way to look at it and to change it: what a form
// changes is changed in the text, where comments and layout stay, also while the rule is half
// written and no instance would take it. Hence a reader of YAML here, which keeps places and
// comments; what a rule means, and whether it makes sense, only the instance says.

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, type Document, type Pair, type ParsedNode, type YAMLMap } from "yaml";
import { Members, Num, type Value } from "./value";

/** Path leads from a rule to one of its values. */
export type Path = readonly (string | number)[];

/** Place is where something is in a text: from 1, columns in characters. */
export interface Place {
  line: number;
  column: number;
}

/** Reading is a rule's text as it was read: its members, or why a form cannot show it. */
export type Reading = { ok: true; rule: Members; source: Source } | { ok: false; why: "syntax" | "alias" | "shape"; at: Place };

/** Source is the text with the places of what was read of it. */
export interface Source {
  text: string;
  document: Document.Parsed;
  root: YAMLMap.Parsed;
  lines: LineCounter;
}

class Unreadable {
  constructor(
    readonly why: "alias" | "shape",
    readonly at: number,
  ) {}
}

/** readRule reads the text of one rule, which may stand in a list of one. The instance decides whether it makes sense. */
export function readRule(text: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", lineCounter: lines, keepSourceTokens: true });
  const bad = document.errors[0];
  if (bad) return { ok: false, why: "syntax", at: placeOf(text, lines, bad.pos[0]) };
  const top = document.contents;
  const root = isSeq(top) && top.items.length === 1 ? (top.items[0] as ParsedNode) : top;
  if (!isMap(root)) return { ok: false, why: "shape", at: { line: 1, column: 1 } };
  try {
    return { ok: true, rule: valueOf(root as ParsedNode) as Members, source: { text, document, root: root as YAMLMap.Parsed, lines } };
  } catch (err) {
    if (err instanceof Unreadable) return { ok: false, why: err.why, at: placeOf(text, lines, err.at) };
    throw err;
  }
}

function valueOf(node: ParsedNode | null): Value {
  if (node === null) return null;
  if (isAlias(node)) throw new Unreadable("alias", node.range[0]);
  if (node.tag && !/^tag:yaml.org,2002:(map|seq|str)$/.test(node.tag)) throw new Unreadable("shape", node.range[0]);
  if (isScalar(node)) return scalarValue(node as Scalar.Parsed);
  if (isSeq(node)) return node.items.map((item) => valueOf(item as ParsedNode | null));
  return new Members(
    node.items.map((pair) => {
      const key = pair.key as ParsedNode;
      if (!isScalar(key)) throw new Unreadable("shape", key?.range[0] ?? node.range[0]);
      return [String(key.value ?? ""), valueOf(pair.value)] as const;
    }),
  );
}

const jsonNumber = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$/;

// What is not in quotation marks may be null, a truth value or a number.
function scalarValue(node: Scalar.Parsed): Value {
  const text = String(node.value ?? "");
  if (node.type !== Scalar.PLAIN) return text;
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return jsonNumber.test(text) ? new Num(text) : text;
}

/** nodeAt is the node of a value, and whether the value is there. */
export function nodeAt(source: Source, path: Path): ParsedNode | null | undefined {
  let node: ParsedNode | null | undefined = source.root;
  for (const step of path) {
    node = kid(node, step);
  }
  return node;
}

function kid(node: ParsedNode | null | undefined, step: string | number): ParsedNode | null | undefined {
  if (isSeq(node)) return typeof step === "number" ? (node.items[step] as ParsedNode | undefined) : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value ?? "") === step);
  return pair && (pair.value as ParsedNode | null);
}

/** pathAt is the innermost value at a place, such as that of a mistake. */
export function pathAt(source: Source, at: Place): Path {
  const offset = offsetIn(source.text, at);
  const path: (string | number)[] = [];
  let node: ParsedNode | null | undefined = source.root;
  while (node) {
    const here: ParsedNode = node;
    node = undefined;
    if (isMap(here)) {
      // A key belongs to its value; what is past a value still does, up to the next key.
      const pair: Pair<ParsedNode, ParsedNode | null> | undefined = here.items.findLast((p) => p.key.range[0] <= offset);
      if (!pair) break;
      path.push(String((pair.key as Scalar.Parsed).value ?? ""));
      if (offset >= (pair.value?.range[0] ?? Infinity)) node = pair.value;
    } else if (isSeq(here)) {
      const i = here.items.findLastIndex((item) => ((item as ParsedNode | null)?.range[0] ?? Infinity) <= offset);
      if (i < 0) break;
      path.push(i);
      node = here.items[i] as ParsedNode | null;
    }
  }
  return path;
}

function placeOf(text: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(Math.min(offset, text.length));
  const start = offset - col + 1;
  return { line: Math.max(line, 1), column: Array.from(text.slice(start, offset)).length + 1 };
}

/** offsetIn is a place as a count of UTF-16 units, as editors have it. */
export function offsetIn(text: string, at: Place): number {
  let start = 0;
  for (let line = 1; line < at.line; line++) {
    const next = text.indexOf("\n", start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end < 0 ? text.length : end);
  return start + Array.from(line).slice(0, Math.max(at.column - 1, 0)).join("").length;
}
