import { afterEach, expect, it, vi } from "vitest";
import { accept, check, utf16 } from "./search";

afterEach(() => vi.unstubAllGlobals());

it("puts completions in their place", () => {
  expect(accept("sta", { from: 0, to: 3 }, "status:")).toEqual({ text: "status:", at: 7 });
  expect(accept("host:ap x", { from: 5, to: 7 }, "api.example.com")).toEqual({ text: "host:api.example.com x", at: 20 });
  expect(accept("status:4", { from: 7, to: 8 }, "404")).toEqual({ text: "status:404 ", at: 11 });
});

it("finds characters where JavaScript counts units", () => {
  expect(utf16("a😀b", 2)).toBe(3);
  expect(utf16("abc", 9)).toBe(3);
});

it("tells what is wrong with a filter", async () => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ error: "there is no field hots", hint: "see the fields", column: 3, suggest: "😀 host:a" }), { status: 400 }));
  expect(await check("😀 hots:a", new AbortController().signal)).toEqual({ message: "there is no field hots", hint: "see the fields", column: 3, suggest: "😀 host:a" });
  vi.stubGlobal("fetch", async () => new Response(null, { status: 204 }));
  expect(await check("host:a", new AbortController().signal)).toBeNull();
  expect(await check("  ", new AbortController().signal)).toBeNull();
});
