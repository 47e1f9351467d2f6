import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { get } from "../api";
import type { Schemas } from "../types";
import type { EntryRef, Side } from "./entry";
import { pathOf } from "./jsonpath";
import { Windowed, type Page } from "./windowed";

export type ViewLine = Schemas["ViewLine"];
type View = Schemas["View"];

/** What is laid out, and how. */
export interface ViewOf extends EntryRef {
  readonly side: Side;
  /** A kind of view, "" for what is found. */
  readonly as: string;
  /** A JSONPath, "" for all. */
  readonly path: string;
  /** The index of a message in place of the body, -1 for the body. */
  readonly message: number;
}

export interface ViewPage extends Page<ViewLine> {
  readonly view: View;
}

const query = (v: ViewOf) => ({ session: v.session, side: v.side, as: v.as, path: v.path, message: v.message < 0 ? undefined : v.message });

const readView = (v: ViewOf, more: { from?: number; row?: number; lines: number; fold: string }, signal?: AbortSignal): Promise<View> =>
  get<View>(`/v1/exchanges/${v.id}/view`, { query: { ...query(v), ...more }, signal });

const keyOf = (v: ViewOf) => JSON.stringify([v.session, v.id, v.side, v.as, v.path, v.message]);

export interface ShownView {
  /** The rows; those of the layout before as long as nothing of this one has come. */
  readonly rows: Windowed<ViewLine, ViewPage>;
  /** The folds that are closed in them. */
  readonly fold: string;
  want(from: number, to: number): void;
}

/**
 * The rows of a view with its folds closed as fold says. stamp changes when the
 * body may have grown; then what is seen is read again.
 */
export function useView(v: ViewOf, fold: string, stamp: string): ShownView {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const key = `${keyOf(v)} ${fold}`;
  const rows = useMemo(
    () =>
      new Windowed<ViewLine, ViewPage>({
        changed: draw,
        fetch: async (from, lines, signal) => {
          const view = await readView(v, { from, lines, fold }, signal);
          return { view, total: view.shown_lines, complete: view.complete, rows: view.lines };
        },
      }),
    [key],
  );
  useEffect(() => {
    rows.open();
    rows.want(0, 1);
    return () => rows.close();
  }, [rows]);
  useEffect(() => {
    if (rows.latest) rows.reload();
  }, [rows, stamp]);
  // While the layout goes on, ask now and then how far it is.
  const growing = rows.latest?.complete === false;
  useEffect(() => {
    if (!growing) return;
    const often = setInterval(() => rows.grow(), 300);
    return () => clearInterval(often);
  }, [rows, growing]);
  const shown = useRef({ rows, fold });
  if ((rows.latest || rows.error) && shown.current.rows !== rows) shown.current = { rows, fold };
  return { ...shown.current, want: useCallback((from: number, to: number) => rows.want(from, to), [rows]) };
}

/** The row that shows a row when folds are closed as fold says: itself, or the closed fold that hides it; and its place among those that are shown. */
export async function rowAt(v: ViewOf, fold: string, row: number): Promise<{ place: number; line: ViewLine | undefined }> {
  const view = await readView(v, { row, lines: 3, fold });
  const at = view.lines.findLastIndex((l) => l.n <= row);
  return { place: view.from + Math.max(at, 0), line: view.lines[at] };
}

const counted = 5000; // rows that are looked at one by one

/** The JSONPath of the value in a row, undefined where there is none. */
export function pathIn(v: ViewOf, line: ViewLine): Promise<string | undefined> {
  const count = async (from: number, to: number, fold: string) => {
    if (to - from > counted) return to - from;
    let n = 0;
    for (let at = from; at < to; ) {
      const { lines } = await readView(v, { from: at, lines: Math.min(to - at, 1000), fold });
      if (lines.length === 0) break;
      n += lines.filter((l) => !l.c).length;
      at += lines.length;
    }
    return n;
  };
  return pathOf(line, (row, fold) => rowAt(v, fold, row), count);
}

export type Found = Schemas["ViewFound"];

/** How many matches a search goes to at most. */
export const mostMatches = 1000;

/** Looks for a text in all of a view, telling what was found so far. */
export async function searchView(v: ViewOf, q: string, options: { regex: boolean; case: boolean }, signal: AbortSignal, tell: (f: Found) => void): Promise<void> {
  const matches: Found["matches"] = [];
  let total = 0;
  for (let from = 0; ; ) {
    const f = await get<Found>(`/v1/exchanges/${v.id}/search`, {
      query: { ...query(v), q, regex: options.regex || undefined, case: options.case || undefined, from: from || undefined },
      signal,
    });
    matches.push(...f.matches.slice(0, mostMatches - matches.length));
    total += f.total;
    const more = f.next > from && matches.length < mostMatches;
    tell({ ...f, matches: [...matches], total, complete: f.complete && !more });
    if (!more) return;
    from = f.next;
  }
}
