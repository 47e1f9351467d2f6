import type { Schemas } from "../types";

/** A filter that the person saved. */
export interface Saved {
  name: string;
  filter: string;
}

/** What a part of the sidebar is about. */
export type Part = "saved" | "kept" | "apps" | "hosts" | "sessions";

/** One line of the sidebar. Key is stable while the traffic changes. */
export interface Line {
  key: string;
  depth: number;
  kind: "all" | "part" | "saved" | "pinned" | "commented" | "app" | "host" | "path" | "session" | "more" | "none" | "loading";
  part?: Part;
  /** What it is called; empty where the text belongs to the kind. */
  name: string;
  /** What choosing it selects; undefined: it cannot be chosen. */
  filter?: string;
  count?: number;
  errors?: number;
  clientPinned?: number;
  invalid?: number;
  /** Undefined: it has nothing below. */
  expanded?: boolean;
  /** Of hosts and paths: where its level of the tree is asked for. */
  at?: Level;
}

/** A level of the path tree of a host; path is "" for the first. */
export interface Level {
  host: string;
  path: string;
}

export const levelKey = ({ host, path }: Level): string => `${host} ${path}`;

export interface Shown {
  data: Schemas["Sidebar"] | undefined;
  saved: readonly Saved[];
  /** Keys of the lines that are expanded (parts: that are not). */
  open: ReadonlySet<string>;
  closed: ReadonlySet<string>;
  levels: ReadonlyMap<string, Schemas["Tree"]>;
  /** Narrows applications and hosts to names with it. */
  find: string;
  /** The captured session, and the one that is read. */
  captured: string;
}

/** The lines of the sidebar, from top to bottom. */
export function linesOf(s: Shown): Line[] {
  const lines: Line[] = [{ key: "all", depth: 0, kind: "all", name: "", filter: "", count: s.data?.total }];
  const part = (of: Part, inside: () => Line[]) => {
    const expanded = !s.closed.has(of) || s.find !== "";
    lines.push({ key: of, depth: 0, kind: "part", part: of, name: "", expanded });
    if (expanded) lines.push(...inside());
  };
  if (!s.find) {
    part("saved", () => (s.saved.length ? s.saved.map((f) => ({ key: `saved ${f.name}`, depth: 1, kind: "saved", name: f.name, filter: f.filter })) : [none("saved")]));
    part("kept", () => [
      { key: "pinned", depth: 1, kind: "pinned", name: "", filter: "is:kept", count: s.data?.pinned },
      { key: "commented", depth: 1, kind: "commented", name: "", filter: "has:comment", count: s.data?.commented },
    ]);
  }
  part("apps", () => groups(s, s.data?.apps, s.data?.more_apps ?? 0, "apps"));
  part("hosts", () => groups(s, s.data?.hosts, s.data?.more_hosts ?? 0, "hosts"));
  const others = s.data?.sessions ?? [];
  if (!s.find && others.length > 1) {
    part("sessions", () => others.map((one) => ({ key: `session ${one.name}`, depth: 1, kind: "session", name: one.name, count: one.entries })));
  }
  return lines;
}

const none = (of: Part): Line => ({ key: `${of} none`, depth: 1, kind: "none", part: of, name: "" });

function groups(s: Shown, all: readonly Schemas["Group"][] | undefined, more: number, of: "apps" | "hosts"): Line[] {
  if (!all) return [];
  const find = s.find.toLowerCase();
  const some = all.filter((g) => !find || g.name.toLowerCase().includes(find));
  if (!some.length) return [none(of)];
  const lines: Line[] = [];
  for (const g of some) {
    const line: Line = {
      key: `${of} ${g.name}`, depth: 1, kind: of === "apps" ? "app" : "host", name: g.name, filter: g.filter,
      count: g.count, errors: g.errors, clientPinned: g.client_pinned, invalid: g.invalid,
    };
    if (of === "hosts" && g.name) level(s, lines, line, { host: g.name, path: "" });
    else lines.push(line);
  }
  if (more > 0 && !find) lines.push({ key: `${of} more`, depth: 1, kind: "more", name: "", count: more });
  return lines;
}

// A line that has a level of the tree below it, and that level where it is open.
function level(s: Shown, lines: Line[], line: Line, at: Level): void {
  line.at = at;
  line.expanded = s.open.has(line.key);
  lines.push(line);
  if (!line.expanded) return;
  const below = s.levels.get(levelKey(at));
  if (!below) {
    lines.push({ key: `${line.key} loading`, depth: line.depth + 1, kind: "loading", name: "" });
    return;
  }
  for (const n of below.nodes) {
    const node: Line = { key: `path ${levelKey({ host: at.host, path: n.path })} ${n.leaf ? "leaf" : "node"}`, depth: line.depth + 1, kind: "path", name: n.name, filter: n.filter, count: n.count, errors: n.errors };
    if (n.leaf) lines.push(node);
    else level(s, lines, node, { host: at.host, path: n.path });
  }
  if (below.more > 0) lines.push({ key: `${line.key} more`, depth: line.depth + 1, kind: "more", name: "", count: below.more });
}

/** The levels that have to be there for what is shown. */
export const wanted = (lines: readonly Line[]): Level[] => lines.flatMap((l) => (l.at && l.expanded ? [l.at] : []));

/** Where an arrow key leads from a line: to another line, to open or close it, or nowhere. */
export function step(lines: readonly Line[], from: number, key: string): { to: number } | { toggle: number } | null {
  const line = lines[from];
  const reachable = (l: Line | undefined) => l !== undefined && l.kind !== "none" && l.kind !== "more" && l.kind !== "loading";
  const next = (at: number, by: number): number => {
    let i = at + by;
    while (i >= 0 && i < lines.length && !reachable(lines[i])) i += by;
    return i >= 0 && i < lines.length ? i : at;
  };
  switch (key) {
    case "ArrowDown":
      return { to: next(from, 1) };
    case "ArrowUp":
      return { to: next(from, -1) };
    case "Home":
      return { to: next(-1, 1) };
    case "End":
      return { to: next(lines.length, -1) };
    case "ArrowRight":
      if (line?.expanded === false) return { toggle: from };
      return line?.expanded ? { to: next(from, 1) } : null;
    case "ArrowLeft": {
      if (line?.expanded) return { toggle: from };
      let i = from - 1;
      while (i >= 0 && (lines[i]!.depth >= (line?.depth ?? 0) || !reachable(lines[i]))) i--;
      return i >= 0 ? { to: i } : null;
    }
  }
  return null;
}

/** Saved filters with one more; one of that name is replaced. */
export const withSaved = (all: readonly Saved[], one: Saved): Saved[] => (all.some((f) => f.name === one.name) ? all.map((f) => (f.name === one.name ? one : f)) : [...all, one]);
