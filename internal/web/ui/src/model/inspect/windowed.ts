// A window over rows of which there may be millions: pages are read when they are
// looked at, a few at once, the newest wish first, and those not looked at for
// long are given back.

/** What was asked for, and how many rows there are in all. */
export interface Page<Row> {
  readonly total: number;
  /** False while there will be more rows. */
  readonly complete: boolean;
  readonly rows: readonly Row[];
}

export interface WindowOptions<Row, P extends Page<Row>> {
  /** Reads the page that begins with a row. */
  fetch(from: number, count: number, signal: AbortSignal): Promise<P>;
  /** Something came, or failed. */
  changed(): void;
  /** Rows of a page. */
  page?: number;
  /** Pages kept. */
  keep?: number;
  /** Pages read at once. */
  atOnce?: number;
}

export class Windowed<Row, P extends Page<Row> = Page<Row>> {
  /** The answer that came last, for what is known of the whole. */
  latest: P | undefined;
  /** Why the last page could not be read. */
  error: unknown;

  private readonly pages = new Map<number, readonly Row[]>(); // in order of use
  private readonly running = new Map<number, AbortController>();
  private stale = new Set<number>(); // shown until they are read again
  private wanted: number[] = [];
  private seen: readonly [from: number, to: number] = [0, 1];
  private closed = false;
  private readonly size: number;
  private readonly keep: number;
  private readonly atOnce: number;

  constructor(private readonly o: WindowOptions<Row, P>) {
    this.size = o.page ?? 200;
    this.keep = o.keep ?? 50;
    this.atOnce = o.atOnce ?? 2;
  }

  get total(): number {
    return this.latest?.total ?? 0;
  }

  get complete(): boolean {
    return this.latest?.complete ?? false;
  }

  /** The row, counted from 0, if it is here. */
  row(at: number): Row | undefined {
    const p = Math.floor(at / this.size);
    const rows = this.pages.get(p);
    if (!rows) return undefined;
    this.pages.delete(p);
    this.pages.set(p, rows);
    return rows[at - p * this.size];
  }

  /** Says which rows are looked at now, from one to before another: what is missing of them is read, what was wished before is not any more. */
  want(from: number, to: number): void {
    this.seen = [from, to];
    const first = Math.max(Math.floor(from / this.size), 0);
    const last = Math.max(Math.ceil(to / this.size) - 1, first);
    for (const [p, abort] of this.running) {
      if (p < first || p > last) {
        this.running.delete(p);
        abort.abort();
      }
    }
    this.wanted = [];
    for (let p = first; p <= last; p++) if (!this.whole(p)) this.wanted.push(p);
    this.next();
  }

  /** Reads the last page again, for rows that have come: those before it stay as they are. */
  grow(): void {
    this.again(Math.max(Math.ceil(this.total / this.size) - 1, 0));
  }

  /** Reads what is looked at again, and the rest when it is looked at; what is there is shown until then. */
  reload(): void {
    this.stale = new Set(this.pages.keys());
    this.error = undefined;
    this.stop();
    this.want(...this.seen);
  }

  /** Reads again after close. */
  open(): void {
    this.closed = false;
  }

  close(): void {
    this.closed = true;
    this.stop();
  }

  private stop(): void {
    for (const abort of this.running.values()) abort.abort();
    this.running.clear();
  }

  private again(p: number): void {
    this.error = undefined;
    if (!this.closed && !this.running.has(p)) this.read(p);
  }

  /** A page is whole when it has all rows that it can have by what is known. */
  private whole(p: number): boolean {
    if (this.stale.has(p)) return false;
    const rows = this.pages.get(p);
    if (!rows) return this.latest !== undefined && p * this.size >= Math.max(this.total, 1);
    return rows.length >= Math.min(this.size, this.total - p * this.size);
  }

  private next(): void {
    while (!this.closed && this.running.size < this.atOnce && this.wanted.length > 0) {
      const p = this.wanted.shift()!;
      if (!this.running.has(p) && !this.whole(p)) this.read(p);
    }
  }

  private read(p: number): void {
    const abort = new AbortController();
    this.running.set(p, abort);
    const over = () => {
      if (this.running.get(p) === abort) this.running.delete(p);
      return this.closed || abort.signal.aborted;
    };
    this.o.fetch(p * this.size, this.size, abort.signal).then(
      (page) => {
        if (over()) return;
        this.latest = page;
        this.error = undefined;
        this.put(p, page.rows);
        this.next();
        this.o.changed();
      },
      (error: unknown) => {
        if (over()) return;
        this.error = error;
        this.wanted = [];
        this.o.changed();
      },
    );
  }

  private put(p: number, rows: readonly Row[]): void {
    this.stale.delete(p);
    this.pages.delete(p);
    this.pages.set(p, rows);
    for (const old of this.pages.keys()) {
      if (this.pages.size <= this.keep) break;
      this.pages.delete(old);
      this.stale.delete(old);
    }
  }
}
