import { useEffect, useMemo, useState } from "react";
import { aborted } from "@/model/api";
import { byRow, marksOf, nearest, step, type Mark, type Match } from "@/model/inspect/matches";
import { searchView, type Found, type ViewOf } from "@/model/inspect/view";

export interface Search {
  q: string;
  onText(q: string): void;
  regex: boolean;
  onRegex(on: boolean): void;
  case: boolean;
  onCase(on: boolean): void;
  busy: boolean;
  error: unknown;
  /** What was found so far; undefined without a search. */
  found: Found | undefined;
  /** The match that was gone to. */
  now: number;
  match: Match | undefined;
  /** Goes to the first match at a row or behind it, or a step on. */
  go(from: number, by: 0 | 1 | -1): void;
  marks(row: number, before: number): Mark[];
}

const pause = 200; // ms without a key, after which is searched

/** A search in a view, done again when the view changes. */
export function useSearch(of: ViewOf, complete: boolean): Search {
  const [q, onText] = useState("");
  const [regex, onRegex] = useState(false);
  const [capitals, onCase] = useState(false);
  const [state, setState] = useState<{ found?: Found; error?: unknown; busy: boolean }>({ busy: false });
  const [now, setNow] = useState(-1);
  const key = JSON.stringify(of);
  useEffect(() => setNow(-1), [key, q, regex, capitals]);
  useEffect(() => {
    if (!q) {
      setState({ busy: false });
      return;
    }
    const stop = new AbortController();
    setState((was) => ({ ...was, busy: true }));
    const timer = setTimeout(() => {
      searchView(of, q, { regex, case: capitals }, stop.signal, (found) => setState({ found, busy: !found.complete && found.matches.length === 0 })).then(
        () => setState((was) => ({ ...was, busy: false })),
        (error: unknown) => aborted(error) || setState({ error, busy: false }),
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, q, regex, capitals, complete]);
  const matches: readonly Match[] = state.found?.matches ?? [];
  const rows = useMemo(() => byRow(matches), [matches]);
  return {
    q,
    onText,
    regex,
    onRegex,
    case: capitals,
    onCase,
    ...state,
    error: state.error,
    found: state.found,
    now,
    match: matches[now],
    go: (from, by) => setNow((was) => (by === 0 || was < 0 ? (by < 0 ? step(matches.length, nearest(matches, from), -1) : nearest(matches, from)) : step(matches.length, was, by))),
    marks: (row, before) => marksOf(matches, rows, row, before, now),
  };
}
