import { text } from "@/text";

const t = text.settings;

/** When something ends, in words. */
export function ends(until: string | null, expired: boolean, now = Date.now()): string {
  if (!until) return t.never;
  const at = text.units.minute(until);
  return expired ? t.ended(at) : t.until(at, t.left(new Date(until).getTime() - now));
}
