import { get } from "./api";
import { on } from "./changes";
import { createStore, type Store } from "./store";
import type { Schemas } from "./types";

export type PausedItem = Schemas["PausedItem"];

/** What waits at breakpoints. */
export const paused: Store<readonly PausedItem[]> = createStore<readonly PausedItem[]>([]);

/** The entries that have something which waits. */
export const pausedIDs: Store<ReadonlySet<number>> = createStore<ReadonlySet<number>>(new Set());

/** Keeps them current. */
export function watchPaused(): void {
  let reading = false;
  let again = false;
  const read = () => {
    again = reading;
    if (reading) return;
    reading = true;
    get<Schemas["PausedList"]>("/v1/breakpoints")
      .then((l) => {
        paused.set(l.paused);
        pausedIDs.set(new Set(l.paused.map((p) => p.exchange)));
      })
      .catch(() => {})
      .finally(() => {
        reading = false;
        if (again) read();
      });
  };
  on("breakpoints", ({ count }) => {
    if (count || paused.get().length) read();
  });
  on("reset", read);
}
