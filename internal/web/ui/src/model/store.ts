import { useSyncExternalStore } from "react";

/** A value that can be watched. Setting an identical value tells nobody. */
export interface Store<T> {
  get(): T;
  set(next: T | ((was: T) => T)): void;
  subscribe(changed: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const to = typeof next === "function" ? (next as (was: T) => T)(value) : next;
      if (Object.is(to, value)) return;
      value = to;
      for (const w of [...watchers]) w();
    },
    subscribe(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

type Readable<T> = Pick<Store<T>, "get" | "subscribe">;

export function useStore<T>(store: Readable<T>): T;
/** select must give the same (===) value while nothing that matters changed. */
export function useStore<T, S>(store: Readable<T>, select: (value: T) => S): S;
export function useStore<T, S>(store: Readable<T>, select?: (value: T) => S): T | S {
  return useSyncExternalStore(store.subscribe, () => (select ? select(store.get()) : store.get()));
}
