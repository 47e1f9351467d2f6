import { get, put } from "./api";
import { createStore, useStore, type Store } from "./store";

/** What the person chose: a JSON object that the instance keeps, its keys are the views' own. */
export type Preferences = Record<string, unknown>;

const cacheKey = "rockxy-preferences";
const saveAfter = 400; // milliseconds

export const preferences: Store<Preferences> = createStore(cached());

let timer: ReturnType<typeof setTimeout> | undefined;
let chosen: Preferences = {}; // what was not saved yet

// The browser's copy only saves the first paint from jumping; the instance's counts.
function cached(): Preferences {
  try {
    return asObject(JSON.parse(localStorage.getItem(cacheKey) ?? "{}"));
  } catch {
    return {};
  }
}

function asObject(v: unknown): Preferences {
  return typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Preferences) : {};
}

export async function loadPreferences(): Promise<void> {
  const kept = asObject(await get<unknown>("/v1/preferences"));
  preferences.set({ ...kept, ...chosen });
  keepCopy();
}

function keepCopy(): void {
  try {
    localStorage.setItem(cacheKey, JSON.stringify(preferences.get()));
  } catch {
    // no storage: the next start paints defaults first
  }
}

export function setPreference(key: string, value: unknown): void {
  if (Object.is(preferences.get()[key], value)) return;
  preferences.set((was) => ({ ...was, [key]: value }));
  chosen = { ...chosen, [key]: value };
  keepCopy();
  clearTimeout(timer);
  timer = setTimeout(() => void save(), saveAfter);
}

// Another page may have chosen something else meanwhile: only what was chosen here changes.
async function save(): Promise<void> {
  timer = undefined;
  const saving = chosen;
  try {
    const kept = asObject(await get<unknown>("/v1/preferences").catch(() => ({})));
    await put("/v1/preferences", { ...kept, ...saving });
    chosen = Object.fromEntries(Object.entries(chosen).filter(([key, value]) => saving[key] !== value));
  } catch {
    // disconnected: the next change saves all of it
  }
}

export function preference<T>(key: string, initial: T): T {
  return (preferences.get()[key] as T | undefined) ?? initial;
}

/** Like useState, kept by the instance. initial must be a constant. */
export function usePreference<T>(key: string, initial: T): [T, (next: T) => void] {
  const value = useStore(preferences, (all) => (all[key] as T | undefined) ?? initial);
  return [value, (next) => setPreference(key, next)];
}
