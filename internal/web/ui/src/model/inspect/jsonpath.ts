// The path of a row of laid out JSON, found with few questions however large it
// is: where folds of a depth are closed, the row that hides another one is what
// that one is in.

import { lineText } from "./cells";
import type { ViewLine } from "./view";

/** The row that shows a row when the folds are closed as said: itself, or the fold that hides it; and its place among those that are shown. */
export type Ask = (row: number, fold: string) => Promise<{ place: number; line: ViewLine | undefined }>;

/** How many rows stand between two places that do not continue the row before. */
export type Count = (from: number, to: number, fold: string) => Promise<number>;

/** The JSONPath of the value in a row, such as $.items[3]["a b"]; undefined when there is none. */
export async function pathOf(line: ViewLine, ask: Ask, count: Count): Promise<string | undefined> {
  let steps = "";
  for (let depth = line.d; depth > 0; depth--) {
    const fold = `d${depth}`;
    const child = await ask(line.n, fold);
    const parent = await ask(line.n, `d${depth - 1}`);
    if (!child.line || !parent.line) return undefined;
    const opened = lineText(parent.line.s).at(-1);
    if (opened === "{") {
      const name = nameIn(child.line);
      if (name === undefined) return undefined;
      steps = member(name) + steps;
    } else if (opened === "[") {
      const { place } = await ask(parent.line.n, fold);
      steps = `[${await count(place + 1, child.place, fold)}]${steps}`;
    } else return undefined;
  }
  return `$${steps}`;
}

function nameIn(line: ViewLine): string | undefined {
  const key = line.s.find(([kind]) => kind === "key")?.[1];
  if (key === undefined) return undefined;
  try {
    return String(JSON.parse(key));
  } catch {
    return undefined;
  }
}

/** A step to a member, as the filter language writes it. */
export function member(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? `.${name}` : `["${name.replace(/["\\]/g, "\\$&")}"]`;
}
