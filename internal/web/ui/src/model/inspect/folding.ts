// Which folds of a view are closed, as the API takes it: "d2,7" closes all that
// begin at depth 2 or deeper, and flips the one that begins in row 7.

export interface Folding {
  /** The least depth of folds that are closed, undefined for none. */
  readonly deep: number | undefined;
  /** Rows, from 1, whose folds are otherwise than deep says. */
  readonly flipped: ReadonlySet<number>;
}

export const unfolded: Folding = { deep: undefined, flipped: new Set() };

export const foldedFrom = (deep: number): Folding => ({ deep, flipped: new Set() });

export function flip(f: Folding, row: number): Folding {
  const flipped = new Set(f.flipped);
  if (!flipped.delete(row)) flipped.add(row);
  return { ...f, flipped };
}

export function foldText(f: Folding): string {
  const parts = [...f.flipped].sort((a, b) => a - b).map(String);
  return (f.deep === undefined ? parts : [`d${f.deep}`, ...parts]).join(",");
}
