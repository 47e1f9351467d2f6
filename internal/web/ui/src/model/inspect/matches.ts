// What a search found in a view, and what of it lies in a row.

export interface Match {
  /** Number of the row, from 1. */
  readonly line: number;
  /** UTF-16 units of the row; a match may reach into the rows that continue the line. */
  readonly column: number;
  readonly length: number;
}

export interface Mark {
  from: number;
  to: number;
  now?: boolean;
}

/** The matches by their rows. */
export function byRow(matches: readonly Match[]): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  matches.forEach((m, i) => {
    const at = rows.get(m.line);
    if (at) at.push(i);
    else rows.set(m.line, [i]);
  });
  return rows;
}

/** The marks of a row; before is how long the row above is when this one continues it, else 0. now is the index of the match that was gone to. */
export function marksOf(matches: readonly Match[], rows: ReadonlyMap<number, number[]>, row: number, before: number, now: number): Mark[] {
  const mark = (i: number, shift: number): Mark => {
    const m = matches[i]!;
    return { from: Math.max(m.column - shift, 0), to: m.column + m.length - shift, now: i === now };
  };
  const over = before > 0 ? (rows.get(row - 1) ?? []).map((i) => mark(i, before)).filter((m) => m.to > 0) : [];
  return [...over, ...(rows.get(row) ?? []).map((i) => mark(i, 0))];
}

/** Index of the first match at or behind a row, around the end; -1 when there is none. */
export function nearest(matches: readonly Match[], row: number): number {
  if (matches.length === 0) return -1;
  const i = matches.findIndex((m) => m.line >= row);
  return i < 0 ? 0 : i;
}

/** The index one step on, around the ends. */
export function step(count: number, at: number, by: 1 | -1): number {
  if (count === 0) return -1;
  if (at < 0) return by > 0 ? 0 : count - 1;
  return (at + by + count) % count;
}
