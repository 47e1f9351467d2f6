// The measured phases of an exchange on one scale.

export interface Phase {
  readonly name: string;
  /** RFC 3339, with up to nine digits after the second. */
  readonly start: string;
  readonly duration_ms: number;
}

export interface Bar {
  readonly name: string;
  readonly ms: number;
  /** From the beginning of the exchange; below zero when it was before, the gap left out. */
  readonly startMs: number;
  /** Of the whole width, 0 to 1. */
  readonly left: number;
  readonly width: number;
  /** It belongs to the making of the connection, which may have begun before the exchange. */
  readonly connection: boolean;
}

export interface Waterfall {
  readonly bars: readonly Bar[];
  /** Where the scale begins and ends, in ms from the beginning of the exchange. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly ticks: readonly { readonly at: number; readonly ms: number }[];
  /** How long the connection had been there when the exchange began. The scale leaves this time out. */
  readonly gapMs: number;
}

const connecting: ReadonlySet<string> = new Set(["name", "connect", "TLS"]);

/** Lays phases out. untilMs stretches the scale, for an exchange that is going on. */
export function waterfall(phases: readonly Phase[], started: string, untilMs = 0): Waterfall {
  const base = instant(started);
  const measured = phases.map((p) => ({ name: p.name, ms: Math.max(p.duration_ms, 0), startMs: sinceMs(p.start, base), connection: connecting.has(p.name) }));
  const ready = Math.max(-Infinity, ...measured.filter((s) => s.connection).map((s) => s.startMs + s.ms));
  const gapMs = ready < 0 && ready > -Infinity ? -ready : 0;
  const spans = measured.map((s) => (s.connection ? { ...s, startMs: s.startMs + gapMs } : s));
  const fromMs = Math.min(0, ...spans.map((s) => s.startMs));
  const toMs = Math.max(untilMs, ...spans.map((s) => s.startMs + s.ms), fromMs);
  const scale = toMs - fromMs || 1;
  return {
    fromMs,
    toMs,
    bars: spans.map((s) => ({ ...s, left: (s.startMs - fromMs) / scale, width: s.ms / scale })),
    ticks: ticks(fromMs, toMs),
    gapMs,
  };
}

interface Instant {
  readonly second: number; // ms since 1970
  readonly fraction: number; // ms
}

/** A time to the nanosecond, which Date would cut. */
function instant(text: string): Instant {
  const m = /^(.*T\d\d:\d\d:\d\d)(\.\d+)?(.*)$/.exec(text);
  if (!m) return { second: Date.parse(text), fraction: 0 };
  return { second: Date.parse(`${m[1]}${m[3]}`), fraction: Number(m[2] ?? 0) * 1000 };
}

function sinceMs(text: string, base: Instant): number {
  const t = instant(text);
  return t.second - base.second + (t.fraction - base.fraction);
}

/** Milliseconds from one RFC 3339 time to another. */
export function between(from: string, to: string): number {
  return sinceMs(to, instant(from));
}

/** Round points on a scale, about five of them. */
export function ticks(from: number, to: number): { at: number; ms: number }[] {
  const span = to - from;
  if (!(span > 0)) return [];
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((f) => f * power >= rough) ?? 10) * power;
  const all: { at: number; ms: number }[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
    const ms = i * step;
    all.push({ at: (ms - from) / span, ms });
  }
  return all;
}
