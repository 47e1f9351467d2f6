import { createStore, type Store } from "./store";

/** Which entries the list shows, and in which order. */
export interface Query {
  /** What is in the search box. */
  search: string;
  /** Chosen in the sidebar: an expression of the filter language and its name; "" is all. */
  scope: string;
  scopeName: string;
  /** The expressions of the pills that are on, by group: those of a group are alternatives. */
  pills: Readonly<Record<string, readonly string[]>>;
  sort: string;
  desc: boolean;
  /** All entries up to this number are about to be deleted and not shown; 0: none are. */
  cleared: number;
  /** Another session than the captured one, read-only; "" is the captured one. */
  session: string;
}

export const query: Store<Query> = createStore<Query>({ search: "", scope: "", scopeName: "", pills: {}, sort: "id", desc: false, cleared: 0, session: "" });

/** What is selected: ids, and the one that the keys move from and the inspector shows. */
export interface Selection {
  ids: ReadonlySet<number>;
  focus: number | null;
}

export const selection: Store<Selection> = createStore<Selection>({ ids: new Set(), focus: null });

/** Selects one entry alone; null selects nothing. */
export function select(id: number | null): void {
  selection.set({ ids: new Set(id === null ? [] : [id]), focus: id });
}

/** The one filter that search, scope and pills make together: what the person asked for. */
export function askedFor(q: Pick<Query, "search" | "scope" | "pills">): string {
  const parts: string[] = [];
  if (q.scope.trim()) parts.push(q.scope.trim());
  for (const alternatives of Object.values(q.pills)) {
    if (alternatives.length) parts.push(alternatives.join(" or "));
  }
  if (q.search.trim()) parts.push(q.search.trim());
  return all(parts);
}

/** The filter of the list: what was asked for, without what is about to be deleted. */
export function filterOf(q: Pick<Query, "search" | "scope" | "pills" | "cleared">): string {
  const asked = askedFor(q);
  return q.cleared ? all([`id:>${q.cleared} or is:kept or is:active`, ...(asked ? [asked] : [])]) : asked;
}

// All of the conditions; those with alternatives go into parentheses.
function all(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return parts.map((p) => (/\bor\b|\|/i.test(p) ? `(${p})` : p)).join(" ");
}

/** Adds a condition to the search, or takes its place there when it is already so. */
export function addToSearch(expression: string): void {
  query.set((q) => {
    const search = q.search.trim();
    if (search.includes(expression)) return q;
    const was = /\bor\b|\|/i.test(search) ? `(${search})` : search;
    return { ...q, search: was ? `${was} ${expression}` : expression };
  });
}

/** A value as it can stand after "field:" in a filter. */
export function quoted(value: string): string {
  return /^[\p{L}\p{N}._*@+-]+$/u.test(value) && !/^(or|and|not)$/i.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
