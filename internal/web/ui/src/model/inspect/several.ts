// What several entries are together.

export interface Counted {
  readonly started: string;
  readonly duration_ms: number | null;
  readonly host: string;
  readonly status: number;
  readonly kind: string;
  readonly state: string;
  readonly request_bytes: number;
  readonly response_bytes: number;
}

export interface Several {
  readonly count: number;
  readonly active: number;
  readonly failed: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** From the first beginning to the last end, in ms. */
  readonly spanMs: number;
  /** All durations added up, in ms. */
  readonly busyMs: number;
  readonly slowestMs: number;
  /** The hosts, the most frequent first. */
  readonly hosts: readonly (readonly [host: string, count: number])[];
  /** By the first digit of the status, "" for none. */
  readonly statuses: readonly (readonly [digit: string, count: number])[];
}

export function several(all: readonly Counted[]): Several {
  const sum = (f: (e: Counted) => number) => all.reduce((n, e) => n + f(e), 0);
  const start = (e: Counted) => Date.parse(e.started);
  const starts = all.map(start);
  const ends = all.map((e) => start(e) + (e.duration_ms ?? 0));
  return {
    count: all.length,
    active: sum((e) => Number(e.state === "active")),
    failed: sum((e) => Number(e.state === "failed")),
    requestBytes: sum((e) => e.request_bytes),
    responseBytes: sum((e) => e.response_bytes),
    spanMs: all.length ? max(ends) + max(starts.map((t) => -t)) : 0,
    busyMs: sum((e) => e.duration_ms ?? 0),
    slowestMs: max([0, ...all.map((e) => e.duration_ms ?? 0)]),
    hosts: tally(all.map((e) => e.host)).sort((a, b) => b[1] - a[1]),
    statuses: tally(all.map((e) => (e.status ? String(e.status)[0]! : ""))).sort((a, b) => a[0].localeCompare(b[0])),
  };
}

// Math.max takes as many arguments as the stack has room for.
function max(of: readonly number[]): number {
  return of.reduce((a, b) => (b > a ? b : a), -Infinity);
}

function tally(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const w of words) counts.set(w, (counts.get(w) ?? 0) + 1);
  return [...counts];
}

/** The filter that selects entries by their numbers, given in order; neighbours are a range. */
export function idFilter(ids: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < ids.length; ) {
    let to = i;
    while (ids[to + 1] === ids[to]! + 1) to++;
    parts.push(to === i ? `${ids[i]}` : `${ids[i]}..${ids[to]}`);
    i = to + 1;
  }
  return parts.length === 0 ? "id:0" : `id:${parts.join(",")}`;
}
