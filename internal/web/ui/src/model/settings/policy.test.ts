import { expect, test } from "vitest";
import { endOf, found, type PolicyEntry } from "./policy";

const entry = (pattern: string, note = "", until: string | null = null): PolicyEntry => ({ pattern, note, until, expired: false, auto: false, line: 1 });

test("a term ends so long from now on, in whole seconds", () => {
  const now = new Date("2026-11-23T10:00:00.789Z");
  expect(endOf("always", now)).toBeUndefined();
  expect(endOf("hour", now)).toBe("2026-11-23T11:00:00Z");
  expect(endOf("day", now)).toBe("2026-11-24T10:00:00Z");
  expect(endOf("week", now)).toBe("2026-11-30T10:00:00Z");
});

test("a search finds all its words in pattern and note", () => {
  const all = [entry("*.example.com", "pinned by the app"), entry("app:curl example.org")];
  expect(found(all, "")).toBe(all);
  expect(found(all, "EXAMPLE app").length).toBe(2);
  expect(found(all, "example pinned").map((e) => e.pattern)).toEqual(["*.example.com"]);
});
