import type { Tone } from "@/widgets";

/** The colour of a status. */
export function statusTone(status: number): Tone {
  if (status >= 500) return "bad";
  if (status >= 400) return "warn";
  if (status >= 300) return "info";
  return status >= 200 ? "ok" : "neutral";
}
