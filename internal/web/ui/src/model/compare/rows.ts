import type { Schemas } from "../types";

type DiffLine = Schemas["DiffLine"];

/** Row is a line of both sides: the same, another, or only on one of them. */
export interface Row {
  kind: "same" | "changed" | "left" | "right" | "gap";
  left?: string;
  right?: string;
  /** Numbers of the lines, from 1. */
  at?: number;
  to?: number;
  /** Of a gap: how many lines are left out, or what the instance says of them. */
  hidden?: number;
  said?: string;
}

/** rowsOf sets lines that went beside those that came in their place. */
export function rowsOf(lines: readonly DiffLine[]): Row[] {
  const rows: Row[] = [];
  let left: string[] = [];
  let right: string[] = [];
  let [at, to] = [0, 0];
  const flush = (): void => {
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      const [l, r] = [left[i], right[i]];
      rows.push({ kind: r === undefined ? "left" : l === undefined ? "right" : "changed", left: l, right: r, at: l === undefined ? undefined : ++at, to: r === undefined ? undefined : ++to });
    }
    left = [];
    right = [];
  };
  for (const { op, text } of lines) {
    if (op === "-") {
      if (right.length) flush();
      left.push(text);
    } else if (op === "+") {
      right.push(text);
    } else {
      flush();
      if (op === "@") rows.push({ kind: "gap", said: text });
      else rows.push({ kind: "same", left: text, right: text, at: ++at, to: ++to });
    }
  }
  flush();
  return rows;
}

/** folded leaves out what is the same, but for some lines around what is not. */
export function folded(rows: readonly Row[], context = 3): Row[] {
  const near = new Set<number>();
  rows.forEach((row, i) => {
    if (row.kind === "same") return;
    for (let k = i - context; k <= i + context; k++) near.add(k);
  });
  const out: Row[] = [];
  rows.forEach((row, i) => {
    if (near.has(i)) out.push(row);
    else if (out.at(-1)?.kind === "gap" && out.at(-1)!.hidden !== undefined) out[out.length - 1] = { kind: "gap", hidden: out.at(-1)!.hidden! + 1 };
    else out.push({ kind: "gap", hidden: 1 });
  });
  return out;
}

/** isStart reports whether a difference begins at a row: what the next and the previous one are. */
export function isStart(rows: readonly Row[], i: number): boolean {
  return differs(rows[i]) && !differs(rows[i - 1]);
}

const differs = (row: Row | undefined): boolean => row !== undefined && row.kind !== "same" && row.kind !== "gap";

/** differences counts the places where rows differ. */
export function differences(rows: readonly Row[]): number {
  return rows.filter((_, i) => isStart(rows, i)).length;
}

/** Part is a piece of a line, and whether the other side has it too. */
export interface Part {
  text: string;
  differs: boolean;
}

const words = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
const longest = 400; // words of a line, above which only beginning and end are compared

/** partsOf says which words of two lines differ. */
export function partsOf(left: string, right: string): [Part[], Part[]] {
  const [a, b] = [left.match(words) ?? [], right.match(words) ?? []];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = common(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [join(a, start, end, middle[0]), join(b, start, end, middle[1])];
}

// common says of each word whether it is in a longest common subsequence.
function common(a: readonly string[], b: readonly string[]): [boolean[], boolean[]] {
  const [inA, inB] = [a.map(() => false), b.map(() => false)];
  if (a.length > longest || b.length > longest) return [inA, inB];
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] = a[i] === b[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) inA[i++] = inB[j++] = true;
    else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++;
    else j++;
  }
  return [inA, inB];
}

function join(all: readonly string[], start: number, end: number, middle: readonly boolean[]): Part[] {
  const parts: Part[] = [];
  all.forEach((text, i) => {
    const differs = i >= start && i < all.length - end && !middle[i - start];
    const last = parts.at(-1);
    if (last && last.differs === differs) last.text += text;
    else parts.push({ text, differs });
  });
  return parts;
}
