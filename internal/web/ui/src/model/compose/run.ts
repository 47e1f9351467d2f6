import { aborted, post } from "../api";
import { createStore, type Store } from "../store";
import type { Schemas } from "../types";
import { composeOf, type Form } from "./form";

/** Sent is one request of a run, and what became of it. */
export interface Sent {
  n: number;
  /** 0: there is no entry. */
  id: number;
  status: number;
  error: string;
  hint: string;
}

/** Run is what is being sent, or was sent last. */
export interface Run {
  times: number;
  going: boolean;
  /** What is not sent because it was stopped. */
  stopped: boolean;
  sent: readonly Sent[];
  /** Why nothing more was sent. */
  failed?: unknown;
}

/** run is the latest one; it goes on while another view is open. */
export const run: Store<Run | null> = createStore<Run | null>(null);

let stop: AbortController | undefined;

/** stopRun ends what is going on and sends nothing more. */
export function stopRun(): void {
  stop?.abort();
}

type Send = (c: Schemas["Compose"], signal: AbortSignal) => Promise<Schemas["Composed"]>;
const overHTTP: Send = (c, signal) => post<Schemas["Composed"]>("/v1/compose", c, { signal });

/** startRun sends a form, times times, with a pause before each but the first. */
export async function startRun(form: Form, options: { times: number; pauseMS: number; rules: boolean }, send: Send = overHTTP): Promise<Run> {
  stopRun();
  const mine = (stop = new AbortController());
  const { signal } = mine;
  let now: Run = { times: options.times, going: true, stopped: false, sent: [] };
  const tell = (change: Partial<Run>): void => {
    now = { ...now, ...change };
    if (stop === mine) run.set(now);
  };
  tell({});
  const what = composeOf(form, options.rules);
  try {
    for (let n = 1; n <= options.times && !signal.aborted; n++) {
      if (n > 1) await pause(options.pauseMS, signal);
      if (signal.aborted) break;
      const { sent } = await send(what, signal);
      tell({ sent: [...now.sent, ...sent.map((s) => sentOf(n, s))] });
    }
    tell({ going: false, stopped: signal.aborted });
  } catch (err) {
    tell(aborted(err) ? { going: false, stopped: true } : { going: false, failed: err });
  }
  return now;
}

function sentOf(n: number, s: Schemas["SentRequest"]): Sent {
  return { n, id: s.id, status: s.status ?? 0, error: s.error || (s.fault?.message ?? ""), hint: s.hint || (s.fault?.hint ?? "") };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (ms <= 0) return done();
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
