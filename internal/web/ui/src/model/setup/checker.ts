import { createStore, type Store } from "../store";
import type { Asked } from "./snippets";

/** How many entries each filter selects. */
export interface Came {
  counts: ReadonlyMap<string, number>;
  /** Why it cannot be asked. */
  error: unknown;
}

/**
 * Counts what comes in. It asks one question at a time, however often something
 * changes, so that a busy instance is not kept busy by it.
 */
export class Checker {
  readonly came: Store<Came> = createStore<Came>({ counts: new Map(), error: undefined });
  private wanted: readonly Asked[] = [];
  private running = false;
  private stale = false;
  private stopped: AbortController | undefined;

  constructor(private readonly count: (filter: string, signal: AbortSignal) => Promise<number>) {}

  /** What is to be known, the most important first. */
  want(asked: readonly Asked[]): void {
    this.wanted = asked;
    this.ask();
  }

  /** Something may have come in. */
  ask(): void {
    this.stale = true;
    if (!this.running) void this.run();
  }

  stop(): void {
    this.stopped?.abort();
    this.wanted = [];
  }

  private async run(): Promise<void> {
    this.running = true;
    const { signal } = (this.stopped = new AbortController());
    while (this.stale && !signal.aborted) {
      this.stale = false;
      await this.pass(signal);
    }
    this.running = false;
    if (this.stale && this.wanted.length) void this.run(); // it was wanted again after it was stopped
  }

  private async pass(signal: AbortSignal): Promise<void> {
    const asked = this.wanted;
    for (const { filter, once } of asked) {
      if (signal.aborted || asked !== this.wanted) return; // what matters now comes first
      if (once && (this.came.get().counts.get(filter) ?? 0) > 0) continue;
      try {
        const n = await this.count(filter, signal);
        if (!signal.aborted) this.came.set(({ counts }) => ({ counts: counts.get(filter) === n ? counts : new Map(counts).set(filter, n), error: undefined }));
      } catch (error) {
        if (!signal.aborted) this.came.set((was) => ({ ...was, error }));
        return;
      }
    }
  }
}
