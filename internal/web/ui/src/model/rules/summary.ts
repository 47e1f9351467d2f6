import type { Schemas } from "../types";

/** summary is an action in a few words, after its kind: what a list has room for. */
export function summary({ value }: Schemas["RuleAction"]): string {
  return brief(value, 2).slice(0, 120);
}

function brief(v: unknown, depth: number): string {
  if (v === null || v === undefined) return "";
  if (Array.isArray(v)) return v.map((one) => brief(one, depth)).join(", ");
  if (typeof v !== "object") return String(v).replaceAll(/\s+/g, " ").slice(0, 60);
  const pairs = Object.entries(v as Record<string, unknown>);
  if (depth === 0) return pairs.map(([name]) => name).join(", ");
  return pairs.map(([name, one]) => `${name}: ${brief(one, depth - 1)}`).join(", ");
}
