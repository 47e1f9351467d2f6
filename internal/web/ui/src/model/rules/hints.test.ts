import { expect, test } from "vitest";
import { hintsAt } from "./hints";

test.each([
  ["  request.", "", ["method", "url", "headers", "body", "query", "path"]],
  ["x = request.headers.ge", "ge", ["get", "getAll", "set", "append", "delete", "has"]],
  ["if (response.body.j", "j", ["json", "text", "bytes"]],
  ["context.", "", ["rule", "client", "env", "abort"]],
  ["context.request.", "", ["method", "headers"]],
  ["context.shared.", "", ["get", "set", "update", "keys"]],
  ["message.", "", ["kind", "text", "drop"]],
  ["on", "on", ["onRequest", "onResponse", "onMessage", "context"]],
])("%j", (before, typed, some) => {
  const found = hintsAt(before)!;
  expect(found.typed).toBe(typed);
  expect(found.options.map((h) => h.name)).toEqual(expect.arrayContaining(some));
});

test.each(["", "  ", "foo.bar.", "request.nothing."])("nothing at %j", (before) => {
  expect(hintsAt(before)?.options ?? []).toEqual([]);
});

test("members have types and say what they are", () => {
  expect(hintsAt("context.")!.options.find((h) => h.name === "abort")).toMatchObject({ call: true, about: expect.stringContaining("Ends the exchange") as string });
  expect(hintsAt("request.")!.options.find((h) => h.name === "port")).toMatchObject({ type: "number", call: false });
});
