import { useEffect, useRef } from "react";
import { get, getText, url } from "../api";
import { on } from "../changes";
import { useLoaded, type Loaded } from "../loaded";
import type { Schemas } from "../types";

export type Detail = Schemas["Detail"];
export type Side = "request" | "response";

/** An entry, and the session that it is in, "" for the captured one. */
export interface EntryRef {
  readonly id: number;
  readonly session: string;
}

const path = (e: EntryRef, part = "") => `/v1/exchanges/${e.id}${part}`;

export const bodyURL = (e: EntryRef, side: Side, as: "decoded" | "wire" = "decoded"): string => url(path(e, "/body"), { session: e.session, side, as });
export const imageURL = (e: EntryRef, side: Side): string => url(path(e, "/image"), { session: e.session, side });
export const previewURL = (e: EntryRef, side: Side): string => url(path(e, "/preview"), { session: e.session, side });

export const bodyText = (e: EntryRef, side: Side, signal?: AbortSignal): Promise<string> => getText(path(e, "/body"), { query: { session: e.session, side, as: "decoded" }, signal });

export const trace = (e: EntryRef, signal?: AbortSignal): Promise<Schemas["TraceStep"][]> => get(path(e, "/trace"), { query: { session: e.session }, signal });

const soon = 250; // ms between two readings of one entry
const poll = 1000; // ms, of an entry that is going on

/** All that is known of an entry, read again when it changes. Until another one has come, the value is that of the one before. */
export function useDetail(e: EntryRef): Loaded<Detail> {
  const key = `${e.session}/${e.id}`;
  const loaded = useLoaded(key, (signal) => get<Detail>(path(e), { query: { session: e.session }, signal }));
  const { reload } = loaded;
  const active = loaded.value?.state === "active";
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        reload();
      }, soon);
    };
    const off = on("list", (c) => {
      if (c.changed.includes(e.id) || c.removed > 0 || (c.many && active)) later();
    });
    // The list that is watched need not have the entry in it.
    const often = active ? setInterval(later, poll) : undefined;
    return () => {
      off();
      clearTimeout(timer);
      clearInterval(often);
    };
  }, [key, active, reload]);
  const last = useRef<Detail>(undefined);
  if (loaded.value) last.current = loaded.value;
  return loaded.value || loaded.error ? loaded : { ...loaded, value: last.current };
}
