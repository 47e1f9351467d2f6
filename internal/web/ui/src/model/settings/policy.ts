import { post } from "../api";
import type { Schemas } from "../types";

export type Policy = Schemas["Policy"];
export type PolicyEntry = Schemas["PolicyEntry"];
export type Exception = Schemas["CertException"];
export type Edit = Schemas["PolicyEdit"];
export type List = "bypass" | "intercept";
export type Term = "always" | "hour" | "day" | "week";

export const terms: readonly Term[] = ["always", "hour", "day", "week"];
const hours: Record<Term, number> = { always: 0, hour: 1, day: 24, week: 168 };

export const importLists = (text: string, dryRun: boolean, setDefault: boolean): Promise<Schemas["PolicyImported"]> =>
  post("/v1/policy/import", { text, dry_run: dryRun, set_default: setDefault });

/** When something ends that is to last so long from now on; undefined: never. */
export function endOf(term: Term, now: Date): string | undefined {
  if (term === "always") return undefined;
  return new Date(Math.floor(now.getTime() / 1000) * 1000 + hours[term] * 3_600_000).toISOString().replace(".000Z", "Z");
}

/** Those that a search finds, of an entry its pattern and note. */
export function found(entries: readonly PolicyEntry[], search: string): readonly PolicyEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length ? entries.filter((e) => words.every((w) => `${e.pattern} ${e.note}`.toLowerCase().includes(w))) : entries;
}
