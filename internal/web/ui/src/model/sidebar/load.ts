import { useEffect, useState } from "react";
import { get } from "../api";
import { on } from "../changes";
import { useLoaded, type Loaded } from "../loaded";
import type { Schemas } from "../types";
import { levelKey, type Level } from "./rows";

/** What the sidebar shows of a session, kept up to date. */
export function useSidebar(session: string): Loaded<Schemas["Sidebar"]> {
  const loaded = useLoaded(`sidebar of ${session}`, (signal) => get<Schemas["Sidebar"]>("/v1/sidebar", { query: { session }, signal }));
  const { reload } = loaded;
  useEffect(() => on("sidebar", reload), [reload]);
  return loaded;
}

/** The levels of path trees that are open, kept up to date. What was there stays until something newer is. */
export function useLevels(levels: readonly Level[], session: string): ReadonlyMap<string, Schemas["Tree"]> {
  const [have, setHave] = useState<{ session: string; trees: ReadonlyMap<string, Schemas["Tree"]> }>({ session, trees: new Map() });
  const [again, setAgain] = useState(0);
  useEffect(() => {
    const stale = () => setAgain((n) => n + 1);
    const stops = [on("sidebar", stale), on("reset", stale)];
    return () => stops.forEach((stop) => stop());
  }, []);
  const asked = levels.map(levelKey).join("\n");
  useEffect(() => {
    const stop = new AbortController();
    for (const level of levels) {
      get<Schemas["Tree"]>("/v1/tree", { query: { host: level.host, path: level.path, session }, signal: stop.signal }).then(
        (tree) => {
          if (stop.signal.aborted) return;
          setHave((was) => ({ session, trees: new Map(was.session === session ? was.trees : []).set(levelKey(level), tree) }));
        },
        () => {}, // out of reach, which the page says; the next change asks again
      );
    }
    return () => stop.abort();
  }, [asked, session, again]);
  return have.session === session ? have.trees : new Map();
}
