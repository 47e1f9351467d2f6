import { number } from "./number";

// Figures with three digits or less, as the command line writes them.

const nbsp = "\u00a0"; // a figure and its unit stay on one line

export const units = {
  /** 0 B, 999 B, 1.2 kB, 34 MB. Units are decimal. */
  bytes(n: number): string {
    if (n < 1000) return `${n}${nbsp}B`;
    let v = n;
    let unit = "";
    for (unit of ["kB", "MB", "GB", "TB", "PB"]) {
      v /= 1000;
      if (v < 999.5) break;
    }
    return `${digits(v)}${nbsp}${unit}`;
  },

  /** 42 µs, 0.4 ms, 12 ms, 1.5 s, 2m03s, 5h07m. */
  duration(ms: number): string {
    if (!(ms >= 0)) return "?";
    if (ms === 0) return `0${nbsp}ms`;
    if (ms < 0.0995) return `${digits(ms * 1000)}${nbsp}µs`;
    if (ms < 999.5) return `${digits(ms)}${nbsp}ms`;
    if (ms < 100_000) return `${digits(ms / 1000)}${nbsp}s`;
    const seconds = Math.round(ms / 1000);
    if (ms < 3_600_000) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
    const minutes = Math.round(ms / 60_000);
    return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
  },

  /** 14:28:21.089, in the zone of the browser. */
  time(rfc3339: string): string {
    const t = new Date(rfc3339);
    if (Number.isNaN(t.getTime())) return rfc3339;
    return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}.${String(t.getMilliseconds()).padStart(3, "0")}`;
  },

  /** 2026-11-23, in the zone of the browser. */
  date(rfc3339: string): string {
    const t = new Date(rfc3339);
    return Number.isNaN(t.getTime()) ? rfc3339 : `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
  },

  /** 2026-11-23 14:28:21.089 */
  dateTime: (rfc3339: string): string => `${units.date(rfc3339)} ${units.time(rfc3339)}`,

  /** 2026-11-23 14:28 */
  minute: (rfc3339: string): string => `${units.date(rfc3339)} ${units.time(rfc3339).slice(0, 5)}`,

  /** 1,234 */
  count: number,

  /** 1 line, 2 lines; the plural is given where it is not the word with an s. */
  plural: (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`,
};

function digits(v: number): string {
  return v < 9.95 ? v.toFixed(1).replace(/\.0$/, "") : v.toFixed(0);
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
