import { useEffect, useMemo, useState } from "react";
import { get } from "../api";
import { on } from "../changes";
import { createStore, useStore } from "../store";
import type { Schemas, Status } from "../types";
import { Checker, type Came } from "./checker";
import { sharedChecks, startOf, toAsk, type Snippet, type Starts } from "./snippets";

// From where entries counted when somebody went from here to look at what came in: they
// find the page as they left it.
const left = createStore<Starts | undefined>(undefined);

export interface Checks extends Came {
  /** Undefined while it is not known. */
  starts: Starts | undefined;
  /** Of more than one way. */
  shared: ReadonlySet<string>;
  /** Forgets what came. */
  again(): void;
  /** Keeps what came for when the page is opened next. */
  leave(): void;
}

const count = (filter: string, signal: AbortSignal): Promise<number> => get<Schemas["Count"]>("/v1/count", { query: { filter }, signal }).then((c) => c.count);
const newest = (): Promise<number> => get<Status>("/v1/status").then((s) => s.capture.entries);

/** What came in since the page was opened, kept up to date, for one way and those of its group. */
export function useChecks(chosen: Snippet | undefined, snippets: readonly Snippet[]): Checks {
  const { starts, error, again } = useStarts(chosen, snippets);
  const checker = useMemo(() => new Checker(count), []);
  useEffect(() => {
    const ask = () => checker.ask();
    const offs = [on("list", ask), on("sidebar", ask), on("reset", ask)];
    return () => {
      offs.forEach((off) => off());
      checker.stop();
    };
  }, [checker]);
  useEffect(() => {
    if (chosen && starts) checker.want(toAsk(chosen, snippets, starts));
  }, [checker, starts, chosen, snippets]);
  const came = useStore(checker.came);
  const shared = useMemo(() => sharedChecks(snippets), [snippets]);
  return { counts: came.counts, error: came.error ?? error, starts, shared, again, leave: () => left.set(starts) };
}

function useStarts(chosen: Snippet | undefined, snippets: readonly Snippet[]) {
  const [starts, setStarts] = useState<Starts | undefined>(left.get);
  const [error, setError] = useState<unknown>();
  const missing = chosen !== undefined && startOf(chosen, starts, sharedChecks(snippets)) === undefined;
  const [tries, setTries] = useState(0);
  useEffect(() => {
    left.set(undefined);
    // Another session may be captured into now, whose numbers begin anew.
    const look = () => newest().then((n) => setStarts((was) => (was && [was.page, ...was.own.values()].some((v) => v > n) ? undefined : was)), setError);
    return on("reset", () => void look());
  }, []);
  useEffect(() => {
    if (!chosen || !missing) return;
    let gone = false;
    newest().then(
      (n) => {
        if (gone) return;
        setError(undefined);
        setStarts((was) => ({ page: was?.page ?? n, own: new Map(was?.own).set(chosen.id, n) }));
      },
      (e: unknown) => !gone && setError(e),
    );
    return () => {
      gone = true;
    };
  }, [chosen, missing, tries]);
  const again = () => {
    setStarts(undefined);
    setTries((n) => n + 1);
  };
  return { starts, error, again };
}
