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

/** What is asked while one snippet is looked at: its own check first, those of its neighbours last. */
export interface Asked {
  /** A filter without the number. */
  check: string;
  /** Once something came, it is not asked again. */
  once: boolean;
}

export function toAsk(chosen: Snippet, snippets: readonly Snippet[]): Asked[] {
  const own: Asked[] = [
    { check: chosen.check, once: false },
    { check: distrust, once: false },
    { check: "", once: false },
  ];
  const others = new Set(snippets.filter((s) => s.group === chosen.group).map((s) => s.check));
  others.delete(chosen.check);
  return [...own, ...[...others].map((check) => ({ check, once: true }))];
}

/** Where a device of the same network opens the page with the certificate: the proxy itself. */
export const devicePage = (address: string): string => `http://${address}/`;

/** AA:BB:CC of hex digits, as people compare it. */
export const fingerprint = (hex: string): string => (hex.toUpperCase().match(/../g) ?? []).join(":");

/** The command that makes the proxy reachable by other machines, of its present address. */
export const listenOnNetwork = (proxy: string): string => `rockxy serve --proxy 0.0.0.0:${proxy.slice(proxy.lastIndexOf(":") + 1)}`;
