import { expect, test } from "vitest";
import { heed, LineReader, part } from "./work";

test("lines are whole, however they come", () => {
  const r = new LineReader();
  expect(r.push('{"a":')).toEqual([]);
  expect(r.push('1}\n{"b":2}\n\n{"c"')).toEqual(['{"a":1}', '{"b":2}']);
  expect(r.push(":3}\n")).toEqual(['{"c":3}']);
});

test("a line is progress, the end, or a fault", () => {
  const far: unknown[] = [];
  expect(heed('{"octets":3,"total":10}', (f) => far.push(f))).toBe(false);
  expect(heed('{"octets":10,"total":10,"done":true}', (f) => far.push(f))).toBe(true);
  expect(far).toEqual([{ octets: 3, total: 10 }]);
  expect(() => heed('{"octets":0,"total":0,"fault":{"error":"no room","hint":"make some"}}', () => {})).toThrow("no room");
});

test("a part is known only with a total", () => {
  expect(part({ octets: 3, total: 0 })).toBeUndefined();
  expect(part({ octets: 3, total: 12 })).toBe(0.25);
  expect(part({ octets: 13, total: 12 })).toBe(1);
});
