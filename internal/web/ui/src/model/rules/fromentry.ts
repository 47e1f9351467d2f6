import { kindOf, newAction, writeAction } from "./kinds";
import { Members, Num, type Value } from "./value";


/** matchOf is a filter for requests like one: its method and where it goes. Its query may differ. */
export function matchOf(method: string, url: string): string {
  const u = read(url);
  if (!u) return "";
  const all = [`method:${quoted(method)}`, `host:${quoted(u.hostname.replace(/^\[|\]$/g, ""))}`];
  if (u.port) all.push(`port:${u.port}`);
  return [...all, `path:${quoted(u.pathname || "/")}`].join(" ");
}

// Letters, digits and what has no meaning in a filter can stand as they are.
const quoted = (value: string): string => (/^[\p{L}\p{N}._/@%-]+$/u.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`);

function read(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** nameOf is what a rule is called that is made from an entry. */
export function nameOf(method: string, url: string): string {
  const u = read(url);
  const name = u ? `${method} ${u.host}${u.pathname}` : `${method} ${url}`;
  return name.length > 100 ? `${name.slice(0, 99)}…` : name;
}

/** Known is what is known of the entry's response, for rules that answer in its place. */
export interface Known {
  status: number;
  contentType: string;
  /** Its body, when it is text and short enough to be in a rule. */
  text?: string;
}

/** ruleFrom is a new rule of a kind for requests like one. */
export function ruleFrom(name: string, kind: string, entry: { method: string; url: string }, known?: Known): Members {
  const action = { ...newAction(kindOf(kind)) };
  const filled = filledIn(kind, entry, known);
  if (filled !== undefined) action.value = filled;
  return Members.of({ name, match: matchOf(entry.method, entry.url), actions: [writeAction(action)] });
}

function filledIn(kind: string, { url }: { url: string }, known: Known | undefined): Value | undefined {
  const u = read(url);
  switch (kind) {
    case "map-local":
      if (known?.text === undefined) return undefined;
      return Members.of({
        body: known.text,
        status: known.status && known.status !== 200 ? new Num(String(known.status)) : undefined,
        headers: known.contentType ? Members.of({ "Content-Type": known.contentType }) : undefined,
      });
    case "map-remote":
      return u?.origin;
    default:
      return undefined;
  }
}

/** emptyRule is a new rule of a kind for everything. */
export function emptyRule(name: string, kind: string): Members {
  return Members.of({ name, actions: kind ? [writeAction(newAction(kindOf(kind)))] : [] });
}

