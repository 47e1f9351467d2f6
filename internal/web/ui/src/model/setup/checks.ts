import { useEffect, useMemo, useState } from "react";
import { get } from "../api";
import { on } from "../changes";
import { createStore, useStore } from "../store";
import type { Schemas, Status } from "../types";
import { Checker, type Came } from "./checker";
import { toAsk, type Snippet } from "./snippets";

// The number that was the newest when somebody went from here to look at what came in:
// they find the page as they left it.
const left = createStore<number | undefined>(undefined);

/** Keeps what was seen for when the page is opened next. */
export const leaveFor = (since: number): void => left.set(since);

export interface Checks extends Came {
  /** Only what is newer counts; undefined while it is not known yet. */
  since: number | undefined;
  /** Forgets what came. */
  again(): void;
}

const count = (filter: string, signal: AbortSignal): Promise<number> => get<Schemas["Count"]>("/v1/count", { query: { filter }, signal }).then((c) => c.count);

/** What came in since the page was opened, kept up to date, for one snippet and those of its group. */
export function useChecks(chosen: Snippet | undefined, snippets: readonly Snippet[]): Checks {
  const [since, setSince] = useState<number | undefined>(left.get);
  const [error, setError] = useState<unknown>();
  const begin = useMemo(
    () => () => get<Status>("/v1/status").then((s) => (setSince((was) => Math.min(was ?? s.capture.entries, s.capture.entries)), setError(undefined)), setError),
    [],
  );
  useEffect(() => {
    left.set(undefined);
    void begin();
    return on("reset", () => void begin()); // another session may be captured into now
  }, [begin]);
  const checker = useMemo(() => new Checker(since ?? 0, count), [since]);
  useEffect(() => {
    if (since === undefined) return;
    const ask = () => checker.ask();
    const offs = [on("list", ask), on("sidebar", ask), on("reset", ask)];
    return () => {
      offs.forEach((off) => off());
      checker.stop();
    };
  }, [checker, since]);
  useEffect(() => {
    if (chosen && since !== undefined) checker.want(toAsk(chosen, snippets));
  }, [checker, since, chosen, snippets]);
  const came = useStore(checker.came);
  const again = () => {
    setSince(undefined);
    void begin();
  };
  return { counts: came.counts, error: came.error ?? error, since, again };
}
