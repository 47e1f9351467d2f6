import { useCallback, useEffect, useRef, useState } from "react";
import { aborted } from "./api";
import { on } from "./changes";

/** Loaded is what was asked for, as far as it has come. What was there stays until something newer is. */
export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  /** Whether an answer is waited for. */
  busy: boolean;
  reload(): void;
}

/** useLoaded loads something, and again when the key changes or the instance was out of reach. An empty key loads nothing. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; value: T | undefined; error: unknown; busy: boolean }>({ key, value: undefined, error: undefined, busy: key !== "" });
  const [again, setAgain] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (!key) {
      setState({ key, value: undefined, error: undefined, busy: false });
      return;
    }
    const stop = new AbortController();
    setState((was) => ({ ...was, key, value: was.key === key ? was.value : undefined, error: was.key === key ? was.error : undefined, busy: true }));
    latest.current(stop.signal).then(
      (value) => !stop.signal.aborted && setState({ key, value, error: undefined, busy: false }),
      (error: unknown) => !stop.signal.aborted && !aborted(error) && setState((was) => ({ ...was, error, busy: false })),
    );
    return () => stop.abort();
  }, [key, again]);
  const reload = useCallback(() => setAgain((n) => n + 1), []);
  useEffect(() => on("reset", reload), [reload]);
  // Until the effect has run, what is in the state is that of another key.
  return state.key === key ? { ...state, reload } : { value: undefined, error: undefined, busy: key !== "", reload };
}
