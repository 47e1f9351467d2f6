import type { Tone } from "@/widgets";

/** The tone of a status, and of an entry that has none. */
export function statusTone(e: { status: number; state: string; kind: string }): Tone {
  if (e.state === "failed" || e.status >= 500) return "bad";
  if (e.status >= 400) return "warn";
  if (e.status >= 300) return "info";
  if (e.status >= 100) return "ok";
  return "neutral";
}
