import { expect, it } from "vitest";
import type { Row } from "../types";
import { barOf, spanOf } from "./scale";

const at = Date.parse("2026-01-15T10:00:00Z");
const row = (start: number, took: number | null, wait: number | null = null): Row => ({ started: new Date(at + start).toISOString(), duration_ms: took, wait_ms: wait, receive_ms: null }) as Row;

it("spans what is seen", () => {
  expect(spanOf([row(0, 50), undefined, row(20, 100)], at)).toEqual({ from: at, to: at + 120 });
  expect(spanOf([row(0, null)], at + 700)).toEqual({ from: at, to: at + 700 });
  expect(spanOf([], at)).toEqual({ from: 0, to: 1 });
  expect(spanOf([row(5, 0)], at)).toEqual({ from: at + 5, to: at + 6 });
});

it("places bars in it", () => {
  const s = { from: at, to: at + 200 };
  expect(barOf(row(50, 100, 60), s, at)).toEqual({ left: 0.25, wait: 0.3, receive: 0.2 });
  expect(barOf(row(50, null), s, at + 150)).toEqual({ left: 0.25, wait: 0.5, receive: 0 });
  expect(barOf(row(-50, 1000, 1000), s, at)).toEqual({ left: 0, wait: 1, receive: 0 });
});
