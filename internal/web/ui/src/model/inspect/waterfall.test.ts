import { describe, expect, it } from "vitest";
import { between, ticks, waterfall } from "./waterfall";

const started = "2026-01-02T03:04:05.000000500Z";

describe("waterfall", () => {
  it("puts phases on one scale, to the microsecond", () => {
    const w = waterfall(
      [
        { name: "request", start: "2026-01-02T03:04:05.000000500Z", duration_ms: 0.25 },
        { name: "wait", start: "2026-01-02T03:04:05.000250500Z", duration_ms: 0.5 },
        { name: "response", start: "2026-01-02T03:04:05.000750500Z", duration_ms: 0.25 },
      ],
      started,
    );
    expect(w.fromMs).toBe(0);
    expect(w.toMs).toBeCloseTo(1, 9);
    expect(w.bars.map((b) => [b.name, round(b.left), round(b.width)])).toEqual([
      ["request", 0, 0.25],
      ["wait", 0.25, 0.5],
      ["response", 0.75, 0.25],
    ]);
  });
  it("begins before the exchange when its connection did", () => {
    const w = waterfall(
      [
        { name: "connect", start: "2026-01-02T03:04:04.990000500Z", duration_ms: 10 },
        { name: "wait", start: started, duration_ms: 30 },
      ],
      started,
    );
    expect(w.fromMs).toBeCloseTo(-10, 6);
    expect(w.bars[0]).toMatchObject({ connection: true, left: 0 });
    expect(w.bars[1]!.connection).toBe(false);
    expect(round(w.bars[1]!.left)).toBe(0.25);
  });
  it("leaves out how long the connection had been waiting", () => {
    const w = waterfall(
      [
        { name: "connect", start: "2026-01-02T03:04:00.000000500Z", duration_ms: 10 },
        { name: "TLS", start: "2026-01-02T03:04:00.010000500Z", duration_ms: 20 },
        { name: "wait", start: started, duration_ms: 70 },
      ],
      started,
    );
    expect(w.gapMs).toBeCloseTo(4970, 6);
    expect(w.fromMs).toBeCloseTo(-30, 6);
    expect(w.bars.map((b) => [round(b.left), round(b.width)])).toEqual([[0, 0.1], [0.1, 0.2], [0.3, 0.7]]);
  });
  it("grows while the exchange is going on", () => {
    const w = waterfall([{ name: "request", start: started, duration_ms: 1 }], started, 4);
    expect(w.toMs).toBe(4);
    expect(round(w.bars[0]!.width)).toBe(0.25);
  });
  it("is empty without phases, and finite with phases of no length", () => {
    expect(waterfall([], started).bars).toEqual([]);
    expect(waterfall([{ name: "wait", start: started, duration_ms: 0 }], started).bars[0]).toMatchObject({ left: 0, width: 0 });
  });
});

it("between keeps what Date cuts, over the second's edge and zones", () => {
  expect(between("2026-01-02T03:04:05.9999Z", "2026-01-02T04:04:06.0001+01:00")).toBeCloseTo(0.2, 6);
});

describe("ticks", () => {
  it.each([
    [0, 10, [0, 2, 4, 6, 8, 10]],
    [0, 0.3, [0, 0.1, 0.2, 0.3]],
    [-10, 30, [-10, 0, 10, 20, 30]],
    [0, 0, []],
  ])("of %d to %d", (from, to, want) => {
    expect(ticks(from, to).map((t) => round(t.ms))).toEqual(want);
  });
  it("are few on any scale", () => {
    for (let span = 0.001; span < 1e7; span *= 3.7) {
      const n = ticks(0, span).length;
      expect(n).toBeGreaterThan(2);
      expect(n).toBeLessThan(8);
    }
  });
});

function round(n: number): number {
  return Math.round(n * 1e6) / 1e6 + 0;
}
