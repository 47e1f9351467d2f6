import type { ListChange, Row, RowWindow } from "../types";

/**
 * Where rows come and go. "end": only at the end (by number, the newest last), "start":
 * only at the start (the newest first), "anywhere": any other order.
 */
export type Growth = "end" | "start" | "anywhere";

export const pageSize = 64;
const mostPages = 48;
const mostRows = 500; // that the API gives at once
const slack = 160; // rows that may have come at the start since we heard of the total

interface Page {
  rows: (Row | undefined)[];
  /** The window's change number, and that of the latest change which touched it. */
  fresh: number;
  stale: number;
}

/** A request for rows. */
export interface Want {
  offset: number;
  limit: number;
}

/**
 * The rows of a list that were read, by place. A row that is stale is still shown
 * until its successor is there.
 *
 * Pages are kept by position, which counts from where rows do not come: in a list whose
 * newest is first, position 0 is the last row.
 */
export class RowCache {
  readonly #growth: Growth;
  readonly #pages = new Map<number, Page>();
  #total = 0;
  #seq = 0; // of total

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  get total(): number {
    return this.#total;
  }

  #position(index: number): number {
    return this.#growth === "start" ? this.#total - 1 - index : index;
  }

  row(index: number): Row | undefined {
    const at = this.#position(index);
    return at < 0 ? undefined : this.#pages.get(Math.floor(at / pageSize))?.rows[at % pageSize];
  }

  /** The index of an entry among the rows that are here, -1 when it is not. */
  indexOf(id: number): number {
    for (const [no, page] of this.#pages) {
      const at = page.rows.findIndex((r) => r?.id === id);
      if (at < 0) continue;
      const position = no * pageSize + at;
      return this.#growth === "start" ? this.#total - 1 - position : position;
    }
    return -1;
  }

  /** Takes in an answer. */
  put(w: RowWindow): void {
    this.#setTotal(w.total, w.seq);
    const touched = new Set<Page>();
    w.rows.forEach((row, i) => {
      const at = this.#growth === "start" ? w.total - 1 - w.offset - i : w.offset + i;
      if (at < 0) return;
      const page = this.#page(Math.floor(at / pageSize));
      const was = page.rows[at % pageSize];
      page.rows[at % pageSize] = was?.id === row.id && same(was, row) ? was : row;
      touched.add(page);
    });
    for (const [no, page] of this.#pages) {
      if (touched.has(page) && this.#covered(no, w)) page.fresh = Math.max(page.fresh, w.seq);
    }
  }

  // Whether an answer has all rows of a page that there are.
  #covered(no: number, w: RowWindow): boolean {
    const first = no * pageSize;
    const last = Math.min(first + pageSize, w.total);
    const [from, to] = this.#growth === "start" ? [w.total - w.offset - w.rows.length, w.total - w.offset] : [w.offset, w.offset + w.rows.length];
    return from <= first && last <= to;
  }

  #page(no: number): Page {
    let page = this.#pages.get(no);
    if (!page) this.#pages.set(no, (page = { rows: [], fresh: 0, stale: 0 }));
    return page;
  }

  #setTotal(total: number, seq: number): void {
    if (seq < this.#seq) return;
    this.#seq = seq;
    if (total < this.#total) this.#cut(total);
    this.#total = total;
  }

  #cut(total: number): void {
    for (const [no, page] of this.#pages) {
      const keep = total - no * pageSize;
      if (keep <= 0) this.#pages.delete(no);
      else if (page.rows.length > keep) page.rows.length = keep;
    }
  }

  /** Takes in what the stream says of the list. */
  change(c: ListChange): void {
    const grew = c.total !== this.#total;
    this.#setTotal(c.total, c.seq);
    const any = c.many || c.removed > 0 || (this.#growth === "anywhere" && (grew || c.changed.length > 0));
    for (const page of this.#pages.values()) {
      if (any || c.changed.some((id) => touches(page, id))) page.stale = Math.max(page.stale, c.seq);
    }
  }

  /** Everything is to be read again. */
  spoil(): void {
    for (const page of this.#pages.values()) page.stale = Infinity;
  }

  /** The first run of rows in [first, last) that have to be read, undefined when there is none. */
  missing(first: number, last: number): Want | undefined {
    const from = Math.max(0, first);
    const to = Math.min(last, this.#total);
    if (from >= to) return undefined;
    const [a, b] = this.#growth === "start" ? [this.#position(to - 1), this.#position(from)] : [from, to - 1];
    const pages: number[] = [];
    for (let no = Math.floor(a / pageSize); no <= Math.floor(b / pageSize); no++) {
      const needed = this.#needed(no, Math.max(a, no * pageSize), Math.min(b, (no + 1) * pageSize - 1));
      if (needed) pages.push(no);
      else if (pages.length) break;
      if ((pages.length + 1) * pageSize > mostRows - slack) break;
    }
    const head = pages[0];
    if (head === undefined) return undefined;
    const begin = head * pageSize;
    const end = Math.min((pages.at(-1)! + 1) * pageSize, this.#total);
    if (this.#growth !== "start") return { offset: begin, limit: end - begin };
    return { offset: this.#total - end, limit: Math.min(mostRows, end - begin + slack) };
  }

  #needed(no: number, a: number, b: number): boolean {
    const page = this.#pages.get(no);
    if (!page || page.stale > page.fresh) return true;
    for (let at = a; at <= b; at++) if (!page.rows[at % pageSize]) return true;
    return false;
  }

  /** Forgets what is far from an index. */
  trim(index: number): void {
    if (this.#pages.size <= mostPages) return;
    const here = Math.floor(this.#position(index) / pageSize);
    const far = [...this.#pages.keys()].sort((x, y) => Math.abs(y - here) - Math.abs(x - here));
    for (const no of far.slice(0, this.#pages.size - mostPages)) this.#pages.delete(no);
  }
}

// Whether a change of an entry may change what a page shows: it is there, or it may have come in
// before one that is.
function touches(page: Page, id: number): boolean {
  let greatest = 0;
  for (const r of page.rows) {
    if (!r) continue;
    if (r.id === id) return true;
    if (r.id > greatest) greatest = r.id;
  }
  return greatest > id;
}

const same = (a: Row, b: Row): boolean => JSON.stringify(a) === JSON.stringify(b);
