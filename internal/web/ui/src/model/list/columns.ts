import { preference, setPreference } from "../preferences";

/** A column that there is. */
export interface ColumnKind {
  id: string;
  width: number;
  /** What the server sorts by; undefined: the list cannot be sorted by it. */
  sort?: string;
  /** Figures stand to the right. */
  right?: boolean;
  mono?: boolean;
  /** Shown to those who have not chosen. */
  initial?: boolean;
}

/** The columns that every list has, in their first order. */
export const columnKinds: readonly ColumnKind[] = [
  { id: "id", width: 66, sort: "id", right: true, initial: true },
  { id: "mark", width: 26, initial: true },
  { id: "status", width: 58, sort: "status", right: true, initial: true },
  { id: "method", width: 68, sort: "method", initial: true },
  { id: "host", width: 180, sort: "host", initial: true },
  { id: "path", width: 300, sort: "url", initial: true },
  { id: "url", width: 460, sort: "url" },
  { id: "app", width: 110, sort: "app", initial: true },
  { id: "client", width: 140 },
  { id: "type", width: 96, sort: "type", initial: true },
  { id: "proto", width: 76, sort: "proto" },
  { id: "upstream", width: 76 },
  { id: "tls", width: 70 },
  { id: "started", width: 100, sort: "time", mono: true },
  { id: "took", width: 76, sort: "took", right: true, initial: true },
  { id: "size", width: 78, sort: "size", right: true, initial: true },
  { id: "sent", width: 78, right: true },
  { id: "received", width: 78, right: true },
  { id: "messages", width: 76, right: true },
  { id: "rules", width: 130 },
  { id: "comment", width: 180 },
  { id: "waterfall", width: 150, initial: true },
];

/** A column as it is shown. Columns of header fields have ids such as "res.header:server". */
export interface Column extends ColumnKind {
  shown: boolean;
}

/** The least width of the column that takes the room which is left. */
export const leastFluid = 160;

/** The column that takes the room which is left by the others. */
export function fluidColumn(shown: readonly Column[]): string {
  for (const id of ["path", "url", "host", "comment"]) if (shown.some((c) => c.id === id)) return id;
  return shown.at(-1)?.id ?? "";
}

/** Sets a width. The column that takes the room which is left has none of its own: its neighbour gives or takes. */
export function setWidth(all: readonly Column[], id: string, width: number): Column[] {
  const shown = all.filter((c) => c.shown);
  const it = shown.find((c) => c.id === id);
  if (!it) return [...all];
  if (id !== fluidColumn(shown)) return all.map((c) => (c.id === id ? { ...c, width: clampWidth(width) } : c));
  const next = shown[shown.indexOf(it) + 1];
  if (!next) return [...all];
  return all.map((c) => (c.id === next.id ? { ...c, width: clampWidth(c.width - (width - it.width)) } : c));
}

const least = 36;
const most = 1200;
const key = "list.columns";

/** Whether an id is that of a header field's column. */
export const isHeaderColumn = (id: string): boolean => /^(req|res)\.header:[!#$%&'*+.^_`|~0-9a-z-]+$/.test(id);

interface Kept {
  id: string;
  width?: number;
  shown?: boolean;
}

/** All columns in the person's order. What is kept may be old or broken: columns that it lacks come where they are at first. */
export function columnsFrom(kept: unknown): Column[] {
  const known = new Map(columnKinds.map((c) => [c.id, c]));
  const out: Column[] = [];
  for (const k of Array.isArray(kept) ? (kept as Kept[]) : []) {
    const kind = typeof k?.id === "string" ? (known.get(k.id) ?? headerKind(k.id)) : undefined;
    if (!kind || out.some((c) => c.id === kind.id)) continue;
    const width = typeof k.width === "number" ? clampWidth(k.width) : kind.width;
    out.push({ ...kind, width, shown: typeof k.shown === "boolean" ? k.shown : Boolean(kind.initial) });
  }
  columnKinds.forEach((c, i) => {
    if (!out.some((o) => o.id === c.id)) out.splice(i, 0, { ...c, shown: Boolean(c.initial) && !hidesIt(kept) });
  });
  return out;
}

// A column that came with a later version is not shown to those who have chosen theirs.
const hidesIt = (kept: unknown): boolean => Array.isArray(kept) && kept.length > 0;

const headerKind = (id: string): ColumnKind | undefined => (isHeaderColumn(id) ? { id, width: 150, mono: true } : undefined);

export const clampWidth = (n: number): number => Math.round(Math.max(least, Math.min(most, n)));

export const loadColumns = (): Column[] => columnsFrom(preference<unknown>(key, []));

export function saveColumns(all: readonly Column[]): void {
  setPreference(
    key,
    all.map(({ id, width, shown }) => ({ id, width, shown })),
  );
}

export const columnsKey = key;

export const resetColumns = (): void => setPreference(key, []);

/** Adds a header field's column, or shows it again. */
export function addHeaderColumn(all: readonly Column[], side: "req" | "res", name: string): Column[] {
  const id = `${side}.header:${name.trim().toLowerCase()}`;
  const kind = headerKind(id);
  if (!kind) return [...all];
  if (all.some((c) => c.id === id)) return all.map((c) => (c.id === id ? { ...c, shown: true } : c));
  const at = all.findIndex((c) => c.id === "waterfall");
  return [...all.slice(0, at), { ...kind, shown: true }, ...all.slice(at)];
}

/** Moves a column before another; "" is the end. */
export function moveColumn(all: readonly Column[], id: string, before: string): Column[] {
  const it = all.find((c) => c.id === id);
  if (!it || id === before) return [...all];
  const rest = all.filter((c) => c.id !== id);
  const at = before ? rest.findIndex((c) => c.id === before) : rest.length;
  return [...rest.slice(0, at), it, ...rest.slice(at)];
}
