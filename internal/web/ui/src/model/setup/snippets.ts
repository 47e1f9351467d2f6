import type { Schemas } from "../types";

export type Snippet = Schemas["Snippet"];
export type Group = Snippet["group"];

/** In the order in which they are shown. */
export const groups: readonly Group[] = ["terminal", "language", "browser", "container", "phone"];

/** The snippets by group, without groups that have none. */
export function grouped(snippets: readonly Snippet[]): { group: Group; snippets: Snippet[] }[] {
  return groups.map((group) => ({ group, snippets: snippets.filter((s) => s.group === group) })).filter((g) => g.snippets.length > 0);
}

/** The snippets in the order in which they are shown. */
export const inOrder = (snippets: readonly Snippet[]): Snippet[] => grouped(snippets).flatMap((g) => g.snippets);

/** The one that is n places further, and the first or last where the list ends. */
export function neighbour(all: readonly Snippet[], id: string, n: number): Snippet | undefined {
  const at = all.findIndex((s) => s.id === id);
  return all[Math.max(0, Math.min(all.length - 1, at + n))];
}

/** The filter of what came in by a check after entry number since; an empty check is everything. */
export function arrived(check: string, since: number): string {
  const newer = `id:>${since}`;
  if (!check) return newer;
  return /\bor\b|\|/i.test(check) ? `(${check}) ${newer}` : `${check} ${newer}`;
}

/** What says that a client did not take the certificate. */
export const distrust = "verdict:untrusted-ca,pinned";

/** From which number on entries count. */
export interface Starts {
  /** When the page was opened. */
  page: number;
  /** When a way was looked at first, by its id. */
  own: ReadonlyMap<string, number>;
}

/** The checks that more than one way has: what comes in says nothing of which one it was. */
export function sharedChecks(snippets: readonly Snippet[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(snippets.filter((s) => seen.size === seen.add(s.check).size).map((s) => s.check));
}

/**
 * From which number on entries count for a way: what has a check of its own counts from
 * when the page was opened, the others from when they are looked at. Undefined: not yet.
 */
export const startOf = (s: Snippet, starts: Starts | undefined, shared: ReadonlySet<string>): number | undefined =>
  starts && (shared.has(s.check) ? starts.own.get(s.id) : starts.page);

/** The filter of what came in by a way; undefined: it was not looked at yet. */
export function arrivedBy(s: Snippet, starts: Starts | undefined, shared: ReadonlySet<string>): string | undefined {
  const start = startOf(s, starts, shared);
  return start === undefined ? undefined : arrived(s.check, start);
}

/** What is asked while one way is looked at: its own check first, those of its neighbours last. */
export interface Asked {
  filter: string;
  /** Once something came, it is not asked again. */
  once: boolean;
}

export function toAsk(chosen: Snippet, snippets: readonly Snippet[], starts: Starts): Asked[] {
  const shared = sharedChecks(snippets);
  const start = startOf(chosen, starts, shared);
  if (start === undefined) return [];
  const own = [arrived(chosen.check, start), arrived(distrust, start), arrived("", start)];
  const others = snippets.filter((s) => s.group === chosen.group && !shared.has(s.check) && s.id !== chosen.id).map((s) => arrived(s.check, starts.page));
  return [...own.map((filter) => ({ filter, once: false })), ...others.map((filter) => ({ filter, once: true }))];
}

/** Where a device of the same network opens the page with the certificate: the proxy itself. */
export const devicePage = (address: string): string => `http://${address}/`;

/** AA:BB:CC of hex digits, as people compare it. */
export const fingerprint = (hex: string): string => (hex.toUpperCase().match(/../g) ?? []).join(":");

/** The command that makes the proxy reachable by other machines, of its present address. */
export const listenOnNetwork = (proxy: string): string => `rockxy serve --proxy 0.0.0.0:${proxy.slice(proxy.lastIndexOf(":") + 1)}`;
