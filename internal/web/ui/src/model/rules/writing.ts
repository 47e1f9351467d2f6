import { isMap, isScalar, isSeq, Pair, Scalar, stringify, YAMLMap, YAMLSeq, type Node, type ParsedNode } from "yaml";
import { nodeAt, readRule, type Path, type Source } from "./reading";
import { inline, styleOf } from "./scalar";
import { isList, Members, Num, same, scalarText, type Value } from "./value";

// How the whole is laid out where it has to be written anew.
const layout = { lineWidth: 0, minContentWidth: 0, flowCollectionPadding: false, schema: "failsafe" } as const;

/** writeRule writes a rule that has no text yet. */
export function writeRule(rule: Members): string {
  return stringify(nodeOf([rule]), layout);
}

/** changeRule gives a text in which the rule is the one asked for: comments and all that did not change stay as they were. */
export function changeRule(source: Source, next: Members): string {
  const now = readRule(source.text);
  if (now.ok && same(now.rule, next)) return source.text;
  const text = (now.ok && (changeScalars(now.source, now.rule, next) ?? changeNodes(now.source, now.rule, next))) || writeRule(next);
  const again = readRule(text);
  return again.ok && same(again.rule, next) ? text : writeRule(next);
}

interface Splice {
  from: number;
  to: number;
  text: string;
}

// Where only scalars on one line have other values, only these are written.
function changeScalars(source: Source, was: Members, next: Members): string | undefined {
  const splices: Splice[] = [];
  if (!collect(source, [], was, next, splices)) return undefined;
  let text = source.text;
  for (const s of splices.sort((a, b) => b.from - a.from)) text = text.slice(0, s.from) + s.text + text.slice(s.to);
  return text;
}

function collect(source: Source, path: Path, was: Value, next: Value, into: Splice[]): boolean {
  if (same(was, next)) return true;
  if (was instanceof Members && next instanceof Members) {
    return was.pairs.length === next.pairs.length && was.pairs.every(([name, v], i) => name === next.pairs[i]![0] && collect(source, [...path, name], v, next.pairs[i]![1], into));
  }
  if (isList(was) && isList(next)) return was.length === next.length && was.every((v, i) => collect(source, [...path, i], v, next[i]!, into));
  const node = nodeAt(source, path);
  if (!isScalar(node) || isList(next) || next instanceof Members) return false;
  const [from, to] = (node as Scalar.Parsed).range;
  if (from === to || source.text.slice(from, to).includes("\n")) return false;
  const text = onOneLine(next, node as Scalar);
  if (text === undefined) return false;
  into.push({ from, to, text });
  return true;
}

function onOneLine(v: Value, was: Scalar): string | undefined {
  if (typeof v !== "string") return v instanceof Num ? v.text : String(v);
  const style = styleOf(v);
  if (style === "literal") return undefined;
  if (was.type === Scalar.QUOTE_DOUBLE) return inline(v, "double");
  if (was.type === Scalar.QUOTE_SINGLE && !/[^\x20-\x7e]/.test(v)) return inline(v, "single");
  return inline(v, style);
}

// Otherwise the nodes that changed are exchanged and the whole is laid out again.
function changeNodes(source: Source, was: Members, next: Members): string {
  sync(source.root, was, next);
  return source.document.toString({ ...layout, flowCollectionPadding: /\{ /.test(source.text), indentSeq: !/^( *)\w[\w-]*:[^\n]*\n\1- /m.test(source.text.replace(/^(\s*)- /, "$1  ")) });
}

function sync(node: ParsedNode | Node | null, was: Value, next: Value): Node {
  if (node && same(was, next)) return node;
  if (isMap(node) && was instanceof Members && next instanceof Members) return syncMap(node, was, next);
  if (isSeq(node) && isList(was) && isList(next)) return syncList(node, was, next);
  const made = nodeOf(next);
  if (isScalar(node) && isScalar(made)) {
    made.comment = node.comment;
    made.commentBefore = node.commentBefore;
    made.spaceBefore = node.spaceBefore;
  }
  return made;
}

function syncMap(node: YAMLMap, was: Members, next: Members): Node {
  const byName = new Map(node.items.map((pair) => [String((pair.key as Scalar).value ?? ""), pair]));
  node.items = next.pairs.map(([name, value]) => {
    const pair = byName.get(name);
    if (!pair) return new Pair(nodeOf(name), nodeOf(value));
    pair.value = sync(pair.value as Node | null, was.get(name) ?? null, value);
    return pair;
  });
  return node;
}

// What is in a list is found again by what it says, else by its place.
function syncList(node: YAMLSeq, was: readonly Value[], next: readonly Value[]): Node {
  const first = node.items[0] as Node | undefined;
  if (first && node.commentBefore && !node.flow) { // what stands above the first item is taken for the list's
    first.commentBefore = [node.commentBefore, first.commentBefore].filter(Boolean).join("\n");
    node.commentBefore = null;
  }
  const left = new Set(was.keys());
  const from = next.map((value) => {
    const at = [...left].find((i) => same(was[i], value));
    if (at !== undefined) left.delete(at);
    return at;
  });
  node.items = next.map((value, i) => {
    let at = from[i];
    if (at === undefined && left.has(i)) left.delete((at = i));
    return at === undefined ? nodeOf(value) : sync(node.items[at] as Node | null, was[at]!, value);
  });
  if (node.items.length === 0) node.flow = true;
  return node;
}

function nodeOf(v: Value): Node {
  if (isList(v)) {
    const seq = new YAMLSeq();
    seq.items = v.map(nodeOf);
    seq.flow = v.length <= 6 && v.every((one) => !isList(one) && !(one instanceof Members) && isShort(scalarText(one)));
    return seq;
  }
  if (v instanceof Members) {
    const map = new YAMLMap();
    map.items = v.pairs.map(([name, value]) => new Pair(nodeOf(name), nodeOf(value)));
    map.flow = v.pairs.length === 0;
    return map;
  }
  return scalarNode(v);
}

const isShort = (text: string): boolean => text.length < 24 && !text.includes("\n");

const types = { plain: Scalar.PLAIN, single: Scalar.QUOTE_SINGLE, double: Scalar.QUOTE_DOUBLE, literal: Scalar.BLOCK_LITERAL } as const;

function scalarNode(v: null | boolean | string | Num): Node {
  const node = new Scalar(typeof v === "string" ? v : v instanceof Num ? v.text : String(v));
  node.type = typeof v === "string" ? types[styleOf(v)] : Scalar.PLAIN;
  return node;
}
