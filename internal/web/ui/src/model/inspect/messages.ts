import { useCallback, useEffect, useMemo, useReducer } from "react";
import { get } from "../api";
import type { Schemas } from "../types";
import type { EntryRef, Side } from "./entry";
import { Windowed } from "./windowed";

export type MessageRow = Schemas["MessageRow"];

/** Which messages are shown. */
export interface MessageQuery extends EntryRef {
  readonly direction: Side | "";
  readonly q: string;
}

/** The messages of an entry in windows. count changes when there are more. */
export function useMessages(m: MessageQuery, count: number): { rows: Windowed<MessageRow>; want(from: number, to: number): void } {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const rows = useMemo(
    () =>
      new Windowed<MessageRow>({
        page: 100,
        changed: draw,
        fetch: async (offset, limit, signal) => {
          const { session, direction, q } = m;
          const list = await get<Schemas["MessageList"]>(`/v1/exchanges/${m.id}/messages`, { query: { session, direction, q, offset, limit }, signal });
          return { total: list.total, complete: true, rows: list.messages };
        },
      }),
    [m.id, m.session, m.direction, m.q],
  );
  useEffect(() => {
    rows.open();
    rows.want(0, 1);
    return () => rows.close();
  }, [rows]);
  useEffect(() => {
    if (rows.latest) rows.grow();
  }, [rows, count]);
  return { rows, want: useCallback((from: number, to: number) => rows.want(from, to), [rows]) };
}
