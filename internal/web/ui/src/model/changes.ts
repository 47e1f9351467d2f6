import { get, url } from "./api";
import { createStore, type Store } from "./store";
import type { ListChange, Status } from "./types";

/** How the page hears of changes. */
export type Connection = "connecting" | "live" | "lost" | "refused";

export interface Events {
  list: ListChange;
  status: Status;
  breakpoints: { sequence: number; count: number };
  rules: { revision: number };
  policy: { revision: number };
  sidebar: Record<string, never>;
  /** What was read before may all be stale. */
  reset: Record<string, never>;
}

export interface Watched {
  filter: string;
  sort: string;
  desc: boolean;
  session: string;
}

type Listener = (data: never) => void;
const names = ["list", "status", "breakpoints", "rules", "policy", "sidebar", "reset"] as const;

const listeners = new Map<string, Set<Listener>>();
export const connection: Store<Connection> = createStore<Connection>("connecting");

let source: EventSource | undefined;
let watched: Watched | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let tries = 0;
let stale = false; // the stream was away without a place to go on from

/** Calls f with each event of a kind until the returned function is called. */
export function on<K extends keyof Events>(kind: K, f: (data: Events[K]) => void): () => void {
  const all = listeners.get(kind) ?? new Set();
  listeners.set(kind, all);
  all.add(f as Listener);
  return () => all.delete(f as Listener);
}

function tell<K extends keyof Events>(kind: K, data: Events[K]): void {
  for (const f of [...(listeners.get(kind) ?? [])]) (f as (data: Events[K]) => void)(data);
}

/** Watches a list, and all else that changes. There is one stream; it follows the latest call. */
export function watch(what: Watched): void {
  if (watched && JSON.stringify(watched) === JSON.stringify(what)) return;
  watched = what;
  open();
}

// A page that nobody sees for long gives its connection back: browsers have six per host.
const hiddenFor = 60_000;
let asleep: ReturnType<typeof setTimeout> | undefined;

export function watchVisibility(): void {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(asleep);
    if (document.hidden) asleep = setTimeout(() => ((stale = true), source?.close()), hiddenFor);
    else if (source?.readyState === EventSource.CLOSED && connection.get() !== "refused") open();
  });
}

function open(): void {
  source?.close();
  clearTimeout(retry);
  if (!watched) return;
  const { filter, sort, desc, session } = watched;
  const s = new EventSource(url("/v1/changes", { filter, sort, desc: desc || undefined, session }));
  source = s;
  s.onopen = () => {
    const again = stale;
    stale = false;
    tries = 0;
    connection.set("live");
    if (again) tell("reset", {});
  };
  s.onerror = () => {
    if (source !== s) return;
    connection.set("lost");
    if (s.readyState !== EventSource.CLOSED) return;
    stale = true;
    void knock();
  };
  for (const name of names) {
    s.addEventListener(name, (e) => tell(name, JSON.parse((e as MessageEvent<string>).data || "{}") as never));
  }
}

// The browser gives up when the answer is not a stream: the instance was started
// anew, or it does not know this page any more.
async function knock(): Promise<void> {
  tries++;
  try {
    await get("/v1/door");
    again();
  } catch (e) {
    if (e instanceof Error && "status" in e && (e.status === 401 || e.status === 403)) {
      connection.set("refused");
      return;
    }
    again();
  }
}

function again(): void {
  clearTimeout(retry);
  retry = setTimeout(open, Math.min(5000, 250 * 2 ** Math.min(tries, 5)));
}

/** Tries at once what would be tried later. */
export function reconnect(): void {
  tries = 0;
  open();
}
