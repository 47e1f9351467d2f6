import { get } from "./api";
import { on } from "./changes";
import { createStore, type Store } from "./store";
import type { Status } from "./types";

/** The latest Status of the instance; null before the first. */
export const status: Store<Status | null> = createStore<Status | null>(null);

/** Keeps it current. */
export function watchStatus(): void {
  const read = () => void get<Status>("/v1/status").then(status.set, () => {});
  on("status", (s) => status.set(s));
  on("breakpoints", ({ count }) => status.set((s) => s && { ...s, at_breakpoints: count }));
  on("reset", read);
  read();
}
