import { post } from "../api";
import { lineDiff } from "../compare/linediff";
import { createStore, type Store } from "../store";
import type { Schemas } from "../types";

export type Report = Schemas["RuleTrialReport"];
export type Tried = Schemas["RuleTried"];

/** Trial is the latest trial of what is edited. */
export interface Trial {
  /** The text that was tried. */
  text: string;
  busy: boolean;
  report?: Report;
  error?: unknown;
}

export const trial: Store<Trial | null> = createStore<Trial | null>(null);

let stop: AbortController | undefined;

export function stopTrial(): void {
  stop?.abort();
  trial.set((was) => was && { ...was, busy: false });
}

/** tryText tries a rule on what was captured; nothing is changed and nothing is sent. */
export async function tryText(text: string, filter: string): Promise<void> {
  stop?.abort();
  const mine = (stop = new AbortController());
  trial.set((was) => ({ text, busy: true, report: was?.report }));
  try {
    const report = await post<Report>("/v1/rules/try", { text, filter, limit: 200 }, { signal: mine.signal });
    if (stop === mine) trial.set({ text, busy: false, report });
  } catch (error) {
    if (stop === mine && !mine.signal.aborted) trial.set({ text, busy: false, error });
  }
}

/** stepsOf are the steps of a trial as those of an exchange that took place, changes line by line. */
export function stepsOf(tried: Tried): Schemas["TraceStep"][] {
  return tried.trace.map((s) => ({ ...s, changes: s.changes.map(changeOf) }));
}

function changeOf(c: Schemas["RuleChange"]): Schemas["TraceChange"] {
  const octets = c.before === undefined && c.after === undefined && Boolean(c.before_base64 ?? c.after_base64);
  const [before, after] = octets ? [c.before_base64 ?? "", c.after_base64 ?? ""] : [c.before ?? "", c.after ?? ""];
  return { part: c.part, from: c.from ?? 0, cut: c.cut ?? false, octets, lines: lineDiff(before, after) };
}
