import { describe, expect, it } from "vitest";
import { areaHeight, clampTop, maxTop, rowsAt, scaled, scrollAt, tallest, topAt, topFor } from "./scale";

const few = { count: 100, rowHeight: 24, view: 600 };
const million = { count: 1_000_000, rowHeight: 24, view: 600 };
const huge = { count: 200_000_000, rowHeight: 18, view: 900 };

describe("scale", () => {
  it("is the browser's own where rows fit", () => {
    expect(scaled(few)).toBe(false);
    expect(areaHeight(few)).toBe(2400);
    expect(topAt(few, 123)).toBe(123);
    expect(scrollAt(few, 123)).toBe(123);
  });

  it("keeps the area under what browsers can do", () => {
    for (const e of [million, huge]) {
      expect(scaled(e)).toBe(true);
      expect(areaHeight(e)).toBe(tallest);
    }
  });

  it("reaches the first and the last row by the scroll bar", () => {
    for (const e of [few, million, huge]) {
      expect(topAt(e, 0)).toBe(0);
      expect(topAt(e, areaHeight(e) - e.view)).toBe(maxTop(e));
      expect(scrollAt(e, maxTop(e))).toBeCloseTo(areaHeight(e) - e.view);
    }
  });

  it("comes back to where it was within a pixel of the bar", () => {
    for (const e of [few, million]) for (let top = 0; top < maxTop(e); top += 99_991) expect(Math.abs(topAt(e, scrollAt(e, top)) - top)).toBeLessThanOrEqual(1);
  });

  it("has the rows that are seen, and some more", () => {
    expect(rowsAt(few, 0, 4)).toEqual({ first: 0, last: 29 });
    expect(rowsAt(few, maxTop(few), 4)).toEqual({ first: 71, last: 100 });
    expect(rowsAt(million, 24 * 5000 + 12, 0)).toEqual({ first: 5000, last: 5026 });
  });

  it("moves no further than needed", () => {
    expect(topFor(few, 240, 12, "nearest")).toBe(240);
    expect(topFor(few, 240, 5, "nearest")).toBe(120);
    expect(topFor(few, 0, 30, "nearest")).toBe(31 * 24 - 600);
    expect(topFor(few, 0, 50, "start")).toBe(1200);
    expect(topFor(few, 0, 50, "center")).toBe(1200 - 288);
    expect(topFor(few, 0, 99, "start")).toBe(maxTop(few));
  });

  it("stays inside", () => {
    expect(clampTop(few, -5)).toBe(0);
    expect(clampTop(few, 1e9)).toBe(maxTop(few));
    expect(maxTop({ count: 3, rowHeight: 24, view: 600 })).toBe(0);
  });
});
