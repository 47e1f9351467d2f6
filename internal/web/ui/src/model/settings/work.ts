import { ApiError, url, type ErrorForm, type Query } from "../api";
import { createStore, type Store } from "../store";
import type { Schemas } from "../types";

type Progress = Schemas["Progress"];

/** How far long work is; total 0: that is not known yet. */
export interface Far {
  octets: number;
  total: number;
}

/** The whole lines of a text that comes in pieces. */
export class LineReader {
  private rest = "";

  push(piece: string): string[] {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop()!;
    return lines.filter((l) => l.trim() !== "");
  }
}

/** Takes one line of the answer: tells progress, throws the fault. Whether it is done. */
export function heed(line: string, progress: (far: Far) => void): boolean {
  const p = JSON.parse(line) as Progress;
  if (p.fault) throw new ApiError(200, p.fault as ErrorForm);
  if (p.done) return true;
  progress({ octets: p.octets, total: p.total });
  return false;
}

/** The part of the work that is done, 0 to 1; undefined: not known. */
export const part = ({ octets, total }: Far): number | undefined => (total > 0 ? Math.min(1, octets / total) : undefined);

/** Has the instance do long work. Aborting the signal stops it; what was done stays done. */
export async function work(path: string, options: { query?: Query; body?: unknown; signal: AbortSignal; progress(far: Far): void; ended: string }): Promise<void> {
  const request: RequestInit = { method: "POST", signal: options.signal, credentials: "same-origin", cache: "no-store", referrerPolicy: "no-referrer" };
  if (options.body !== undefined) {
    request.body = JSON.stringify(options.body);
    request.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(url(path, options.query), request).catch((e: unknown) => {
    if (options.signal.aborted) throw e;
    throw new ApiError(0, { error: e instanceof Error ? e.message : String(e) });
  });
  if (!response.ok || !response.body) throw new ApiError(response.status, await response.json().catch(() => ({ error: `${response.status} ${response.statusText}` })));
  const lines = new LineReader();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new ApiError(0, { error: options.ended });
    for (const line of lines.push(decoder.decode(value, { stream: true }))) if (heed(line, options.progress)) return;
  }
}

/** Long work that goes on, whatever page is looked at. */
export interface Job {
  name: string;
  far: Far;
  stop(): void;
}

/** There is one at a time. */
export const job: Store<Job | undefined> = createStore<Job | undefined>(undefined);

/** Begins work, and tells how it ended: "stopped" when somebody did so. It throws what went wrong. */
export async function begin(name: string, path: string, options: { query?: Query; body?: unknown; ended: string }): Promise<"done" | "stopped"> {
  if (job.get()) return "stopped";
  const stopper = new AbortController();
  const tell = (far: Far) => job.set({ name, far, stop: () => stopper.abort() });
  tell({ octets: 0, total: 0 });
  try {
    await work(path, { ...options, signal: stopper.signal, progress: tell });
    return "done";
  } catch (e) {
    if (stopper.signal.aborted) return "stopped";
    throw e;
  } finally {
    job.set(undefined);
  }
}
