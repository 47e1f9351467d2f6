import { aborted, ApiError, get } from "../api";
import { createStore, type Store } from "../store";
import type { ListChange, Row, RowWindow } from "../types";
import { RowCache, type Growth, type Want } from "./cache";

/** Which list, and which header fields its rows have. */
export interface FeedQuery {
  filter: string;
  sort: string;
  desc: boolean;
  session: string;
  columns: readonly string[];
}

/** What is known of the list; version grows when rows do not look as they did. */
export interface FeedState {
  version: number;
  total: number;
  /** Whether an answer to the query is there; before it, the rows are those of the query before. */
  loaded: boolean;
  /** The list is still being made, or entries were not looked into yet. */
  complete: boolean;
  unsearched: number;
  error: ApiError | null;
}

const every = 100; // milliseconds between reading rows again
const ahead = 64; // rows that are read before they are wanted
const slack = 160; // rows that may have come since we heard of the total

const growthOf = (q: FeedQuery): Growth => (q.sort === "id" ? (q.desc ? "start" : "end") : "anywhere");

/** Reads the rows that are seen, and reads them again when they change. */
export class Feed {
  readonly state: Store<FeedState> = createStore<FeedState>({ version: 0, total: 0, loaded: false, complete: true, unsearched: 0, error: null });

  #query: FeedQuery | undefined;
  #shown = new RowCache("end");
  #next: RowCache | undefined; // of a query that has no answer yet
  #range = { first: 0, last: 60 };
  #asked: (Want & { cache: RowCache; stop: AbortController }) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;
  #follow = false;
  #tried = false; // to read the end of #next
  #news: Pick<ListChange, "complete" | "unsearched"> | undefined; // not told yet
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  row(index: number): Row | undefined {
    return this.#shown.row(index);
  }

  indexOf(id: number): number {
    return this.#shown.indexOf(id);
  }

  /** Turns to another list. What is shown stays until the first rows are there. */
  setQuery(q: FeedQuery): void {
    if (this.#query && JSON.stringify(q) === JSON.stringify(this.#query)) return;
    const grown = this.#query && { ...this.#query, columns: q.columns };
    if (grown && JSON.stringify(grown) === JSON.stringify(q)) {
      this.#query = q; // the same rows with other columns
      this.#shown.spoil();
      this.#drop();
      this.#read();
      return;
    }
    this.#query = q;
    this.renew();
  }

  /** Begins anew: nothing of what was read counts any more. */
  renew(): void {
    if (!this.#query) return;
    this.#next = new RowCache(growthOf(this.#query));
    this.#tried = false;
    this.#drop();
    this.state.set((s) => ({ ...s, loaded: false }));
    this.#read();
  }

  /** The rows that are seen. */
  setRange(first: number, last: number): void {
    this.#range = { first, last };
    const a = this.#asked;
    if (a && a.cache === this.#shown && (a.offset + a.limit <= first - ahead || a.offset >= last + ahead)) this.#drop();
    this.#read();
  }

  /** Whether the newest rows are to be kept in view: then they are shown when they are there, not before. */
  setFollow(on: boolean): void {
    this.#follow = on;
    if (on) this.#read();
  }

  /** What the stream says. */
  change(c: ListChange): void {
    this.#shown.change(c);
    if (this.#next) this.#next.change(c);
    else this.#news = { complete: c.complete, unsearched: c.unsearched };
    this.#later();
  }

  /** Nobody looks, and changes are not heard of. */
  stop(): void {
    this.#drop();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Somebody looks again: what was read may be old. */
  resume(): void {
    this.#shown.spoil();
    this.#read();
  }

  #drop(): void {
    this.#asked?.stop.abort();
    this.#asked = undefined;
  }

  // Reads again what went stale, but not all the time.
  #later(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#last + every - this.#now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#news && !this.#behind()) this.#tell(this.#news);
      this.#read();
    }, wait);
  }

  #read(): void {
    if (this.#asked || !this.#query) return;
    const cache = this.#next ?? this.#shown;
    const want = this.#next ? this.#first(this.#next) : this.#wanted();
    if (!want) return;
    const stop = new AbortController();
    const asked = { ...want, cache, stop };
    this.#asked = asked;
    this.#last = this.#now();
    const { filter, sort, desc, session, columns } = this.#query;
    get<RowWindow>("/v1/exchanges", { query: { ...want, filter, sort, desc: desc || undefined, session, columns: columns.length ? columns : undefined }, signal: stop.signal }).then(
      (w) => this.#asked === asked && this.#answered(cache, w),
      (e) => this.#asked === asked && this.#failed(e),
    );
  }

  // Whether rows came at the end that are to be shown only with what they say.
  #behind(): boolean {
    return this.#follow && this.#shown.total > this.state.get().total;
  }

  #wanted(): Want | undefined {
    const { first, last } = this.#range;
    if (this.#behind()) {
      const want = this.#shown.missing(this.#shown.total - (last - first), this.#shown.total);
      if (want) return { ...want, limit: Math.min(500, want.limit + slack) };
    }
    return this.#shown.missing(first, last) ?? this.#shown.missing(first - ahead, last + ahead);
  }

  // Of a new list, what is seen now is read first: it mostly stays there. While new rows are
  // followed, the end is read next, and nothing is shown before.
  #first(next: RowCache): Want {
    const { first, last } = this.#range;
    const rows = last - first + ahead;
    if (next.total) return { offset: Math.max(0, next.total - rows), limit: Math.min(500, rows + slack) };
    return { offset: this.#follow ? 0 : Math.max(0, first), limit: Math.min(500, Math.max(100, rows)) };
  }

  #answered(cache: RowCache, w: RowWindow): void {
    this.#asked = undefined;
    cache.put(w);
    if (cache === this.#next) {
      if (this.#follow && w.offset + w.rows.length < w.total && !this.#tried) {
        this.#tried = true;
        return this.#read();
      }
      this.#shown = cache;
      this.#next = undefined;
    }
    cache.trim(this.#range.first);
    this.#tell({ loaded: true, complete: w.complete, unsearched: w.unsearched, error: null });
    if (this.#wanted()) this.#later();
  }

  #failed(e: unknown): void {
    this.#asked = undefined;
    if (aborted(e)) return;
    const error = e instanceof ApiError ? e : new ApiError(0, { error: String(e) });
    this.state.set((s) => ({ ...s, error }));
  }

  #tell(more: Partial<FeedState>): void {
    this.#news = undefined;
    this.state.set((s) => ({ ...s, ...more, total: this.#showable(s.total), version: s.version + 1 }));
  }

  // The rows of which something can be shown: all, or while new ones are followed those that are there.
  #showable(was: number): number {
    let n = this.#shown.total;
    if (this.#follow) while (n > was && !this.#shown.row(n - 1)) n--;
    return n;
  }
}
