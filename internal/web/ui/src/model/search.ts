import { ApiError, get } from "./api";
import { preference, setPreference } from "./preferences";
import type { Schemas } from "./types";

export type Completion = Schemas["Completion"];

/** What can stand at the cursor of a filter. */
export const complete = (text: string, at: number, session: string, signal: AbortSignal): Promise<Completion> =>
  get("/v1/filter/complete", { query: { text, at, session }, signal });

/** Why a filter cannot be read; null when it can. column counts characters from 0, -1 is no place. */
export interface Misread {
  message: string;
  hint: string;
  column: number;
  suggest: string;
}

export async function check(text: string, signal: AbortSignal): Promise<Misread | null> {
  if (!text.trim()) return null;
  try {
    await get("/v1/filter/check", { query: { text }, signal });
    return null;
  } catch (e) {
    if (!(e instanceof ApiError) || e.status < 400 || e.status >= 500) throw e;
    return { message: e.message, hint: e.hint, column: e.form.column ? utf16(text, e.form.column - 1) : -1, suggest: e.form.suggest ?? "" };
  }
}

// The API counts characters, JavaScript UTF-16 units.
export const utf16 = (text: string, characters: number): number => [...text].slice(0, characters).join("").length;

/** Puts an item of a completion in its place. */
export function accept(text: string, c: Pick<Completion, "from" | "to">, item: string): { text: string; at: number } {
  const after = text.slice(c.to);
  const gap = item.endsWith(":") || /^\s/.test(after) ? "" : " ";
  const head = text.slice(0, c.from) + item + gap;
  return { text: head + after, at: head.length };
}

const key = "search.recent";
const kept = 12;

/** The searches of before, the latest first. */
export function recent(): string[] {
  const all = preference<unknown>(key, []);
  return Array.isArray(all) ? all.filter((s): s is string => typeof s === "string") : [];
}

export function remember(text: string): void {
  const t = text.trim();
  if (t.length > 1) setPreference(key, [t, ...recent().filter((r) => r !== t)].slice(0, kept));
}
