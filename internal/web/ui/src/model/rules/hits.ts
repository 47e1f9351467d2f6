import { get } from "../api";
import type { Schemas } from "../types";
import { keyOf } from "./drafts";

export type Hit = Schemas["RuleHit"];

/** readHits is how often each rule that is on has matched, by keyOf. */
export async function readHits(signal: AbortSignal): Promise<ReadonlyMap<string, Hit>> {
  const { rules } = await get<Schemas["RuleHits"]>("/v1/rules/hits", { signal });
  return new Map(rules.map((h) => [keyOf(h.group, h.name), h]));
}

/** sameHits tells whether nothing was matched in between. */
export function sameHits(a: ReadonlyMap<string, Hit>, b: ReadonlyMap<string, Hit>): boolean {
  return a.size === b.size && [...a].every(([key, h]) => b.get(key)?.hits === h.hits);
}
