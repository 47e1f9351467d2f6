import { describe, expect, it } from "vitest";
import { units } from "./units";

const plain = (s: string) => s.replaceAll("\u00a0", " ");

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [1234, "1.2 kB"],
  [9949, "9.9 kB"],
  [9951, "10 kB"],
  [999_499, "999 kB"],
  [999_500, "1 MB"],
  [34_000_000, "34 MB"],
  [1.2e15, "1.2 PB"],
])("bytes of %d", (n, want) => expect(plain(units.bytes(n))).toBe(want));

it.each([
  [-1, "?"],
  [NaN, "?"],
  [0, "0 ms"],
  [0.0006, "0.6 µs"],
  [0.042, "42 µs"],
  [0.0995, "0.1 ms"],
  [12.34, "12 ms"],
  [999.4, "999 ms"],
  [999.6, "1 s"],
  [99_499, "99 s"],
  [123_000, "2m03s"],
  [18_420_000, "5h07m"],
])("duration of %d ms", (ms, want) => expect(plain(units.duration(ms))).toBe(want));

describe("times", () => {
  it("are those of the browser's zone", () => {
    const local = new Date(2026, 0, 2, 3, 4, 5, 6).toISOString();
    expect(units.dateTime(local)).toBe("2026-01-02 03:04:05.006");
    expect(units.minute(local)).toBe("2026-01-02 03:04");
  });
  it("that cannot be read stay as they are", () => expect(units.time("soon")).toBe("soon"));
});

it("plural", () => {
  expect([units.plural(1, "line"), units.plural(1234, "line"), units.plural(2, "entry", "entries")]).toEqual(["1 line", "1,234 lines", "2 entries"]);
});
