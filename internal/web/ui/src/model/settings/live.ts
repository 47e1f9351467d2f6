import { useEffect } from "react";
import { get } from "../api";
import { on, type Events } from "../changes";
import { useLoaded, type Loaded } from "../loaded";

/** Something that the instance tells, read again when one of these changes. */
export function useLive<T>(path: string, ...events: (keyof Events)[]): Loaded<T> {
  const loaded = useLoaded(path, (signal) => get<T>(path, { signal }));
  const { reload } = loaded;
  const kinds = events.join(" ");
  useEffect(() => {
    const offs = kinds
      .split(" ")
      .filter(Boolean)
      .map((kind) => on(kind as keyof Events, reload));
    return () => offs.forEach((off) => off());
  }, [kinds, reload]);
  return loaded;
}
