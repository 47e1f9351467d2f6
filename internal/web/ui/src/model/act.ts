import { del, get, getText, post, put, url } from "./api";
import { work } from "./settings/work";
import { createStore, type Store } from "./store";
import type { Schemas } from "./types";

// What can be done with entries and with the instance, as calls of the API.

/** Names entries: by number, of a session ("" is the captured one). */
export interface Entries {
  ids: readonly number[];
  session: string;
}

export const replay = ({ ids, session }: Entries, times = 1, pauseMS = 0): Promise<Schemas["Replayed"]> =>
  post("/v1/replay", { ids, session: session || undefined, times, pause_ms: pauseMS });

/** Changes what a person noted. */
export const mark = (ids: readonly number[], change: { pinned?: boolean; colour?: string; comment?: string }): Promise<unknown> => post("/v1/marks", { ids, ...change });

/** Entries that are about to be deleted: shown as such, and deleted when the person has not changed their mind. */
export const leaving: Store<ReadonlySet<number>> = createStore<ReadonlySet<number>>(new Set());

export function setLeaving(ids: readonly number[], are: boolean): void {
  leaving.set((was) => {
    const now = new Set(was);
    for (const id of ids) {
      if (are) now.add(id);
      else now.delete(id);
    }
    return now;
  });
}

export async function remove(ids: readonly number[]): Promise<Schemas["Deleted"]> {
  try {
    return await post<Schemas["Deleted"]>("/v1/delete", { ids });
  } finally {
    setLeaving(ids, false);
  }
}

/** Deletes all entries that are over; what is pinned only when asked for. */
export const clear = (pinned: boolean, ended: string): Promise<void> =>
  work("/v1/clear", { query: { pinned: pinned || undefined }, signal: new AbortController().signal, progress() {}, ended });

export type BypassFor = "hour" | "day" | "always";
export type BypassScope = "client" | "all";

/** Leaves alone what an entry is about; the pattern takes it back. */
export const bypass = (id: number, session: string, time: BypassFor, scope: BypassScope): Promise<Schemas["Bypassed"]> =>
  post("/v1/policy/bypass", { id, session: session || undefined, for: time, scope });

export const editPolicy = (change: Partial<Schemas["PolicyEdit"]>): Promise<Schemas["Policy"]> => post("/v1/policy/edit", change);

export const unbypass = (pattern: string): Promise<Schemas["Policy"]> => editPolicy({ remove: { list: "bypass", pattern } });

/** The URL of entries in another form. */
export const exportURL = ({ ids, session }: Entries, format: string, redact: boolean): string => url("/v1/export", { format, ids, session, redact });

export const exportText = ({ ids, session }: Entries, format: string, redact: boolean, side?: "request" | "response"): Promise<string> =>
  getText("/v1/export", { query: { format, ids, session, redact, side } });

export const setRecording = (on: boolean): Promise<Schemas["RecordingSwitch"]> => put("/v1/recording", { on });
export const getRecording = (): Promise<Schemas["RecordingSwitch"]> => get("/v1/recording");
export const getThrottle = (): Promise<Schemas["Throttle"]> => get("/v1/throttle");
export const setThrottle = (preset: string): Promise<Schemas["Throttle"]> => put("/v1/throttle", { preset });

export const signOut = (): Promise<void> => del("/v1/door");
