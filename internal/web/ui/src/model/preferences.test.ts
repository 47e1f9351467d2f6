import { afterEach, beforeEach, expect, it, vi } from "vitest";

let sent: object[];
let kept: unknown;
let preferences: typeof import("./preferences");
let storage: Map<string, string>;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  sent = [];
  kept = { "list.follow": false };
  storage = new Map();
  vi.stubGlobal("localStorage", { getItem: (k: string) => storage.get(k) ?? null, setItem: (k: string, v: string) => storage.set(k, v) });
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    if (init.method === "GET") return new Response(JSON.stringify(kept));
    sent.push(JSON.parse(init.body as string) as object);
    return new Response(null, { status: 204 });
  });
  preferences = await import("./preferences");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("saves what was chosen, once for changes that come together", async () => {
  await preferences.loadPreferences();
  preferences.setPreference("theme", "dark");
  preferences.setPreference("theme", "light");
  preferences.setPreference("list.follow", true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ "list.follow": true, theme: "light" }]);
  preferences.setPreference("theme", "light");
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toHaveLength(1);
});

it("has the instance's word count over the browser's copy", async () => {
  preferences.setPreference("a", 1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ "list.follow": false, a: 1 }]);
  expect(JSON.parse([...storage.values()][0]!)).toEqual({ a: 1 });
  await preferences.loadPreferences();
  expect(preferences.preferences.get()).toEqual({ "list.follow": false });
  expect(preferences.preference("list.follow", true)).toBe(false);
  expect(preferences.preference("none", 7)).toBe(7);
});

it("takes nothing but an object", async () => {
  for (kept of [null, [], "x", 3]) {
    await preferences.loadPreferences();
    expect(preferences.preferences.get()).toEqual({});
  }
});

it("keeps what was chosen before the instance answered", async () => {
  preferences.setPreference("theme", "dark");
  await preferences.loadPreferences();
  expect(preferences.preferences.get()).toEqual({ theme: "dark", "list.follow": false });
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ theme: "dark", "list.follow": false }]);
});

it("leaves alone what another page chose", async () => {
  await preferences.loadPreferences();
  kept = { "list.follow": true, other: 1 };
  preferences.setPreference("theme", "dark");
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([{ "list.follow": true, other: 1, theme: "dark" }]);
});
