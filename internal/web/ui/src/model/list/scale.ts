import { createStore, type Store } from "../store";
import type { Row } from "../types";

/** The stretch of time that the waterfall shows, in milliseconds since the epoch. */
export interface Span {
  from: number;
  to: number;
}

export const span: Store<Span> = createStore<Span>({ from: 0, to: 1 });

/** The stretch that rows take; what is going on lasts until now. */
export function spanOf(rows: Iterable<Row | undefined>, now: number): Span {
  let from = Infinity;
  let to = -Infinity;
  for (const r of rows) {
    if (!r) continue;
    const start = Date.parse(r.started);
    from = Math.min(from, start);
    to = Math.max(to, r.duration_ms === null ? now : start + r.duration_ms);
  }
  return from < to ? { from, to } : { from: Number.isFinite(from) ? from : 0, to: (Number.isFinite(from) ? from : 0) + 1 };
}

export function setSpan(s: Span): void {
  const was = span.get();
  if (was.from !== s.from || was.to !== s.to) span.set(s);
}

/** A bar: where it begins, how long was waited, how long was received; parts of the span. */
export interface Bar {
  left: number;
  wait: number;
  receive: number;
}

export function barOf(r: Pick<Row, "started" | "duration_ms" | "wait_ms" | "receive_ms">, s: Span, now: number): Bar {
  const whole = s.to - s.from;
  const start = Date.parse(r.started);
  const took = r.duration_ms ?? Math.max(0, now - start);
  const wait = r.wait_ms ?? took;
  const part = (ms: number) => Math.max(0, Math.min(1, ms / whole));
  return { left: part(start - s.from), wait: part(wait), receive: part(Math.max(0, took - wait)) };
}
