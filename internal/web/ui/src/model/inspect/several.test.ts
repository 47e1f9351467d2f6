import { expect, it } from "vitest";
import { idFilter, several, type Counted } from "./several";

const entry = (second: number, more: Partial<Counted> = {}): Counted => ({
  started: `2026-01-02T03:04:${String(second).padStart(2, "0")}Z`,
  duration_ms: 1000,
  host: "a.test",
  status: 200,
  kind: "exchange",
  state: "complete",
  request_bytes: 1,
  response_bytes: 10,
  ...more,
});

it("adds up", () => {
  expect(
    several([
      entry(10, { host: "b.test", status: 404, duration_ms: 3000 }),
      entry(5),
      entry(7, { host: "b.test", state: "active", duration_ms: null, status: 0 }),
      entry(9, { state: "failed", status: 502 }),
      entry(9, { host: "b.test", status: 204 }),
    ]),
  ).toEqual({
    count: 5,
    active: 1,
    failed: 1,
    requestBytes: 5,
    responseBytes: 50,
    spanMs: 8000,
    busyMs: 6000,
    slowestMs: 3000,
    hosts: [["b.test", 3], ["a.test", 2]],
    statuses: [["", 1], ["2", 2], ["4", 1], ["5", 1]],
  });
});

it("is nothing of nothing, and does not overflow", () => {
  expect(several([])).toMatchObject({ count: 0, spanMs: 0, slowestMs: 0 });
  expect(several(Array.from({ length: 200_000 }, () => entry(1))).spanMs).toBe(1000);
});

it.each([
  [[], "id:0"],
  [[7], "id:7"],
  [[1, 2, 3, 5, 8, 9], "id:1..3,5,8..9"],
])("idFilter of %j", (ids, want) => expect(idFilter(ids)).toBe(want));
